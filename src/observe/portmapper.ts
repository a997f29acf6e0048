import type { Address } from '../model/address.ts';
import type { HostObservation, Observation, PortDetail, ProtocolAnswers } from '../model/observation.ts';
import { hasPort, intersect, NO_PORTS, type PortRange, PROTOCOLS, type Protocol, portSet } from '../model/port.ts';
import type { ScannedHost } from './document.ts';
import { TABLE_CONFIDENCE } from './evidence.ts';

/** What nmap's scripts `rpcinfo` and `rpc-grind` add to the names that they report. */
const RPC_PROGRAM = /^RPC #\d+$/;

/** The port at which nmap asks for the list of RPC programs (its script `rpcinfo`; RFC 1833). */
const PORTMAPPER = 111;

/**
 * nmap's `rpcinfo` names every open port that a portmapper lists, even if a match line found something else, and does
 * not write the list to its XML. So no RPC name is proven on a host with a portmapper that may answer, except the
 * portmapper's own.
 * @param protocols the results of a scan for one host
 */
export function withoutPortmapperNames(protocols: ScannedHost['protocols']): ScannedHost['protocols'] {
  const mayAnswer = (ports: ProtocolAnswers | null | undefined): boolean =>
    (['open', 'open|filtered'] as const).some((state) => hasPort(ports?.states[state] ?? NO_PORTS, PORTMAPPER));
  if (!Object.values(protocols).some(({ answers, seen }) => mayAnswer(answers) || mayAnswer(seen))) return protocols;
  return Object.fromEntries(
    Object.entries(protocols).map(([protocol, { answers, seen, doubts }]) => [
      protocol,
      { answers: withoutRpcNames(answers), seen: seen === null ? null : withoutRpcNames(seen), doubts },
    ]),
  );
}

function withoutRpcNames({ states, details }: ProtocolAnswers): ProtocolAnswers {
  const judged = [...details].map(([port, detail]): [number, PortDetail] => {
    const { service } = detail;
    if (service === null || !RPC_PROGRAM.test(service.extraInfo ?? '')) return [port, detail];
    if (port === PORTMAPPER && service.name === 'rpcbind') return [port, detail];
    const unproven = { ...service, method: 'table', confidence: TABLE_CONFIDENCE, fromPortmapper: true } as const;
    return [port, { ...detail, service: unproven }];
  });
  return { states, details: new Map(judged) };
}

/**
 * In a scan without the portmapper's port, nmap reports what these ports answer themselves.
 * @returns hosts, with only the open ports that a portmapper named
 */
export function portsNamedByPortmapper({
  hosts,
}: Observation): ReadonlyMap<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>> {
  const named = new Map<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>>();
  for (const [address, { protocols, answersWithin, needsConnect }] of hosts) {
    const left: Partial<Record<Protocol, ProtocolAnswers>> = {};
    for (const protocol of PROTOCOLS) {
      const { states = {}, details = new Map<number, PortDetail>() } = protocols[protocol] ?? {};
      const ports = [...details].flatMap(([port, { service }]): readonly PortRange[] =>
        service?.fromPortmapper === true && port !== PORTMAPPER ? [[port, port]] : [],
      );
      const open = intersect(portSet(ports), states.open ?? NO_PORTS);
      if (open.length > 0) left[protocol] = { states: { open }, details };
    }
    if (Object.keys(left).length > 0) named.set(address, { protocols: left, answersWithin, needsConnect });
  }
  return named;
}
