import type { Address } from '../model/address.ts';
import {
  compatibleStates,
  PORT_STATES,
  type PortDetail,
  type PortState,
  type ProtocolAnswers,
} from '../model/observation.ts';
import { eachPort, intersect, NO_PORTS, type PortRange, type PortSet, type Protocol, portSet } from '../model/port.ts';
import type { Doubt, ScanDocument } from './document.ts';
import type { Weighed } from './gaps.ts';
import { mergeSources, type Source } from './merge.ts';

/** The results of all successful confirm scans for one protocol's ports on one address; null: none. */
export function secondAnswers(sources: readonly Source[]): ProtocolAnswers | null {
  const confirming = sources.filter(({ weight }) => weight === 'confirm');
  if (confirming.length === 0) return null;
  return mergeSources(confirming.map(({ answers }) => ({ answers, weight: 'answer' })));
}

/**
 * Ports that one of two probes found open and the other did not. Neither answer counts, and both are reported.
 * @param first the results of all other scans
 */
export function disputes(
  first: ProtocolAnswers,
  second: ProtocolAnswers,
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
): readonly Doubt[] {
  const scan = (confirms: boolean) => scanWords(documents, address, protocol, confirms);
  const [before, after] = [scan(false), scan(true)];
  const reasonText = (state: PortState, other: PortState, reason: string): string => {
    const [one, two] = state === 'open' ? [`open${reason}`, other] : [state, `open${reason}`];
    return `${before} found it ${one}, ${after} after it ${two}`;
  };
  return PORT_STATES.filter((state) => !compatibleStates('open', state)).flatMap((state) => [
    ...byReason(intersect(first.states.open ?? NO_PORTS, second.states[state] ?? NO_PORTS), first.details).map(
      ({ ports, reason }) => doubt(ports, reasonText('open', state, reason)),
    ),
    ...byReason(intersect(first.states[state] ?? NO_PORTS, second.states.open ?? NO_PORTS), second.details).map(
      ({ ports, reason }) => doubt(ports, reasonText(state, 'open', reason)),
    ),
  ]);
}

function doubt(ports: PortSet, text: string): Doubt {
  return { ports, reason: { code: 'answers-disagree', text } };
}

/** Splits open ports by nmap's reason, such as ` (syn-ack)`. */
function byReason(
  ports: PortSet,
  details: ReadonlyMap<number, PortDetail>,
): readonly { readonly ports: PortSet; readonly reason: string }[] {
  const ranges = new Map<string, PortRange[]>();
  for (const port of eachPort(ports)) {
    const said = details.get(port)?.reason ?? '';
    const reason = said === '' ? '' : ` (${said})`;
    const known = ranges.get(reason);
    if (known === undefined) ranges.set(reason, [[port, port]]);
    else known.push([port, port]);
  }
  return [...ranges].map(([reason, parts]) => ({ reason, ports: portSet(parts) }));
}

/** `<scaninfo type>` (nmap.dtd) of the types whose states prove something. */
const TECHNIQUES: Readonly<Record<string, string>> = {
  syn: 'a SYN scan',
  connect: 'a connect scan',
  udp: 'a UDP scan',
  sctpinit: 'an SCTP INIT scan',
};

function scanWords(documents: readonly Weighed[], address: Address, protocol: Protocol, confirms: boolean): string {
  const scanned = ({ hosts, techniques }: ScanDocument) => hosts.has(address) && techniques[protocol] !== undefined;
  const of = documents.find(
    ({ step, document }) => (step === 'confirm') === confirms && (confirms || step === 'sweep') && scanned(document),
  );
  return TECHNIQUES[of?.document.techniques[protocol] ?? ''] ?? 'a scan';
}
