import { NO_PORTS, type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol, union } from '../model/port.ts';
import { type Problem, problemAt } from '../model/problem.ts';
import type { Profile, ScanSettings } from '../model/scan-settings.ts';
import { COMMON_UDP, TOP_100_TCP, TOP_1000_TCP } from '../model/top-ports.ts';
import { optionConflicts } from '../nmap/options.ts';
import type { PolicyCode } from './fault.ts';
import { removable } from './removal.ts';
import type { RawDefaults, RawTarget } from './schema.ts';
import { find, locate, locateKey, type Path, type Tree } from './tree.ts';

/** Ports that a profile scans whatever `ports` says. */
const CHOSEN: Readonly<Record<Profile, PortsByProtocol>> = {
  discovery: { tcp: NO_PORTS, udp: NO_PORTS, sctp: NO_PORTS },
  quick: { tcp: TOP_100_TCP },
  standard: { tcp: TOP_1000_TCP },
  thorough: {},
  deep: {},
  udp: { tcp: NO_PORTS, sctp: NO_PORTS },
  stealth: {},
  custom: {},
};

/** Ports that a profile scans if `ports` does not contain their protocol. */
const USUAL: Readonly<Partial<Record<Profile, PortsByProtocol>>> = { udp: { udp: COMMON_UDP } };

/** @returns the ports that a target scans besides those of its entries */
export function portsOf(
  profile: Profile,
  { ports: own }: Pick<RawTarget, 'ports'>,
  defaults: Pick<RawDefaults, 'ports'>,
): PortsByProtocol {
  const ports: Partial<Record<Protocol, PortSet>> = {};
  for (const protocol of PROTOCOLS) {
    const said = own?.[protocol] ?? defaults.ports[protocol];
    const unsaid = USUAL[profile]?.[protocol] ?? NO_PORTS;
    const set = CHOSEN[profile][protocol] ?? (said === undefined ? unsaid : union(...said));
    if (set.length > 0) ports[protocol] = set;
  }
  return ports;
}

export function buildSettings(profile: Profile, raw: RawTarget, defaults: RawDefaults): ScanSettings {
  return {
    profile,
    assume: raw.assume ?? (profile === 'discovery' ? 'discover' : defaults.assume),
    confidence: raw.confidence ?? defaults.confidence,
    options: profile === 'custom' ? (raw.options ?? []).map(({ argument }) => argument) : [],
    ...memoryOf(raw['rescan-after'] ?? defaults['rescan-after'], raw['accept-memory'] ?? defaults['accept-memory']),
  };
}

/** Nothing rests on memory unless the policy writes a time. */
function memoryOf(rescanAfter: number, acceptMemory: boolean): Pick<ScanSettings, 'rest'> {
  return rescanAfter === 0 ? {} : { rest: { minutes: rescanAfter, isCovered: acceptMemory } };
}

/** @returns ports that have no effect, because the profile determines the ports of their protocol */
export function uselessPorts(tree: Tree, path: Path, profile: Profile): readonly Problem[] {
  return PROTOCOLS.flatMap((protocol) => {
    const written = [...path, 'ports', protocol];
    const chosen = CHOSEN[profile][protocol];
    if (chosen === undefined || find(tree, written) === undefined) return [];
    const does = chosen.length === 0 ? 'scans no' : 'chooses the';
    const which = `the profile ${profile} (line ${profileLine(tree, path)}) ${does} ${protocol.toUpperCase()} ports`;
    return [
      removable(tree, written, 'useless-ports', `these ports have no effect: ${which}`, locateKey(tree, written)),
    ];
  });
}

/**
 * @param complete whether all options could be read; if not, a missing option may only be misspelt
 * @returns options and `assume` values that contradict each other or the profile
 */
export function settingsProblems(
  { profile, assume }: ScanSettings,
  raw: Pick<RawTarget, 'options'>,
  tree: Tree,
  path: Path,
  complete: boolean,
): readonly Problem[] {
  const key = [...path, 'options'];
  const rest = upAndDiscovery(tree, path);
  if (!complete) return rest;
  if (profile !== 'custom') {
    if (raw.options === undefined) return rest;
    const line = find(tree, profilePath(tree, path)) ? ` (line ${profileLine(tree, path)})` : '';
    const message = `these options have no effect: the profile is ${profile}${line}, not custom`;
    return [...rest, removable(tree, key, 'useless-option', message, locateKey(tree, key))];
  }
  if (raw.options === undefined) {
    const message = 'the key "options" is missing: the profile custom needs options';
    return [...rest, problemAt<PolicyCode>('missing-key', message, locateKey(tree, path))];
  }
  const conflicts = optionConflicts(raw.options).map(({ index, message }) =>
    removable(tree, [...key, index], 'invalid-option', message),
  );
  const useless = raw.options.flatMap(({ kind, name }, index) => {
    if (kind !== 'probe' || assume === 'discover') return [];
    const message = `${name} has no effect: hosts are assumed to be up (assume: up)`;
    return [removable(tree, [...key, index], 'useless-option', message)];
  });
  return [...rest, ...conflicts, ...useless];
}

/** A discovery finds out which hosts are up, so it cannot assume that they are up. */
export function upAndDiscovery(tree: Tree, path: Path): readonly Problem[] {
  const said = (key: string): unknown => {
    const node = find(tree, [...path, key]) ?? (key === 'profile' ? find(tree, ['defaults', key]) : undefined);
    return node?.kind === 'scalar' ? node.value : undefined;
  };
  if (said('profile') !== 'discovery' || said('assume') !== 'up') return [];
  const message =
    `this contradicts the profile discovery (line ${profileLine(tree, path)}), which asks which ` + 'hosts are up';
  return [problemAt<PolicyCode>('contradiction', message, locate(tree, [...path, 'assume']))];
}

function profilePath(tree: Tree, path: Path): Path {
  return find(tree, [...path, 'profile']) ? [...path, 'profile'] : ['defaults', 'profile'];
}

function profileLine(tree: Tree, path: Path): number {
  return locateKey(tree, profilePath(tree, path)).line;
}
