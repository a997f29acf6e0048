import { FORMAT_NAMES, FORMATS, type Format, inputOf } from '../src/report/formats.ts';
import { example } from './example-report.ts';
import { COMMENTS, replaceBetween, table } from './markdown.ts';

/** @returns action.yml with an input and an output for each format */
export function withFormats(action: string): string {
  const sections = { 'format-inputs': inputs(), 'format-outputs': outputs() };
  return Object.entries(sections).reduce(
    (text, [name, section]) => replaceBetween(text, name, section, COMMENTS.yaml),
    action,
  );
}

function inputs(): string {
  return FORMAT_NAMES.map((format) => {
    const { description } = FORMATS[format];
    return `  ${inputOf(format)}:
    description: >-
      Path of a file to write: ${description}. ${RULES[format] ?? OTHER_RULES}
    required: false`;
  }).join('\n');
}

/** The other inputs refer to the first of these. */
const RULES: Readonly<Partial<Record<Format, string>>> = {
  sarif: `It is a regular file. Its folder exists, or is
      below the working directory and is created. Default: \`exposure-gate.sarif\`.`,
  'sarif-carry': `It needs \`state-file\` to have more than
      \`sarif-file\` has (docs/code-scanning.md). Default: none is written.`,
};
const OTHER_RULES = `The rules are those of \`sarif-file\`.
      Default: none is written.`;

function outputs(): string {
  return FORMAT_NAMES.map((format) => {
    const input = inputOf(format);
    return `  ${input}:
    description: Path of the file that the input \`${input}\` names; empty if none was written.`;
  }).join('\n');
}

/** @returns the table of all formats for docs/formats.md */
export function formatTable(): string {
  const rows = FORMAT_NAMES.map((format) => {
    const { description, media } = FORMATS[format];
    return [`\`${format}\``, `\`--${format} FILE\``, `\`${inputOf(format)}\``, `\`${media}\``, description];
  });
  return table(['Format', 'Option', 'Input of the action', 'Media type', 'What it is'], rows);
}

/** @returns sections of docs/formats.md: an example of each format that is not described elsewhere */
export function formatExamples(): Readonly<Record<string, () => string>> {
  const block = (format: Format, language: string) => () =>
    `\`\`\`\`${language}\n${example(format).replaceAll('\r', '').trim()}\n\`\`\`\``;
  return {
    'example-markdown': block('markdown', 'markdown'),
    'example-json': () => `\`\`\`json\n${findingExample()}\n\`\`\``,
    'example-junit': block('junit', 'xml'),
    'example-gitlab': block('gitlab', 'json'),
    'example-ndjson': () => `\`\`\`json\n${eventExample()}\n\`\`\``,
    'example-openmetrics': block('openmetrics', 'text'),
    'example-csv': block('csv', 'text'),
  };
}

/** A report is long; here is one finding of it. */
function findingExample(): string {
  return JSON.stringify(JSON.parse(example('json')).findings[0], null, 2);
}

/** An event is one long line; here it has many. */
function eventExample(): string {
  const [, finding = ''] = example('ndjson').split('\n');
  return JSON.stringify(JSON.parse(finding), null, 2);
}
