import type { Address } from '../model/address.ts';
import type { HostObservation, Observation, PortDetail, ProtocolAnswers } from '../model/observation.ts';
import { hasPort, intersect, NO_PORTS, type PortRange, PROTOCOLS, type Protocol, portSet } from '../model/port.ts';
import type { ScannedHost } from './document.ts';
import { TABLE_CONFIDENCE } from './evidence.ts';

/** What nmap's scripts `rpcinfo` and `rpc-grind` write beside a name that they give. */
const RPC_PROGRAM = /^RPC #\d+$/;

/** Where nmap asks for the list of RPC programs (its script `rpcinfo`; RFC 1833). */
const PORTMAPPER = 111;

/**
 * nmap's `rpcinfo` names every open port that a portmapper lists, also one where a match line found something else; it
 * writes its list nowhere. So beside a portmapper that may answer no RPC name is proven, but for the portmapper's own.
 * @param protocols what a scan says of one host
 */
export function withoutHearsay(protocols: ScannedHost['protocols']): ScannedHost['protocols'] {
  const mayBeAsked = (ports: ProtocolAnswers | null | undefined): boolean =>
    (['open', 'open|filtered'] as const).some((state) => hasPort(ports?.states[state] ?? NO_PORTS, PORTMAPPER));
  if (!Object.values(protocols).some(({ answers, seen }) => mayBeAsked(answers) || mayBeAsked(seen))) return protocols;
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
    const unproven = { ...service, method: 'table', confidence: TABLE_CONFIDENCE, hearsay: true } as const;
    return [port, { ...detail, service: unproven }];
  });
  return { states, details: new Map(judged) };
}

/**
 * @returns hosts with nothing but the open ports that a portmapper named. Where its own port is not asked too, nmap
 * tells what these say themselves.
 */
export function hearsayPorts({
  hosts,
}: Observation): ReadonlyMap<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>> {
  const named = new Map<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>>();
  for (const [address, { protocols, answersWithin, needsConnect }] of hosts) {
    const left: Partial<Record<Protocol, ProtocolAnswers>> = {};
    for (const protocol of PROTOCOLS) {
      const { states = {}, details = new Map<number, PortDetail>() } = protocols[protocol] ?? {};
      const ports = [...details].flatMap(([port, { service }]): readonly PortRange[] =>
        service?.hearsay === true && port !== PORTMAPPER ? [[port, port]] : [],
      );
      const open = intersect(portSet(ports), states.open ?? NO_PORTS);
      if (open.length > 0) left[protocol] = { states: { open }, details };
    }
    if (Object.keys(left).length > 0) named.set(address, { protocols: left, answersWithin, needsConnect });
  }
  return named;
}
