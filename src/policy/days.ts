const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const YEAR = String.raw`(?<year>\d{4})`;
const MONTH = String.raw`(?<month>\d{1,2})`;
const DAY = String.raw`(?<day>\d{1,2})`;

/** Other ways to write a day, a month or a year. If the order of day and month is unknown, nothing is guessed. */
const FORMS: readonly RegExp[] = [
  `^${YEAR}$`,
  `^${YEAR}[-/. ]?${MONTH}$`,
  String.raw`^${YEAR}[-/. ]?${MONTH}[-/. ]?${DAY}(?:[T ][\d:.]+(?:Z|[-+][\d:]+)?)?$`,
  String.raw`^${DAY}\.\s*${MONTH}\.\s*${YEAR}$`,
  String.raw`^(?<day>1[3-9]|2\d|3[01])[-/]${MONTH}[-/]${YEAR}$`,
  String.raw`^${MONTH}[-/](?<day>1[3-9]|2\d|3[01])[-/]${YEAR}$`,
  String.raw`^${DAY}\.?[-/ ]*(?<name>[a-z]{3,9})\.?[-/, ]*${YEAR}$`,
  String.raw`^(?<name>[a-z]{3,9})\.?[-/ ]*${DAY},?[-/ ]+${YEAR}$`,
  String.raw`^(?<name>[a-z]{3,9})\.?[-/ ]*${YEAR}$`,
].map((form) => new RegExp(form, 'i'));

/**
 * A month or a year means its last day, and so does a day after the end of its month.
 * @returns the day that the text probably means, in the form of ISO 8601; undefined: no day is likely
 */
export function dayMeant(text: string): string | undefined {
  for (const form of FORMS) {
    const { year, month, name, day } = form.exec(text.trim())?.groups ?? {};
    const number = name === undefined ? Number(month ?? 12) : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
    if (year === undefined || number < 1 || number > 12 || Number(day ?? 1) < 1 || Number(day ?? 1) > 31) continue;
    const last = new Date(Date.UTC(Number(year), number, 0)).getUTCDate();
    const padded = (part: number): string => String(part).padStart(2, '0');
    return `${year}-${padded(number)}-${padded(Math.min(Number(day ?? last), last))}`;
  }
  return undefined;
}

/** @returns what to write for a day whose order of day and month is unknown */
export function dayChoice(text: string): string | undefined {
  const [, first = '', second = '', year] = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(text.trim()) ?? [];
  if (year === undefined || Math.max(Number(first), Number(second)) > 12) return undefined;
  const [a, b] = [first.padStart(2, '0'), second.padStart(2, '0')];
  return a === b ? `write ${year}-${a}-${b}` : `write ${year}-${a}-${b} or ${year}-${b}-${a}`;
}
