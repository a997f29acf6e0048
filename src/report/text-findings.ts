import { addressRanges } from '../model/address-set.ts';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { formatPorts, setOfPorts } from '../model/port.ts';
import { counted } from '../model/quantity.ts';
import { plain } from './escape.ts';
import { sinceWords } from './memory-words.ts';
import type { Screen, Style } from './screen.ts';
import { bySeverity, gradeOf, hostOf, ownerWordsBesideWaiver, placeOf, portsOf } from './words.ts';

const GRADE_STYLES: Readonly<Record<string, Style>> = {
  critical: ['red', 'bold'],
  high: 'red',
  medium: 'yellow',
  low: 'yellow',
  note: 'cyan',
  incomplete: 'magenta',
};

/**
 * Findings of the same line of a policy are below one location and excerpt. Those that differ only in their hosts and
 * ports are one line, with ranges.
 * @param findings worst first
 */
export function* findingLines(findings: readonly Finding[], screen: Screen): Generator<string> {
  const byLocation = groupBy(findings, (finding) => {
    const { file, line, column } = placeOf(finding);
    return `${line}:${column}:${file}`;
  });
  for (const [index, group] of [...byLocation.values()].entries()) {
    if (index > 0 && screen.detail !== 'quiet') yield '';
    const location = placeOf(group[0]);
    const lines = foldFindings(group).map((line) => lineWords(line, screen));
    if (lines.length === 1) {
      yield* screen.wrap(`${screen.place(location)} ${lines[0]}`, 2);
      yield* screen.excerpt(location);
      continue;
    }
    yield* screen.wrap(`${screen.place(location)} ${counted(group.length, 'finding')} (${bySeverity(group)})`, 2);
    yield* screen.excerpt(location);
    for (const line of lines) yield* screen.wrap(`  ${line}`, 4);
  }
}

/** What the text says of one finding, or of several that differ only in their hosts and ports. */
interface TextFinding {
  readonly first: Finding;
  /** Null: the message does not begin with its host, and `rest` is all of it. */
  readonly hosts: readonly Finding[] | null;
  /** `6379/tcp`; null: the message does not name its port after the host. */
  readonly ports: string | null;
  readonly rest: string;
}

function foldFindings(findings: readonly Finding[]): readonly TextFinding[] {
  const single = findings.map(partsOf);
  const perHost = groupBy(single, ({ first, hosts, ports, rest }) => {
    return keyOf(first, hosts === null ? null : hostOf(first), ports === null, rest);
  });
  const merged = [...perHost.values()].map(mergePorts);
  const perPorts = groupBy(merged, ({ first, hosts, ports, rest }) => keyOf(first, hosts === null, ports, rest));
  return [...perPorts.values()].map(([one, ...others]) => {
    return one.hosts === null ? one : { ...one, hosts: [one, ...others].flatMap(({ first }) => first) };
  });
}

/** What findings have in common if the text folds them. */
function keyOf(finding: Finding, ...parts: readonly unknown[]): string {
  const { code, protocol, waived, activation } = finding;
  return JSON.stringify([
    code,
    gradeOf(finding),
    protocol,
    ownerWordsBesideWaiver(finding),
    sinceWords(finding),
    waived,
    activation,
    ...parts,
  ]);
}

function partsOf(finding: Finding): TextFinding {
  const { message, port } = finding;
  const host = hostOf(finding);
  const whole = { first: finding, hosts: null, ports: null, rest: message };
  if (host === null || !message.startsWith(`${host} `)) return whole;
  const rest = message.slice(host.length + 1);
  const ports = port === null ? null : portsOf(finding);
  if (ports === null || !rest.startsWith(`${ports} `)) return { ...whole, hosts: [finding], rest };
  return { ...whole, hosts: [finding], ports, rest: rest.slice(ports.length + 1) };
}

function mergePorts(alike: readonly [TextFinding, ...TextFinding[]]): TextFinding {
  const [one] = alike;
  if (one.ports === null) return one;
  const ports = setOfPorts(alike.flatMap(({ first: { port } }) => port ?? []));
  return { ...one, ports: `${formatPorts(ports)}/${one.first.protocol}` };
}

function lineWords({ first, hosts, ports, rest }: TextFinding, { paint }: Screen): string {
  const { waived, activation, code } = first;
  const grade = gradeOf(first);
  const tolerated =
    waived !== null
      ? `, waived until ${waived.expires}`
      : activation !== null
        ? `, not active until ${activation}`
        : null;
  const word =
    tolerated === null ? paint(GRADE_STYLES[grade] ?? 'reset', `${grade}:`) : paint('dim', `${grade}${tolerated}:`);
  const why = waived === null ? '' : ` (${plain(waived.reason)}; ${plain(waived.owner)})`;
  const where = [...(hosts === null ? [] : [hostsWords(hosts)]), ...(ports === null ? [] : [ports])];
  const what = [...where.map((part) => plain(part, Number.POSITIVE_INFINITY)), plain(rest)].join(' ');
  return (
    `${word} ${what}${plain(ownerWordsBesideWaiver(first))}${sinceWords(first)}${why} ` + `${paint('dim', `[${code}]`)}`
  );
}

/** The most ranges of addresses in a line. The JSON report contains every address. */
const RANGES_SHOWN = 50;

/** @returns `192.0.2.1-192.0.2.20, www.example.com (192.0.2.30) (21 hosts)`; without a number for one host */
function hostsWords(findings: readonly Finding[]): string {
  const addresses = findings.flatMap(({ host, address }) => (address === null || address !== host ? [] : address));
  const names = findings.filter(({ host, address }) => address !== host).flatMap((finding) => hostOf(finding) ?? []);
  const ranges = addresses.length === 0 ? [] : [addressRanges(addresses, RANGES_SHOWN)];
  return `${[...ranges, ...names].join(', ')}${findings.length > 1 ? ` (${counted(findings.length, 'host')})` : ''}`;
}
