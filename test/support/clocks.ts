/** Clock times in our outputs, and what stands in their place when two outputs are compared. */
const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '2000-01-01T00:00:00Z'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '2000-01-01 00:00:00 UTC'],
  [/"seconds": ?\d+(?:\.\d+)?/g, '"seconds": 0'],
  [/\b\d+\.\d s\b/g, '0.0 s'],
];

/** @returns the output with every clock time and duration replaced, and nothing else. */
export function withoutClocks(output: string): string {
  return CLOCKS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), output);
}
