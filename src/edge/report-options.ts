import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { FORMAT_NAMES, type Format } from '../report/formats.ts';
import { badOption, readChoice } from './options.ts';
import type { ReportFile } from './publish.ts';

/** The options that say which reports to write, as the parser returns them. */
export type ReportValues = Readonly<Partial<Record<Format | 'format', string>>> & {
  readonly output?: readonly string[];
};

/** Which reports to write. */
export interface WantedReports {
  /** The format on stdout. */
  readonly format: Format;
  readonly reports: readonly ReportFile[];
}

/** The file name that stands for stdout in `--output`. */
const STDOUT = '-';

/**
 * Reads `--format FORMAT`, `--FORMAT FILE` and `--output FORMAT=FILE`.
 * @throws InputError for an unknown format, a missing file, or two formats for stdout
 */
export function readReports(values: ReportValues): WantedReports {
  const outputs = (values.output ?? []).map(readOutput);
  const onStdout = outputs.filter(({ file }) => file === STDOUT).map(({ format }) => format);
  if (values.format !== undefined) onStdout.unshift(readChoice('--format', values.format, FORMAT_NAMES));
  const [format = 'text', second] = onStdout;
  if (second !== undefined)
    throw badOption(`stdout takes one format, not ${format} and ${second}: name a file, --output ${second}=FILE`);
  const named = FORMAT_NAMES.flatMap((name): readonly ReportFile[] => {
    const file = values[name];
    return file === undefined ? [] : [{ format: name, file }];
  });
  return { format, reports: [...named, ...outputs.filter(({ file }) => file !== STDOUT)] };
}

function readOutput(text: string): ReportFile {
  const { name, file } = parts(text);
  const format = FORMAT_NAMES.find((one) => one === name);
  if (format === undefined) {
    const suggestion = didYouMean(name, FORMAT_NAMES) || `; FORMAT is one of ${FORMAT_NAMES.join(', ')}`;
    throw badOption(`--output must be FORMAT=FILE, not "${printable(text)}"${suggestion}`);
  }
  if (file === '') throw badOption(`--output ${format}= names no file: write --output ${format}=FILE`);
  return { format, file };
}

function parts(text: string): { readonly name: string; readonly file: string } {
  const at = text.indexOf('=');
  return at === -1 ? { name: text, file: '' } : { name: text.slice(0, at), file: text.slice(at + 1) };
}

/**
 * @param values what was read of arguments that may be wrong
 * @returns the files that they name for reports, also for a format that does not exist
 */
export function namedFiles(values: Readonly<Record<string, unknown>>): readonly Pick<ReportFile, 'file'>[] {
  const texts = (option: string): readonly string[] => [values[option]].flat().filter((one) => typeof one === 'string');
  const general = texts('output').map((text) => parts(text).file);
  return [...FORMAT_NAMES.flatMap(texts), ...general]
    .filter((file) => file !== '' && file !== STDOUT)
    .map((file) => ({ file }));
}
