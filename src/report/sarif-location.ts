import { relative, resolve, sep } from 'node:path';
import type { Location, LogicalLocation, Region } from 'sarif';
import type { Finding } from '../model/finding.ts';
import type * as Model from '../model/problem.ts';
import type { Repository } from '../model/repository.ts';
import { plain } from './escape.ts';

const SNIPPET_LIMIT = 200;
/** The most characters of a line that are searched. A policy may be one line with thousands of findings. */
const NODE_LIMIT = 1000;

export interface LocationOptions {
  readonly repository: Repository;
  /** Policy file → its text, for the end of a region and its snippet. Without the text, a region has neither. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * @returns a function that makes the SARIF location for a location in a policy; it splits each policy into lines once
 */
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
  const node = nodeAt(text.slice(column - 1, column - 1 + NODE_LIMIT));
  if (node === '') return start;
  return { ...start, endColumn: column + node.length, snippet: { text: plain(node, SNIPPET_LIMIT) } };
}

const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;
/**
 * Flow collections without nested collections of the same kind. An unclosed collection extends to the end of the line.
 */
const COLLECTION = /^(?:\{(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^{}"'])*\}|\[(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^[\]"'])*\]|[{[].*)/;
/** Ends before a comment, a key's colon, or an indicator of a flow collection. */
const PLAIN = /^(?:(?! +#|: |:$|[,[\]{}]).)+/;

/** @returns the YAML node at the start of the text, up to the end of its line */
function nodeAt(text: string): string {
  return (QUOTED.exec(text) ?? COLLECTION.exec(text) ?? PLAIN.exec(text))?.[0].trimEnd() ?? '';
}

type Placed = Pick<Finding, 'target' | 'host' | 'address' | 'protocol' | 'port'> & { readonly code: string };

/**
 * It distinguishes the findings of one policy line. A list of ports is left out, because it changes between runs.
 * @returns target, host, port and protocol of a finding: `edge/192.0.2.10/6379/tcp`
 */
export function logicalLocation({ code, target, host, address, protocol, port }: Placed): LogicalLocation {
  const place = host ?? address;
  const names = [target, place, port, protocol].map((name) => plain(String(name ?? ''))).filter((name) => name !== '');
  return {
    name: plain(port === null ? (place ?? target) : `${port}/${protocol}`) || code,
    fullyQualifiedName: names.join('/') || code,
    kind: 'resource',
  };
}

/**
 * Code scanning rejects the whole file if one location is no relative reference.
 * @returns a relative reference without a scheme, `.` or `..` (RFC 3986, 4.2)
 */
export function relativeUri(file: string, repository: Repository): string {
  const segments = relativePath(file, repository);
  return segments.map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/') || '_';
}

/** @returns the segments of the path from the root of the repository, without `.` and `..` */
export function relativePath(file: string, { root, workingDirectory }: Repository): readonly string[] {
  return relative(root, resolve(workingDirectory, file))
    .split(sep)
    .filter((segment) => segment !== '' && segment !== '..');
}
