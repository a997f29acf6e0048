import { compareText } from '../model/problem.ts';
import { allowanceLineOf, deviceLineOf, findingLineOf, HEADER, runLineOf } from './lines.ts';
import type { State } from './state.ts';

/** @returns the file in pieces, one a line: equal states give equal files */
export function* writeState(state: State): Generator<string> {
  let count = 0;
  yield line(HEADER);
  for (const run of state.runs) {
    count++;
    yield line(runLineOf(run));
  }
  for (const [, device] of inOrder(state.devices)) {
    count++;
    yield line(deviceLineOf(device));
  }
  for (const [, finding] of inOrder(state.findings)) {
    count++;
    yield line(findingLineOf(finding));
  }
  for (const [, allowance] of inOrder(state.allowances)) {
    count++;
    yield line(allowanceLineOf(allowance));
  }
  for (const [scanned, { at, clean }] of inOrder(state.scanned)) {
    count++;
    yield line({ scanned, at, clean: clean ?? undefined });
  }
  yield line({ end: count });
}

function* inOrder<K extends string, T>(items: ReadonlyMap<K, T>): Generator<readonly [K, T]> {
  for (const key of [...items.keys()].sort(compareText)) {
    const item = items.get(key);
    if (item !== undefined) yield [key, item];
  }
}

function line(data: object): string {
  return `${JSON.stringify(data)}\n`;
}
