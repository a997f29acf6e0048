import { Document, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { comparePorts, formatPorts, type PortsByProtocol, PROTOCOLS } from '../model/port.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../model/top-ports.ts';
import { textNode } from '../policy/scalar.ts';
import type { Proposal, ProposedEntry, ProposedTarget, ProposedWaiver } from './proposal.ts';

/** The owner of waivers if the user names none. A policy demands one. */
const NO_OWNER = 'unassigned';

const REASON = 'found when init made this policy';

/** Why a list is there, above it. */
const ABOVE = {
  require: 'These must be open.',
  allow: 'These may be open.',
  waive: 'Findings that nobody has decided on: repair each one, or allow it, before its waiver ends.',
} as const;

/**
 * @param proposal whose text may come from anywhere: the YAML library quotes values, and comments are printable
 * @returns the text of the policy
 */
export function writePolicy(proposal: Proposal): string {
  const { head, authorization, ports, owner, targets } = proposal;
  const document = new Document({}, { schema: 'core', version: '1.2' });
  const set = (key: string, value: unknown): void => document.set(key, nodeOf(document, value));
  document.set('version', 1);
  if (authorization !== null) set('authorization', authorization);
  if (ports !== null) document.set('defaults', defaultsNode(document, ports));
  document.set('targets', document.createNode({}));
  for (const target of targets) document.setIn(['targets', target.name], targetNode(document, target, owner));
  document.commentBefore = head.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, minContentWidth: 0, flowCollectionPadding: false });
}

function targetNode(document: Document, { hosts, entries, waivers }: ProposedTarget, owner: string | null): YAMLMap {
  const node = document.createNode({}) as YAMLMap;
  const add = (key: string, value: Node, why?: string): void => {
    const pair = document.createPair(document.createNode(key), value);
    if (why !== undefined && isScalar(pair.key)) {
      pair.key.commentBefore = ` ${why}`;
      pair.key.spaceBefore = true;
    }
    node.items.push(pair);
  };
  add('hosts', flow(nodeOf(document, hosts)));
  if (owner !== null) add('owner', nodeOf(document, owner));
  for (const expectation of ['require', 'allow'] as const) {
    const own = entries.filter((entry) => entry.expectation === expectation);
    if (own.length > 0) add(expectation, listOf(document, own.map(entryNode)), ABOVE[expectation]);
  }
  if (waivers.length > 0) {
    add(
      'waive',
      listOf(
        document,
        waivers.map((waiver) => waiverNode(document, waiver, owner ?? NO_OWNER)),
      ),
      ABOVE.waive,
    );
  }
  return node;
}

function entryNode({ port, protocol, service, why }: ProposedEntry): Scalar {
  const node = new Scalar(`${port}/${protocol}${service === null ? '' : ` ${service}`}`);
  node.comment = ` ${why}`;
  return node;
}

function waiverNode(document: Document, waiver: ProposedWaiver, owner: string): Node {
  const { finding, protocol, port, host, expires, why } = waiver;
  const node = nodeOf(document, { finding, port: `${port}/${protocol}`, host, owner, reason: REASON, expires });
  node.commentBefore = ` ${why}`;
  return flow(node);
}

/** The ports that a profile scans have a shorter name than their list. */
function defaultsNode(document: Document, ports: PortsByProtocol): Node {
  const profile = PROFILES.find(([, set]) => comparePorts(set, ports.tcp ?? []) === 0)?.[0];
  if (profile !== undefined && Object.keys(ports).length === 1) return document.createNode({ profile });
  return document.createNode({ ports: portsNode(document, ports) });
}

const PROFILES = [
  ['quick', TOP_100_TCP],
  ['standard', TOP_1000_TCP],
] as const;

function portsNode(document: Document, ports: PortsByProtocol): Node {
  const written = PROTOCOLS.map((protocol) => {
    const list = formatPorts(ports[protocol] ?? [])
      .split(',')
      .filter((range) => range !== '');
    const items = list.map((range) => (range.includes('-') ? range : Number(range)));
    return [protocol, items.length === 0 ? 'none' : flow(document.createNode(items))] as const;
  });
  const needed = written.filter(([protocol, value]) => protocol === 'tcp' || value !== 'none');
  return document.createNode(Object.fromEntries(needed));
}

function listOf(document: Document, items: readonly Node[]): YAMLSeq {
  const list = document.createNode([]) as YAMLSeq;
  list.items.push(...items);
  return list;
}

function flow(node: Node): Node {
  if (isMap(node) || isSeq(node)) node.flow = true;
  return node;
}

/** Quotes what some YAML readers take for something else than text. */
function nodeOf(document: Document, value: unknown): Node {
  if (typeof value === 'string') return textNode(value);
  if (Array.isArray(value))
    return listOf(
      document,
      value.map((item) => nodeOf(document, item)),
    );
  if (typeof value !== 'object' || value === null) return document.createNode(value);
  const map = document.createNode({}) as YAMLMap;
  for (const [key, item] of Object.entries(value)) {
    map.items.push(document.createPair(document.createNode(key), nodeOf(document, item)));
  }
  return map;
}
