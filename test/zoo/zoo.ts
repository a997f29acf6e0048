import { chmodSync } from 'node:fs';
import { type Lab, startLab } from '../lab/lab.ts';
import type { Service } from '../lab/services.ts';
import { DATA } from './data.ts';
import { HEAVY } from './heavy.ts';
import { MAIL } from './mail.ts';
import { NETWORK_SERVERS } from './network.ts';
import { OWN } from './own.ts';
import { REMOTE } from './remote.ts';
import type { Served, Server } from './server.ts';
import { WEB } from './web.ts';

/** The servers of the test. */
export const SERVERS: readonly Server[] = [...WEB, ...REMOTE, ...MAIL, ...DATA, ...NETWORK_SERVERS, ...OWN];

/** The servers of the benchmark. */
export const ALL_SERVERS: readonly Server[] = [...SERVERS, ...HEAVY];

/** @returns the packages of the servers, by the programs that they bring */
export function packagesOf(servers: readonly Server[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...servers.map(({ packages }) => packages));
}

/** A port of the zoo on its address. */
export interface Place extends Served {
  readonly server: string;
  readonly address: string;
}

export interface Zoo {
  readonly places: readonly Place[];
  /** The namespace from which it is scanned. */
  readonly scanner: string;
  readonly folder: string;
  readonly stop: () => void;
}

/**
 * Starts all servers, each in the namespace of one address.
 * @param addresses how many there are: four at least, because four servers have port 80
 * @throws Error if a server does not listen
 */
export async function startZoo(servers: readonly Server[], addresses = 4): Promise<Zoo> {
  const homes = allot(servers, addresses);
  const plans = homes.map((home, index) => [`zoo${index}`, { number: 11 + index, services: home.map(serviceOf) }]);
  const lab: Lab<string> = await startLab({ scanner: { number: 2 }, ...Object.fromEntries(plans) });
  const places = homes.flatMap((home, index) => placesOf(home, lab.hosts[`zoo${index}`]?.ipv4 ?? ''));
  return { places, scanner: lab.hosts.scanner?.netns ?? '', folder: lab.folder, stop: lab.stop };
}

/** @returns the ports of the servers of one address */
export function placesOf(home: readonly Server[], address: string): readonly Place[] {
  return home.flatMap(({ name, serves }) => serves.map((served) => ({ ...served, server: name, address })));
}

/** @returns the servers of each address: as few as possible on each, and no port twice */
export function allot(servers: readonly Server[], addresses: number): readonly (readonly Server[])[] {
  const homes: Server[][] = Array.from({ length: addresses }, () => []);
  for (const server of servers) {
    const taken = new Set(server.serves.map(({ port }) => port));
    const free = homes.filter((home) => !home.some(({ serves }) => serves.some(({ port }) => taken.has(port))));
    const [home] = free.sort((a, b) => a.length - b.length);
    if (home === undefined) throw new Error(`no address is left for ${server.name}`);
    home.push(server);
  }
  return homes;
}

/** @returns how a laboratory starts a server */
export function serviceOf({ serves, start }: Server): Service {
  return (folder) => {
    chmodSync(folder, 0o777);
    const listens = serves.map(({ port }) => {
      const [number, protocol] = port.split('/');
      return `${protocol === 'udp' ? 'udp' : 'tcp'} ${Number(number)}` as const;
    });
    return { argv: start(folder), listens };
  };
}
