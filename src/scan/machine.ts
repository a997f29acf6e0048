import { createSocket, type Socket } from 'node:dgram';
import { readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Links } from '../authorize/exclude-macs.ts';
import {
  type Address,
  addressValue,
  type Family,
  familyOf,
  ipv4FromValue,
  isLoopback,
  parseAddress,
} from '../model/address.ts';
import { parseMac } from '../model/device.ts';
import type { ScanEnvironment } from '../model/effects.ts';
import type { Grant } from '../model/grant.ts';
import type { LinkEdge, Machine, Privilege } from '../model/plan.ts';
import type { Scanner } from './find-nmap.ts';
import { runSetup } from './setup.ts';
import { which } from './which.ts';

/** The bit of CAP_NET_RAW in a capability mask (linux/capability.h). */
const CAP_NET_RAW = 13n;

const PROBE_LIMIT = 20_000;
const SOCKETS_AT_ONCE = 64;

/** Finds out what this machine can do, as far as the grant needs it. */
export async function findMachine(
  scanner: Scanner,
  { required }: Pick<Grant, 'required'>,
  { environment, signal }: { readonly environment: ScanEnvironment; readonly signal: AbortSignal },
): Promise<Machine> {
  return {
    privilege: await findPrivilege(scanner, environment, signal),
    ...(await findRoutes(required.keys())),
  };
}

/**
 * Tests how this nmap gets raw sockets on this machine: as root, by file capabilities, by sudo without a password, or
 * not at all. The only packets go to loopback, which needs no authorization.
 */
export async function findPrivilege(
  { program, data }: Pick<Scanner, 'program' | 'data'>,
  environment: ScanEnvironment,
  signal?: AbortSignal,
): Promise<Privilege> {
  if (process.getuid?.() === 0) return (await mayUseRawSockets()) ? 'root' : 'unprivileged';
  const probe = ['--datadir', data, '-n', '-Pn', '-sS', '-p', '9', '-oX', '-', '127.0.0.1'];
  const bounds = { limit: PROBE_LIMIT, signal };
  const capable = await runSetup([program, '--privileged', ...probe], environment, bounds);
  if (capable.status === 0 && capable.stdout.includes('exit="success"')) return 'capabilities';
  const sudo = await which('sudo', environment);
  if (sudo === null) return 'unprivileged';
  const asRoot = await runSetup([sudo, '-n', '--', program, ...probe], environment, bounds);
  if (asRoot.status === 0 && asRoot.stdout.includes('exit="success"')) return 'sudo';
  return 'unprivileged';
}

/** Root in a container may lack CAP_NET_RAW. If there is no /proc (macOS), root counts as privileged. */
async function mayUseRawSockets(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined || ((BigInt(`0x${mask}`) >> CAP_NET_RAW) & 1n) === 1n;
}

function allInterfaces(): readonly NetworkInterfaceInfo[] {
  return Object.values(networkInterfaces()).flatMap((all) => all ?? []);
}

/**
 * @returns a text that is another one if this machine scans from elsewhere: its name, its network namespace (Linux),
 * and all its addresses
 */
export function vantage(): string {
  const places = allInterfaces().flatMap(({ internal, cidr, mac }) => (internal ? [] : [`${mac} ${cidr}`]));
  return [hostname(), networkNamespace(), ...places.sort()].join(' ');
}

function networkNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/net');
  } catch {
    return '';
  }
}

/** @returns what this machine knows of its links: tunnels and loopback have no hardware addresses */
export function findLinks(interfaces: readonly NetworkInterfaceInfo[] = allInterfaces()): Links {
  const networks = interfaces.flatMap(({ internal, cidr, mac }) => {
    const [text = '', prefix] = (cidr ?? '').split('/');
    const [address, own, length] = [parseAddress(text), parseMac(mac), Number(prefix)];
    if (internal || address === undefined || own === undefined || !(length >= 1)) return [];
    const family = familyOf(address);
    const size = 1n << BigInt((family === 'ipv4' ? 32 : 128) - length);
    return [{ family, own, first: (addressValue(address) / size) * size, size }];
  });
  return {
    own: [...new Set(networks.map(({ own }) => own))],
    isOnLink: (address) => {
      const [family, value] = [familyOf(address), addressValue(address)];
      return networks.some((one) => one.family === family && one.first <= value && value < one.first + one.size);
    },
  };
}

/**
 * @returns the network and broadcast addresses (RFC 919, section 7) of the IPv4 networks of this machine's
 * interfaces. Networks of two addresses (RFC 3021) and of one address have none. An address that lies inside another
 * network is not one of them.
 */
export function linkEdges(
  interfaces: readonly NetworkInterfaceInfo[] = allInterfaces(),
): ReadonlyMap<Address, LinkEdge> {
  const networks = interfaces.flatMap(({ family, internal, cidr }) => {
    const [text = '', prefix] = (cidr ?? '').split('/');
    const [address, length] = [parseAddress(text), Number(prefix)];
    if (family !== 'IPv4' || internal || address === undefined || !(length >= 1 && length <= 30)) return [];
    const size = 1n << BigInt(32 - length);
    const first = (addressValue(address) / size) * size;
    return [{ first, last: first + size - 1n, network: `${ipv4FromValue(first)}/${length}` }];
  });
  const edges = networks.flatMap(({ first, last, network }): [bigint, LinkEdge][] => [
    [first, { what: 'network', network }],
    [last, { what: 'broadcast', network }],
  ]);
  const inner = (value: bigint): boolean => networks.some(({ first, last }) => first < value && value < last);
  return new Map(edges.filter(([value]) => !inner(value)).map(([value, edge]) => [ipv4FromValue(value), edge]));
}

/**
 * @returns the IPv4 addresses of this machine, secondary addresses too: to these, the kernel sends from the
 * first address of an interface. Node omits interfaces without a carrier, and only Linux has a complete
 * list (fib_trie, proc_net(5)).
 */
export function localAddresses(
  trie: string,
  interfaces: readonly Pick<NetworkInterfaceInfo, 'address'>[],
): ReadonlySet<Address> {
  const listed = [...trie.matchAll(/\|-- ([\d.]+)\n\s+\/32 host LOCAL$/gm)].map(([, address = '']) => address);
  const all = [...interfaces.map(({ address }) => address), ...listed];
  return new Set(all.map(parseAddress).filter((address) => address !== undefined));
}

/**
 * @returns the addresses that the kernel has no route to, and the addresses of this machine. An address belongs to this
 * machine if a list of the kernel has it, or if the kernel would send to it from the same address (RFC 6724, section 5,
 * rule 1). Connecting a datagram socket looks up the route and sends nothing.
 */
export async function findRoutes(addresses: Iterable<Address>): Promise<Pick<Machine, 'unroutable' | 'own'>> {
  const unroutable = new Set<Address>();
  const own = new Set<Address>();
  const trie = await readFile('/proc/net/fib_trie', 'utf8').catch(() => '');
  const local = localAddresses(trie, allInterfaces());
  const waiting = [...addresses].reverse();
  const worker = async (): Promise<void> => {
    // One socket for many addresses: there may be 65,536 addresses.
    const sockets = new Map<Family, Socket>();
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      const family = familyOf(address);
      const socket = sockets.get(family) ?? createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
      sockets.set(family, socket);
      const source = await sourceOf(socket, address);
      if (source === null) unroutable.add(address);
      else if (isLoopback(address) || source === address || local.has(address)) own.add(address);
    }
    for (const socket of sockets.values())
      socket
        .removeAllListeners()
        .on('error', () => {})
        .close();
  };
  await Promise.all(Array.from({ length: SOCKETS_AT_ONCE }, worker));
  return { unroutable, own };
}

/** @returns the address that the kernel would send from; null: there is no route */
function sourceOf(socket: Socket, address: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (source: string | null): void => {
      socket.removeAllListeners();
      resolve(source);
    };
    socket
      .once('error', () => end(null))
      .once('connect', () => {
        const source = socket.address().address;
        socket.disconnect();
        end(source);
      });
    socket.connect(9, address);
  });
}
