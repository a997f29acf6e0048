/** Clock times in our outputs, and what stands in their place when two outputs are compared. */
const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '2000-01-01T00:00:00Z'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '2000-01-01 00:00:00 UTC'],
  [/"(seconds|total|judging)": ?\d+(?:\.\d+)?/g, '"$1": 0'],
  [/\b\d+\.\d s\b/g, '0.0 s'],
  // the day on which a proposed waiver ends
  [/(owner: <who answers for it>\s+expires: )\d{4}-\d{2}-\d{2}/g, '$1DAY'],
];

/** @returns the output with every clock time and duration replaced, and nothing else. */
export function withoutClocks(output: string): string {
  return CLOCKS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), output);
}

/** The attributes in which nmap tells times, in seconds since the epoch. */
const TIMES = /\b(start|starttime|endtime|time)="(\d{9,11})"/g;

/** @returns nmap's XML with its times moved so that the latest is now: what is old is not believed. */
export function asOfNow(xml: string): string {
  const latest = Math.max(...[...xml.matchAll(TIMES)].map(([, , seconds]) => Number(seconds)));
  const moved = Math.floor(Date.now() / 1_000) - latest;
  return xml.replace(TIMES, (_, name, seconds) => `${name}="${Number(seconds) + moved}"`);
}
