import type { Outcome } from '../../src/model/report.ts';
import { type JsonOptions, renderJson as jsonPieces } from '../../src/report/json.ts';
import { renderSarif as sarifPieces } from '../../src/report/sarif.ts';
import { renderText as textPieces } from '../../src/report/text.ts';
import { CONTEXT } from './contexts.ts';

/** The formats as one text each. */
export const renderJson = whole((outcome: Outcome, options: JsonOptions = CONTEXT) => jsonPieces(outcome, options));
export const renderSarif = whole(sarifPieces);
export const renderText = whole(textPieces);

function whole<Arguments extends readonly unknown[]>(
  render: (...input: Arguments) => Iterable<string>,
): (...input: Arguments) => string {
  return (...input) => [...render(...input)].join('');
}
