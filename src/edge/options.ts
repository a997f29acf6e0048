import { SEVERITIES, type Severity } from '../model/finding.ts';
import { InputError, type Problem } from '../model/problem.ts';
import type { InstallMode, OnIncomplete } from '../model/request.ts';
import { INSTALL_MODES, ON_INCOMPLETE } from '../model/request.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { type Day, dayAfter, isOver, parseDay } from '../model/time.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** One day: no useful run is longer, and a timer cannot be much longer. */
const LONGEST = 24 * UNITS.h;

/**
 * @param name the option as the user wrote it, for the message
 * @throws InputError
 */
export function readDuration(name: string, text: string): number {
  const match = /^([1-9]\d{0,5})([smh])$/.exec(text);
  const milliseconds = match === null ? Number.NaN : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  if (milliseconds <= LONGEST) return milliseconds;
  throw badOption(`${name} must be a time up to 24h such as 90s, 45m or 2h, not "${printable(text)}"`);
}

/**
 * Reads the maximum age of results.
 * @param name the option as the user wrote it, for the message
 * @throws InputError
 */
export function readAge(name: string, text: string): number {
  const match = /^([1-9]\d{0,4})([smhd])$/.exec(text);
  if (match !== null) return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  throw badOption(`${name} must be an age such as 30m, 24h or 7d, not "${printable(text)}"`);
}

export function readSeverity(name: string, text: string): Severity {
  return readChoice(name, text, SEVERITIES);
}

export function readOnIncomplete(name: string, text: string): OnIncomplete {
  return readChoice(name, text, ON_INCOMPLETE);
}

export function readInstall(name: string, text: string): InstallMode {
  return readChoice(name, text, INSTALL_MODES);
}

const CATEGORY = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/;
const LONGEST_CATEGORY = 200;

/**
 * Addresses, dates, numbers as long as the number of a run, and commit hashes: they change
 * between runs or between hosts.
 */
const UNSTABLE = /\d+\.\d+\.\d+\.\d+|\d{4}-\d\d-\d\d|(?<!\d)20\d{6}(?!\d)|\d{9,}|[0-9a-f]{40}/i;

/**
 * @returns the category without its final slash
 * @throws InputError if the text is not a category, or if it is likely to change: the alerts of a category that
 * no later run uses stay open
 */
export function readCategory(name: string, text: string): string {
  const category = text.replace(/\/$/, '');
  const shown = printable(text);
  if (category.length > LONGEST_CATEGORY || !CATEGORY.test(category)) {
    throw badOption(
      `${name} "${shown}" is not a valid category: use up to ${LONGEST_CATEGORY} letters, digits, ".", "_" and ` +
        '"-", and "/" between parts',
    );
  }
  const unstable = UNSTABLE.exec(category)?.[0];
  if (unstable === undefined) return category;
  throw badOption(
    `${name} "${shown}" contains "${unstable}", which looks like an address, a date, a run number or a commit: ` +
      'remove it, because only a run of the same category closes an alert',
  );
}

/** The longest text in a policy. */
const LONGEST_TEXT = 200;

/**
 * @returns the text without spaces around it
 * @throws InputError for a text that a policy cannot have
 */
export function readText(name: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= LONGEST_TEXT) return trimmed;
  throw badOption(`${name} must be a text of 1 to ${LONGEST_TEXT} characters`);
}

/**
 * Reads the last day of something, UTC.
 * @returns the day that is so many days after `now`, or the day itself
 * @throws InputError for anything else, and for a day that is over
 */
export function readDay(name: string, text: string, now: Date): Day {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  const day = days === undefined ? parseDay(text) : dayAfter(now, Number(days));
  if (day === undefined)
    throw badOption(`${name} must be days such as 30d, or a day such as 2027-01-31, not "${printable(text)}"`);
  if (isOver(day, now)) throw badOption(`${name} ${day} is over`);
  return day;
}

/** @throws InputError for a text that is not exactly one of the choices */
export function readChoice<const T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw badOption(`${name} must be one of ${choices.join(', ')}, not "${printable(text)}"${didYouMean(text, choices)}`);
}

/**
 * @returns the error for options that keep documents of scans while results are judged
 * @param keep the first option as the user wrote it
 * @param results the second option as the user wrote it
 */
export function nothingToKeep(keep: string, results: string): InputError {
  return badOption(`${keep} keeps documents of scans, but ${results} scans nothing: remove ${keep}`);
}

export function badOption(message: string): InputError {
  const problem: Problem = { code: 'bad-option', message };
  return new InputError([problem]);
}
