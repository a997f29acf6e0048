import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPTIONS } from '../../src/commands/arguments.ts';
import { GENERAL_OPTION_ROWS, OPTION_ROWS, type OptionRow } from '../../src/commands/option-rows.ts';

test('the parser and the table agree: which options have a value, and their letters', () => {
  const rows: Readonly<Record<string, OptionRow>> = { ...OPTION_ROWS, ...GENERAL_OPTION_ROWS };
  const table = Object.entries(rows).map(([name, { value, short }]) => [
    name,
    { type: value === null ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) },
  ]);
  const options: Readonly<Record<string, { type: string; short?: string; multiple?: boolean }>> = OPTIONS;
  const parsed = Object.entries(options).map(([name, { multiple: _, ...option }]) => [name, option]);
  assert.deepEqual(Object.fromEntries(parsed), Object.fromEntries(table));
});

test('no two options have the same letter', () => {
  const letters = Object.values(OPTIONS).flatMap((option) => ('short' in option ? option.short : []));
  assert.equal(new Set(letters).size, letters.length);
});
