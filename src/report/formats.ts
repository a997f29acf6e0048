import type { Outcome } from '../model/report.ts';
import { renderJson } from './json.ts';
import { renderSarif, type SarifOptions } from './sarif.ts';
import { renderSummary } from './summary.ts';
import { renderText, type TextOptions } from './text.ts';

/** What any format needs besides the outcome. */
export type FormatContext = SarifOptions & TextOptions;

/** How an outcome is written for one kind of reader. */
export interface ReportFormat {
  /** What the file is and whom it is for, in a few words without a full stop. */
  readonly description: string;
  /** Its media type. */
  readonly media: string;
  /** @returns the outcome in pieces; a report of many hosts does not fit into one string */
  readonly render: (outcome: Outcome, context: FormatContext) => Iterable<string>;
}

/**
 * Every format of a check's report. The name of a row makes the option `--NAME FILE`, the input and the output
 * `NAME-file` of the action, and a value of `--format NAME` and `--output NAME=FILE`. Help, action.yml and
 * docs/formats.md follow from this table.
 */
export const FORMATS = {
  text: {
    description: 'the text that people read on a terminal, without colour',
    media: 'text/plain',
    render: renderText,
  },
  json: { description: 'JSON, for programs', media: 'application/json', render: renderJson },
  sarif: { description: 'SARIF 2.1.0, for code scanning', media: 'application/sarif+json', render: renderSarif },
  summary: {
    description: 'Markdown, for the summary of a job',
    media: 'text/markdown',
    render: (outcome, { rules }) => [renderSummary(outcome, rules)],
  },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type Format = keyof typeof FORMATS;

/** The names of all formats, in the order of the table. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** @returns the name of the input that names the file, and of the output that repeats it */
export function inputOf<Name extends Format>(format: Name): `${Name}-file` {
  return `${format}-file`;
}

/** @returns what `make` gives for each format, under the name of the format */
export function byFormat<T>(make: (format: Format) => T): Readonly<Record<Format, T>> {
  return Object.fromEntries(FORMAT_NAMES.map((format) => [format, make(format)])) as Record<Format, T>;
}
