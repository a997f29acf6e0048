/** @returns `; did you mean "X"?` for the nearest candidate; the empty string if no candidate is near */
export function didYouMean(text: string, candidates: Iterable<string>): string {
  const near = nearest(text, candidates);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/**
 * @returns the candidate with the fewest typing errors, if they are few for the length of the text: one up to 4
 * characters, two up to 8, else three. Of equally near candidates, the first with the same initial wins, because people
 * rarely mistype the first letter.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const lower = text.toLowerCase();
  let best: string | undefined;
  let bestDistance = lower.length <= 4 ? 2 : lower.length <= 8 ? 3 : 4;
  // No name of ours is longer, and the cost grows with the product of the lengths.
  if (lower.length > 64) return undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - lower.length) >= bestDistance) continue;
    // Less than one error, so that it only decides between equals.
    const otherStart = candidate[0]?.toLowerCase() === lower[0] ? 0 : 0.5;
    const distance = typingErrors(lower, candidate.toLowerCase()) + otherStart;
    if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Optimal string alignment: Levenshtein's distance, but two swapped neighbours count as one error (Damerau, 1964). */
export function typingErrors(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, at(beforePrevious, j - 2) + 1);
      current.push(least);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
