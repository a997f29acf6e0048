import type { Outcome } from '../model/report.ts';
import { renderJson } from './json.ts';
import { renderSarif, type SarifOptions } from './sarif.ts';
import { renderText, type TextOptions } from './text.ts';

/** What any of the formats may need beside the outcome. */
export type FormatContext = SarifOptions & TextOptions;

/** What `--format` offers: the name, and what goes to stdout, in pieces. */
export const FORMATS = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
} as const satisfies Readonly<Record<string, (outcome: Outcome, context: FormatContext) => Iterable<string>>>;

export type Format = keyof typeof FORMATS;
