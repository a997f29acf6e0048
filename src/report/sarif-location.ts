import { relative, resolve, sep } from 'node:path';
import type { Location, LogicalLocation, Region } from 'sarif';
import type { Finding } from '../model/finding.ts';
import type * as Model from '../model/problem.ts';
import type { Repository } from '../model/repository.ts';
import { plain } from './escape.ts';

const SNIPPET_LIMIT = 200;

export interface LocationOptions {
  readonly repository: Repository;
  /** Policy file → its text, for the end of what a place begins. A file that is not there gets none. */
  readonly sources: ReadonlyMap<string, string>;
}

/** @returns what makes a SARIF location of a place in a policy; each policy is cut into lines once. */
export function locator({ repository, sources }: LocationOptions): (place: Model.Location) => Location {
  const files = new Map([...sources].map(([file, text]) => [file, text.split(/\r?\n/)]));
  return (place) => ({
    physicalLocation: {
      artifactLocation: { uri: relativeUri(place.file, repository), uriBaseId: '%SRCROOT%' },
      region: regionOf(place, files.get(place.file)?.[place.line - 1] ?? ''),
    },
  });
}

function regionOf({ line, column }: Model.Location, text: string): Region {
  const start = { startLine: line, startColumn: column, endLine: line };
  const node = nodeAt(text.slice(column - 1));
  if (node === '') return start;
  return { ...start, endColumn: column + node.length, snippet: { text: plain(node, SNIPPET_LIMIT) } };
}

const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;
/** As far as it lies on one line; its values may hold what closes it only in quotes. */
const COLLECTION = /^(?:\{(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^{}"'])*\}|\[(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^[\]"'])*\]|[{[].*)/;
/** Up to a comment, to what ends a key, or to what ends a value within a collection. */
const PLAIN = /^(?:(?! +#|: |:$|[,[\]{}]).)+/;

/** @returns the YAML node that a line begins with, as far as it is on that line. */
function nodeAt(text: string): string {
  return (QUOTED.exec(text) ?? COLLECTION.exec(text) ?? PLAIN.exec(text))?.[0].trimEnd() ?? '';
}

/**
 * @returns what a finding is about, which tells findings of one line of a policy apart: `edge/192.0.2.10/6379/tcp`. Never a list
 * of ports: it changes from run to run.
 */
export function logicalLocation({ code, target, host, address, protocol, port }: Finding): LogicalLocation {
  const place = host ?? address;
  const names = [target, place, port, protocol].map((name) => plain(String(name ?? ''))).filter((name) => name !== '');
  return {
    name: plain(port === null ? (place ?? target) : `${port}/${protocol}`) || code,
    fullyQualifiedName: names.join('/') || code,
    kind: 'resource',
  };
}

/**
 * @returns a relative reference without a scheme, `.` or `..` (RFC 3986, 4.2): one location that is none makes code
 * scanning reject the whole file.
 */
export function relativeUri(file: string, { root, workingDirectory }: Repository): string {
  const segments = relative(root, resolve(workingDirectory, file))
    .split(sep)
    .filter((segment) => segment !== '' && segment !== '..');
  return segments.map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/') || '_';
}
