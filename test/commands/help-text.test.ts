import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_ROWS } from '../../src/commands/command-rows.ts';
import { commandHelp, helpText } from '../../src/commands/help-text.ts';

/** Lines and columns of a usual window of a terminal, and of the smallest. */
const [LINES, SMALL_LINES, SMALL_WIDTH] = [48, 24, 80];

test('the help of all commands fits the smallest terminal, with a line for each command', () => {
  const lines = helpText(SMALL_WIDTH).trimEnd().split('\n');
  assert.ok(lines.length <= SMALL_LINES, String(lines.length));
  for (const { name, meaning } of COMMAND_ROWS) {
    assert.ok(
      lines.some((line) => line.trim().startsWith(name) && line.endsWith(meaning)),
      name,
    );
  }
});

test('the help of each command fits a screen, and no line is wider than the terminal', () => {
  for (const { name } of COMMAND_ROWS) {
    for (const width of [SMALL_WIDTH, 100, 120]) {
      const text = commandHelp(name, width) ?? assert.fail();
      const wide = text.split('\n').filter((line) => line.length > width);
      assert.deepEqual(wide, [], `${name} ${width}`);
    }
    const { length } = (commandHelp(name, 120) ?? '').split('\n');
    assert.ok(length <= LINES, `${name}: ${length}`);
  }
});
