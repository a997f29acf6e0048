import { XMLParser } from 'fast-xml-parser';

/**
 * What `devices` and `history` must say of results of nmap, computed from their XML and from docs/memory.md alone:
 * nothing of the program is imported. Left out are the fingerprints of findings, which are the program's own, and their
 * severities.
 */
export interface Expected {
  /** The exit status of each check. */
  readonly statuses: readonly number[];
  /** How many checks are complete. */
  readonly complete: number;
  /** By their ids. */
  readonly devices: readonly Device[];
  readonly findings: readonly Finding[];
}

/** The network and the policy of the checks: every address is in one target, and every port but these is closed. */
export interface Network {
  readonly addresses: readonly string[];
  readonly allowed: readonly number[];
  /** In nmap's notation. */
  readonly asked: string;
  readonly target: string;
}

interface Period {
  readonly first: string;
  readonly last: string;
}

interface Life extends Period {
  /** The first complete check after `last`. */
  readonly gone: string | null;
  readonly periods: readonly Period[];
}

interface Sighting extends Period {
  readonly what: string;
  readonly detail: string | null;
}

type Device = ReturnType<typeof deviceOf>;
type Finding = ReturnType<typeof findingsAt>[number];

/** One result of nmap. */
interface Round {
  readonly at: string;
  /** Whether every port of every address answered. */
  readonly complete: boolean;
  readonly up: readonly Host[];
}

interface Host {
  readonly address: string;
  readonly mac: string;
  readonly vendor: string | null;
  readonly open: readonly number[];
}

/** @param texts the results in order of time */
export function expectedOf(texts: readonly string[], network: Network): Expected {
  const rounds = texts.map((text) => roundOf(text, network));
  const macs = new Set(rounds.flatMap(({ up }) => up.map(({ mac }) => mac)));
  return {
    statuses: rounds.map((round) => statusOf(round, network)),
    complete: rounds.filter(({ complete }) => complete).length,
    devices: [...macs].sort().map((mac) => deviceOf(mac, rounds, network)),
    findings: network.addresses.flatMap((address) => findingsAt(address, rounds, network)),
  };
}

function roundOf(text: string, { addresses }: Network): Round {
  const lists = ['host', 'address', 'port'];
  const isArray = (name: string): boolean => lists.includes(name);
  const { nmaprun } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray }).parse(text);
  const up: Host[] = nmaprun.host.filter((host: XmlHost) => host.status.state === 'up').map(hostOf);
  return {
    at: new Date(Number(nmaprun.start) * 1_000).toISOString().replace('.000', ''),
    complete: addresses.every((address) => up.some((host) => host.address === address)),
    up,
  };
}

interface XmlHost {
  readonly status: { readonly state: string };
  readonly address: readonly { readonly addr: string; readonly addrtype: string; readonly vendor?: string }[];
  readonly ports: {
    readonly port?: readonly { readonly portid: string; readonly state: { readonly state: string } }[];
  };
}

function hostOf({ address, ports: { port: ports = [] } }: XmlHost): Host {
  const of = (type: string) => address.find(({ addrtype }) => addrtype === type);
  const [mac, ip] = [of('mac'), of('ipv4')];
  if (mac === undefined || ip === undefined) throw new Error('a host has no hardware address, or no address');
  const silent = ports.filter(({ state: { state } }) => state !== 'open' && state !== 'closed');
  if (silent.length > 0) throw new Error(`a port of ${ip.addr} did not answer, and every port of this network does`);
  const open = ports.filter(({ state: { state } }) => state === 'open').map(({ portid }) => Number(portid));
  return { address: ip.addr, mac: mac.addr.toLowerCase(), vendor: mac.vendor ?? null, open };
}

/**
 * nmap does not scan the ports of an address at which it found nobody, so the result does not show that nothing is open
 * there. Such a check is incomplete and ends with 3, which is right: `assume: discover` lets addresses be unused only
 * if the gate itself discovered hosts (docs/verdict.md, `host-down`).
 */
function statusOf({ complete, up }: Round, { allowed }: Network): number {
  if (up.some(({ open }) => open.some((port) => !allowed.includes(port)))) return 1;
  return complete ? 0 : 3;
}

/** What ends, ends by a complete check alone; what an incomplete one does not see goes on if it is seen later. */
function lifeOf(rounds: readonly Round[], isThere: (round: Round) => boolean): Life | null {
  const periods: { first: string; last: string }[] = [];
  let gone: string | null = null;
  for (const round of rounds) {
    const period = periods.at(-1);
    if (!isThere(round)) {
      if (period !== undefined && round.complete) gone ??= round.at;
    } else if (period === undefined || gone !== null) {
      periods.push({ first: round.at, last: round.at });
      gone = null;
    } else period.last = round.at;
  }
  const [first, last] = [periods[0]?.first, periods.at(-1)?.last];
  return first === undefined || last === undefined ? null : { first, last, gone, periods };
}

function deviceOf(mac: string, rounds: readonly Round[], { target }: Network) {
  const seen = rounds.flatMap(({ at, up }) => up.filter((host) => host.mac === mac).map((host) => ({ at, ...host })));
  const life = lifeOf(rounds, ({ up }) => up.some((host) => host.mac === mac));
  if (life === null) throw new Error(`${mac} was never seen`);
  const { first, last, gone, periods: sessions } = life;
  const vendor = seen.at(-1)?.vendor ?? null;
  const sightings = (whats: (host: Host) => readonly string[], detail: string | null = null): readonly Sighting[] =>
    [...new Set(seen.flatMap(whats))].sort().map((what) => {
      const moments = seen.filter((host) => whats(host).includes(what)).map(({ at }) => at);
      return { what, detail, first: moments[0] ?? first, last: moments.at(-1) ?? last };
    });
  return {
    ...{ id: `mac:default/${mac}`, device: mac, name: null, owner: null, zone: 'default', environment: 'default' },
    ...{ targets: [target], vendor, os: null, missing: gone !== null, first, last, gone, sessions },
    // The second lowest bit of the first byte (IEEE 802).
    randomised: (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0,
    addresses: sightings(({ address }) => [address]),
    macs: sightings((host) => [host.mac], vendor),
    names: [],
    ports: sightings(({ open }) => open.map((port) => `${port}/tcp`)),
  };
}

function findingsAt(address: string, rounds: readonly Round[], { allowed, asked, target }: Network) {
  const openIn = ({ up }: Round): readonly number[] => up.find((host) => host.address === address)?.open ?? [];
  const ports = [...new Set(rounds.flatMap(openIn))].filter((port) => !allowed.includes(port)).sort();
  const down = lifeOf(rounds, ({ up }) => !up.some((host) => host.address === address));
  const lives = [
    { code: 'incomplete-scan', ports: asked, failing: false, life: down },
    ...ports.map((port) => ({
      ...{ code: 'unexpected-port', ports: `${port}`, failing: true },
      life: lifeOf(rounds, (round) => openIn(round).includes(port)),
    })),
  ];
  const about = { environment: 'default', target, host: address, protocol: 'tcp', waived: false };
  return lives.flatMap(({ life, ...what }) => (life === null ? [] : [{ ...about, ...what, ...life }]));
}
