/** Unset: few cases. A number: so many times the many. */
const FACTOR = process.env.PROPERTY_RUNS;

if (FACTOR !== undefined && !(Number(FACTOR) > 0))
  throw new Error(`PROPERTY_RUNS is ${FACTOR}: write a number above 0`);

/**
 * @param few cases that are enough while one works on something else; fast-check prints the seed of one that fails
 * @param many cases that `npm test` tries; `PROPERTY_RUNS=10` tries ten times as many
 */
export function runs(few: number, many: number): number {
  return FACTOR === undefined ? few : Math.ceil(many * Number(FACTOR));
}

/** @returns the indexes below a number: all of them, or each tenth from a random one on where few cases are tried. */
export function indexes(count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const [first, step] = FACTOR === undefined ? [Math.floor(Math.random() * 10), 10] : [0, 1];
  return all.filter((index) => index % step === first);
}
