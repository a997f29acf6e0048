import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { FORMAT_NAMES, type Format } from '../report/formats.ts';
import { NOTIFY_NAMES } from '../report/notify/formats.ts';
import { badOption, readChoice } from './options.ts';
import type { NotifyFile, ReportFile } from './publish.ts';

/** The options that say which reports to write, as the parser returns them. */
export type ReportValues = Readonly<Partial<Record<Format | 'format', string>>> & {
  readonly output?: readonly string[];
};

/** Which reports to write. */
export interface WantedReports {
  /** The format on stdout. */
  readonly format: Format;
  readonly reports: readonly ReportFile[];
}

/** The file name that stands for stdout in `--output`. */
const STDOUT = '-';

/**
 * Reads `--format FORMAT`, `--FORMAT FILE` and `--output FORMAT=FILE`.
 * @throws InputError for an unknown format, a missing file, or two formats for stdout
 */
export function readReports(values: ReportValues): WantedReports {
  const outputs = (values.output ?? []).map(readOutput);
  const onStdout = outputs.filter(({ file }) => file === STDOUT).map(({ format }) => format);
  if (values.format !== undefined) onStdout.unshift(readChoice('--format', values.format, FORMAT_NAMES));
  const [format = 'text', second] = onStdout;
  if (second !== undefined)
    throw badOption(`stdout takes one format, not ${format} and ${second}: name a file, --output ${second}=FILE`);
  const named = FORMAT_NAMES.flatMap((name): readonly ReportFile[] => {
    const file = values[name];
    return file === undefined ? [] : [{ format: name, file }];
  });
  return { format, reports: [...named, ...outputs.filter(({ file }) => file !== STDOUT)] };
}

function readOutput(text: string): ReportFile {
  return readPair('--output', text, FORMAT_NAMES);
}

/**
 * Reads the values of `--notify-file FORMAT=FILE` or the lines of the input.
 * @param name the option as the user wrote it, for the message
 * @param state the option that names the state file
 * @throws InputError for an unknown format, a missing file, or without a state file: no change would ever be told
 */
export function readNotify(
  texts: readonly string[],
  name: string,
  state: { readonly option: string; readonly file: string | null },
): readonly NotifyFile[] {
  const files = texts.map((text) => readPair(name, text, NOTIFY_NAMES));
  if (files.length > 0 && state.file === null)
    throw badOption(`${name} tells changes, and without memory no run knows any: add ${state.option}`);
  return files;
}

function readPair<Name extends string>(
  option: string,
  text: string,
  names: readonly Name[],
): { readonly format: Name; readonly file: string } {
  const { name, file } = parts(text);
  const format = names.find((one) => one === name);
  if (format === undefined) {
    const suggestion = didYouMean(name, names) || `; FORMAT is one of ${names.join(', ')}`;
    throw badOption(`${option} must be FORMAT=FILE, not "${printable(text)}"${suggestion}`);
  }
  if (file === '') throw badOption(`${option} ${format}= names no file: write ${option} ${format}=FILE`);
  return { format, file };
}

function parts(text: string): { readonly name: string; readonly file: string } {
  const at = text.indexOf('=');
  return at === -1 ? { name: text, file: '' } : { name: text.slice(0, at), file: text.slice(at + 1) };
}

/**
 * @param values what was read of arguments that may be wrong
 * @returns the files that they name for reports, also for a format that does not exist
 */
export function namedFiles(values: Readonly<Record<string, unknown>>): readonly Pick<ReportFile, 'file'>[] {
  const texts = (option: string): readonly string[] => [values[option]].flat().filter((one) => typeof one === 'string');
  const general = filesIn(texts('output')).filter(({ file }) => file !== STDOUT);
  return [
    ...FORMAT_NAMES.flatMap(texts)
      .filter((file) => file !== '' && file !== STDOUT)
      .map((file) => ({ file })),
    ...general,
    ...filesIn(texts('notify-file')),
  ];
}

/** @returns the files of texts such as `FORMAT=FILE`, also for a format that does not exist */
export function filesIn(texts: readonly string[]): readonly Pick<ReportFile, 'file'>[] {
  return texts.map((text) => ({ file: parts(text).file })).filter(({ file }) => file !== '');
}
