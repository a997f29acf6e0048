import type { Outcome } from '../model/report.ts';
import { renderJson } from './json.ts';
import { renderSarif, type SarifOptions } from './sarif.ts';
import { renderText, type TextOptions } from './text.ts';

/** What any format needs besides the outcome. */
export type FormatContext = SarifOptions & TextOptions;

/** The formats of `--format`, and how each prints to stdout, in pieces. */
export const FORMATS = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
} as const satisfies Readonly<Record<string, (outcome: Outcome, context: FormatContext) => Iterable<string>>>;

export type Format = keyof typeof FORMATS;
