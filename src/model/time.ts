/** A calendar day, `YYYY-MM-DD`, valid in the Gregorian calendar. */
export type Day = string & { readonly __day: unique symbol };

/** @returns undefined unless the text is a real day, written `YYYY-MM-DD` */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? (text as Day) : undefined;
}

/** @returns whether the day is over at `now`; a day ends at midnight UTC */
export function isOver(day: Day, now: Date): boolean {
  return now.getTime() >= endOf(day);
}

/** @returns the day that many days after the day (UTC) of `now` */
export function dayAfter(now: Date, days: number): Day {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10) as Day;
}

/** @returns the day after the day */
export function nextDay(day: Day): Day {
  return dayAfter(new Date(`${day}T00:00:00Z`), 1);
}

/** @returns the first millisecond after the day, since the epoch */
export function endOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}

/** A second, UTC: `2026-11-26T02:00:00Z`. The order of the texts is the order of time. */
export type Moment = string & { readonly __moment: unique symbol };

/** @returns the second of a date */
export function momentOf(date: Date): Moment {
  return `${date.toISOString().slice(0, 19)}Z` as Moment;
}

/** @returns the minutes from one moment to a later one; negative if it is earlier */
export function minutesBetween(from: Moment, to: Moment): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** @returns undefined unless the text is a real second of UTC, written `YYYY-MM-DDTHH:MM:SSZ` */
export function parseMoment(text: string): Moment | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && momentOf(date) === text ? (text as Moment) : undefined;
}
