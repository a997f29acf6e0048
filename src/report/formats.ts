import type { Outcome } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import { renderComment } from './comment.ts';
import { renderCsv } from './csv.ts';
import { renderGitlab } from './gitlab.ts';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderNdjson } from './ndjson.ts';
import { renderOpenMetrics } from './openmetrics.ts';
import { renderSarif, type SarifOptions } from './sarif.ts';
import { renderSummary } from './summary.ts';
import { renderText, type TextOptions } from './text.ts';

/** What any format needs besides the outcome. */
export type FormatContext = SarifOptions &
  TextOptions & {
    readonly origin: RunOrigin;
    /** The policy as the user named it, also if the run found none; null: the default places. */
    readonly policy: string | null;
    /** The targets that the user selected; empty: all. */
    readonly selection: readonly string[];
  };

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
  html: {
    description: 'one HTML file that loads nothing, for people: the picture, the findings, and how to fix them',
    media: 'text/html',
    render: renderHtml,
  },
  json: { description: 'JSON, for programs', media: 'application/json', render: renderJson },
  sarif: { description: 'SARIF 2.1.0, for code scanning', media: 'application/sarif+json', render: renderSarif },
  'sarif-carry': {
    description: 'SARIF, in which an incomplete run has what it could not verify again too',
    media: 'application/sarif+json',
    render: (outcome, context) => renderSarif(outcome, { ...context, carry: true }),
  },
  summary: {
    description: 'Markdown, for the summary of a job',
    media: 'text/markdown',
    render: (outcome, { rules }) => [renderSummary(outcome, rules)],
  },
  markdown: {
    description: 'Markdown of less than 60,000 characters, for a comment on a pull request',
    media: 'text/markdown',
    render: (outcome, context) => [renderComment(outcome, context)],
  },
  junit: {
    description: 'JUnit XML, for the test reports of Jenkins, GitLab, Azure DevOps and Buildkite',
    media: 'application/xml',
    render: renderJunit,
  },
  gitlab: {
    description: 'a code quality report of GitLab, for merge requests',
    media: 'application/json',
    render: renderGitlab,
  },
  ndjson: {
    description: 'one JSON event a line with names of the Elastic Common Schema, for a SIEM',
    media: 'application/x-ndjson',
    render: renderNdjson,
  },
  openmetrics: {
    description: "metrics as OpenMetrics text, for Prometheus and node exporter's textfile collector",
    media: 'application/openmetrics-text',
    render: renderOpenMetrics,
  },
  csv: { description: 'comma-separated values, for spreadsheets', media: 'text/csv', render: renderCsv },
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
