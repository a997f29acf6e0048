import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, compareAddresses } from '../model/address.ts';

/** Ports of an address that a scan by connect() did not find open. */
export type Asked = ReadonlyMap<Address, readonly number[]>;

/**
 * Milliseconds for one connection: Linux repeats a SYN after 1 s (RFC 6298), and then counts a
 * SYN that it could not send.
 */
const CONNECT_TIMEOUT = 1_400;
const CONNECTIONS_AT_ONCE = 128;
/** Up to this number of addresses, each is tested alone. If there are more, all addresses share one answer. */
const ONE_BY_ONE = 16;

/**
 * Tests whether this machine drops its own connections. Without raw sockets a scanner does not notice that a firewall
 * of its own machine drops or rejects connections: the ports look silent or closed. The kernel counts packets that it
 * did not send. The test makes a few connections and compares the counters before and after. If they changed, it
 * repeats the test for each address.
 * @param rate connections per second; null: no limit
 * @returns the addresses to which this machine drops connections; null if the system has no counters (not Linux)
 */
export async function findDropped(
  asked: Asked,
  rate: number | null,
  signal: AbortSignal,
): Promise<ReadonlySet<Address> | null> {
  if (asked.size === 0) return new Set();
  const all = await unsent(asked, rate, signal);
  if (all === null) return null;
  if (all === 0) return new Set();
  const parts = asked.size <= ONE_BY_ONE ? [...asked].map((one): Asked => new Map([one])) : [asked];
  const dropped = new Set<Address>();
  for (const part of parts) {
    // Connections of other programs may be dropped too, so only a counter that changes every time counts.
    if (((await unsent(part, rate, signal)) ?? 1) > 0) for (const address of part.keys()) dropped.add(address);
  }
  return new Set([...dropped].sort(compareAddresses));
}

/** @returns how many packets this machine dropped while the test connected to all these ports; null: no counters */
async function unsent(asked: Asked, rate: number | null, signal: AbortSignal): Promise<number | null> {
  const before = await readCounters();
  if (before === null) return null;
  const waiting = [...asked].flatMap(([address, ports]) => ports.map((port) => ({ address, port }))).reverse();
  let turn: Promise<unknown> = Promise.resolve();
  const paced = (): Promise<unknown> => {
    if (rate !== null) turn = turn.then(() => sleep(1_000 / rate, undefined, { signal })).catch(() => {});
    return turn;
  };
  const worker = async (): Promise<void> => {
    for (let one = waiting.pop(); one !== undefined && !signal.aborted; one = waiting.pop()) {
      await paced();
      await tryConnection(one.address, one.port);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, worker));
  const after = await readCounters();
  return after === null ? null : Math.max(0, after - before);
}

function tryConnection(address: Address, port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => {});
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(end, CONNECT_TIMEOUT);
    socket.once('connect', end).once('error', end);
  });
}

/**
 * @returns a number that grows with every packet that this machine dropped: repeated segments that could not be sent,
 * "unreachable" messages of its own, and (Linux 6.7) packets that were requested and not transmitted
 */
async function readCounters(): Promise<number | null> {
  const files = await Promise.all(
    ['netstat', 'snmp', 'snmp6'].map((name) => readFile(`/proc/self/net/${name}`, 'utf8').catch(() => '')),
  );
  const [netstat = '', snmp = '', snmp6 = ''] = files;
  const counters = new Map([...inPairs(netstat), ...inPairs(snmp), ...inLines(snmp6)]);
  const of = (name: string): number => counters.get(name) ?? 0;
  if (!counters.has('TcpExt.TCPRetransFail')) return null;
  const kept = (family: string): number => {
    if (!counters.has(`${family}OutTransmits`)) return 0;
    const forwarded = of(`${family}ForwDatagrams`) + of(`${family}OutForwDatagrams`);
    return of(`${family}OutRequests`) + forwarded - of(`${family}OutTransmits`);
  };
  const rejected = of('Icmp.OutDestUnreachs') + of('Icmp6OutDestUnreachs');
  return of('TcpExt.TCPRetransFail') + rejected + kept('Ip.') + kept('Ip6');
}

/** Parses a line of names and a line of numbers: `Ip: OutRequests …`, `Ip: 17 …`. */
function inPairs(text: string): readonly (readonly [string, number])[] {
  const lines = text.split('\n').map((line) => line.split(' '));
  return lines.flatMap((values, index) => {
    const names = lines[index - 1];
    if (index % 2 === 0 || names === undefined || names[0] !== values[0]) return [];
    const group = (names[0] ?? '').replace(':', '.');
    return names.slice(1).map((name, place) => [group + name, Number(values[place + 1])] as const);
  });
}

/** Parses lines such as `Ip6OutRequests 17`. */
function inLines(text: string): readonly (readonly [string, number])[] {
  return text.split('\n').flatMap((line) => {
    const [name, value] = line.split(/\s+/);
    return name === undefined || value === undefined ? [] : [[name, Number(value)] as const];
  });
}
