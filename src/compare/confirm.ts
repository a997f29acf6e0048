import { compareAddresses } from '../model/address.ts';
import type { Doubtful } from '../model/evidence.ts';
import { atLeast, type Finding, isStanding, type Severity } from '../model/finding.ts';
import type { Observation, Unobserved } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import {
  eachPort,
  formatPorts,
  intersect,
  NO_PORTS,
  type PortSet,
  PROTOCOLS,
  portCount,
  portSet,
  subtract,
  union,
} from '../model/port.ts';
import type { Comparison } from './compare.ts';
import { LISTED_ONE_BY_ONE } from './merge.ts';

/** The most (address, port) pairs that are probed again. The least severe of the others count unconfirmed. */
const MOST_CONFIRMED = 4_096;

/**
 * Selects the findings that need confirmation: those that would fail the build, and every missing port. Waived
 * findings, and findings of targets that are not active yet, fail nothing. Findings about the policy or about
 * unobserved ports have no port to probe again.
 * @param failOn the lowest severity that fails the build
 * @returns one batch, in address order; a finding about very many ports is represented by a sample, spread over them
 */
export function toConfirm(
  { findings, places }: Pick<Comparison, 'findings' | 'places'>,
  { confirm }: Pick<Policy, 'confirm'>,
  failOn: Severity,
): readonly Doubtful[] {
  if (!confirm) return [];
  const asked = new Map<string, Doubtful>();
  let count = 0;
  // Findings are sorted worst first.
  for (const finding of findings) {
    if (!decides(finding, failOn)) continue;
    for (const { address, protocol, ports } of places.get(finding) ?? []) {
      const key = `${address} ${protocol}`;
      const known = asked.get(key)?.ports ?? NO_PORTS;
      const fresh = subtract(sample(ports), known);
      count += portCount(fresh);
      if (count > MOST_CONFIRMED) return sorted(asked);
      asked.set(key, { address, protocol, ports: union(known, fresh) });
    }
  }
  return sorted(asked);
}

function decides(finding: Finding, failOn: Severity): boolean {
  const { code, severity } = finding;
  return isStanding(finding) && severity !== null && (code === 'missing-port' || atLeast(severity, failOn));
}

/** All ports if they are few; else as many as are listed one by one, evenly spread from the first to the last. */
function sample(ports: PortSet): PortSet {
  const count = portCount(ports);
  if (count <= LISTED_ONE_BY_ONE) return ports;
  const wanted = new Set(
    Array.from({ length: LISTED_ONE_BY_ONE }, (_, index) =>
      Math.floor((index * (count - 1)) / (LISTED_ONE_BY_ONE - 1)),
    ),
  );
  return portSet([...eachPort(ports)].filter((_, index) => wanted.has(index)).map((port) => [port, port]));
}

function sorted(asked: ReadonlyMap<string, Doubtful>): readonly Doubtful[] {
  return [...asked.values()].sort(
    (a, b) => compareAddresses(a.address, b.address) || PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol),
  );
}

/**
 * Returns what would fail the build in a stopped run, but was not confirmed by a second probe. It does not count. For a
 * finding about very many ports, one confirmed port is enough.
 * @param why the run was stopped, as a clause
 */
export function unconfirmed(
  { findings, places }: Pick<Comparison, 'findings' | 'places'>,
  { confirm }: Pick<Policy, 'confirm'>,
  failOn: Severity,
  { hosts }: Observation,
  why: string,
): readonly Unobserved[] {
  if (!confirm) return [];
  const text = `one probe found it, and ${why} before a second one could confirm it`;
  const decisive = findings.filter((finding) => decides(finding, failOn)).flatMap((one) => places.get(one) ?? []);
  return decisive.flatMap(({ address, protocol, ports }) => {
    const confirmed = intersect(ports, union(...Object.values(hosts.get(address)?.protocols[protocol]?.second ?? {})));
    if (confirmed.length > 0 && portCount(ports) > LISTED_ONE_BY_ONE) return [];
    const left = subtract(ports, confirmed);
    return left.length === 0 ? [] : [{ address, protocol, ports: left, reason: { code: 'not-confirmed', text } }];
  });
}

const UNCONFIRMED_SHOWN = 20;

/** @returns a sentence that names the ports which were seen open and do not count; null if there are none */
export function unconfirmedNotice(gaps: readonly Unobserved[], { hosts }: Observation): string | null {
  const open = gaps.flatMap(({ address, protocol, ports }) => {
    const seen = intersect(ports, hosts.get(address)?.protocols[protocol]?.states.open ?? NO_PORTS);
    return seen.length === 0 ? [] : [`${address} ${formatPorts(seen)}/${protocol}`];
  });
  const places = [...new Set(open)];
  if (places.length === 0) return null;
  const more = places.length > UNCONFIRMED_SHOWN ? ` and ${places.length - UNCONFIRMED_SHOWN} more` : '';
  return `Seen open once, and not confirmed: ${places.slice(0, UNCONFIRMED_SHOWN).join(', ')}${more}.`;
}

/**
 * @param observation made with the confirming scans, like `comparison`
 * @returns a sentence about the ports that were probed again, and the results; null if there are none
 */
export function confirmationNotice(
  asked: readonly Doubtful[],
  { hosts }: Observation,
  { unobserved }: Pick<Comparison, 'unobserved'>,
): string | null {
  let answered = 0;
  let disputed = 0;
  for (const { address, protocol, ports } of asked) {
    const second = union(...Object.values(hosts.get(address)?.protocols[protocol]?.second ?? {}));
    const torn = unobserved.filter(
      (gap) => gap.address === address && gap.protocol === protocol && gap.reason.code === 'answers-disagree',
    );
    const here = intersect(ports, second);
    answered += portCount(here);
    disputed += portCount(intersect(here, union(...torn.map((gap) => gap.ports))));
  }
  const total = asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
  const stopped = unobserved.some(({ reason }) => reason.code === 'not-confirmed');
  if (total === 0 || (stopped && answered === 0)) return null;
  const agreed = answered - disputed;
  const said = [
    `A second probe checks what would fail the build: of ${total} ${total === 1 ? 'port' : 'ports'}, ${agreed} ` +
      'gave the same answer',
    ...(disputed === 0
      ? []
      : [`${disputed} gave a different answer and ${disputed === 1 ? 'counts' : 'count'} as unobserved`]),
    ...(answered === total
      ? []
      : [
          `${total - answered} gave none, and what was found there ` +
            (stopped ? 'does not count' : 'counts unconfirmed'),
        ]),
  ];
  return `${said.join(', ')}.`;
}

/**
 * A lost answer looks the same.
 * @returns the ports that were open for the first probe and silent for the second
 */
export function stillSilent(asked: readonly Doubtful[], { hosts, unobserved }: Observation): readonly Doubtful[] {
  return asked.flatMap(({ address, protocol, ports }) => {
    const torn = unobserved.filter(
      (gap) => gap.address === address && gap.protocol === protocol && gap.reason.code === 'answers-disagree',
    );
    const silent = hosts.get(address)?.protocols[protocol]?.second?.filtered ?? NO_PORTS;
    const left = intersect(intersect(ports, silent), union(...torn.map((gap) => gap.ports)));
    return left.length === 0 ? [] : [{ address, protocol, ports: left }];
  });
}
