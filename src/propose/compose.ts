import { z } from 'zod';
import { type Address, parseAddress } from '../model/address.ts';
import { MAX_PORT, PROTOCOLS, type Protocol } from '../model/port.ts';
import { compareText, type Problem, refuse } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { fail, type Path, readDocuments, type SourceDocument, shaped } from './documents.ts';
import type { Intent, IntentFile, Intents } from './intent.ts';

/** What resolves variables, `extends` and `include`. */
const RESOLVE = 'give the file that "docker compose config --format json" prints';

/** The long form of a port (compose-spec, "ports"). */
const longPort = z.looseObject({
  target: z.union([z.number(), z.string()]),
  published: z.union([z.number(), z.string()]).nullish(),
  protocol: z.string().nullish(),
  host_ip: z.string().nullish(),
});

const service = z.looseObject({
  ports: z.array(z.union([z.number(), z.string(), longPort])).nullish(),
  network_mode: z.string().nullish(),
  profiles: z.array(z.string()).nullish(),
  extends: z.unknown().optional(),
});

const composeFile = z.looseObject({
  services: z.record(z.string(), service.nullable()),
  include: z.unknown().optional(),
});

type Service = z.output<typeof service>;
type WrittenPort = NonNullable<Service['ports']>[number];

/** The parts of a written port, each as text; empty: not written. */
interface PortParts {
  readonly ip: string;
  readonly published: string;
  readonly target: string;
  readonly protocol: string;
}

/**
 * Reads the published ports of a compose file: the YAML itself, or what `docker compose config --format json` prints.
 * @throws InputError with the places of what is wrong, or of what only Docker Compose can resolve
 */
export function readCompose(source: IntentFile): Intents {
  const documents = readDocuments(source);
  const start = { file: source.file, line: 1, column: 1 };
  const [document, ...others] = documents;
  if (document === undefined) return fail('not-compose', 'the file is empty: give a compose file', start);
  if (others.length > 0) return fail('not-compose', 'a compose file is one YAML document', others[0]?.at([]) ?? start);
  if (!z.looseObject({ services: z.unknown() }).safeParse(document.data).data?.services) {
    return fail('not-compose', 'the file has no services: give a compose file', document.at([]));
  }
  const { services, include } = shaped(composeFile, document.data, document);
  const problems: Problem[] = [];
  const report = (path: Path, what: string, remedy: string): void => {
    problems.push({ code: 'invalid-compose', message: `${what}: ${remedy}`, location: document.at(path) });
  };
  if (include !== undefined) report(['include'], 'include names other files', RESOLVE);
  const found = Object.entries(services)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, one]) => readService(name, one ?? {}, document, report));
  refuse(problems);
  return { ports: found.flatMap(({ ports }) => ports), notes: found.flatMap(({ notes }) => notes) };
}

type ReportProblem = (path: Path, what: string, remedy: string) => void;

function readService(name: string, one: Service, document: SourceDocument, report: ReportProblem): Intents {
  const path = ['services', name];
  const label = `service ${printable(name)}`;
  const say = (at: Path): string => `${printable(document.file)}:${document.at(at).line}`;
  if (one.extends !== undefined) report([...path, 'extends'], `${label} extends another one`, RESOLVE);
  if (isVariable(one.network_mode ?? '')) report([...path, 'network_mode'], 'a variable is not resolved', RESOLVE);
  if (one.network_mode === 'host') {
    const at = say([...path, 'network_mode']);
    return { ports: [], notes: [`${at}: ${label} uses the network of its host, so the file does not name its ports.`] };
  }
  const written = one.ports ?? [];
  if ((one.profiles?.length ?? 0) > 0) {
    if (written.length === 0) return { ports: [], notes: [] };
    const only = `${label} starts only with a profile (${printable(one.profiles?.join(', ') ?? '')})`;
    return { ports: [], notes: [`${say([...path, 'profiles'])}: ${only}, so its ports are not required.`] };
  }
  const ports: Intent[] = [];
  const notes: string[] = [];
  for (const [index, port] of written.entries()) {
    const at = [...path, 'ports', index];
    const read = readPort(port, (what, remedy) => report(at, what, remedy));
    if (read === null) continue;
    if (read.numbers === null) notes.push(`${say(at)}: ${label} publishes ${read.what}, whose number Docker chooses.`);
    const why = `${say(at)}: ${label} publishes it on ${where(read.addresses)}`;
    for (const number of read.numbers ?? []) {
      ports.push({ protocol: read.protocol, port: number, addresses: read.addresses, why });
    }
  }
  return { ports, notes };
}

/** Docker's own firewall rules accept packets for a published port before the rules of the host see them. */
function where(addresses: Intent['addresses']): string {
  return addresses === null ? 'every address, past a firewall of the host' : addresses.join(', ');
}

interface ReadPort {
  readonly protocol: Protocol;
  /** Null: chosen when the container starts. */
  readonly numbers: readonly number[] | null;
  readonly addresses: readonly Address[] | null;
  readonly what: string;
}

function readPort(written: WrittenPort, report: (what: string, remedy: string) => void): ReadPort | null {
  const parts = partsOf(written);
  const text = printable(typeof written === 'object' ? JSON.stringify(written) : String(written), 100);
  const wrong = (what: string, remedy: string): null => {
    report(what, remedy);
    return null;
  };
  if (Object.values(parts).some(isVariable)) return wrong(`${text} has a variable`, RESOLVE);
  const protocol = PROTOCOLS.find((one) => one === (parts.protocol.toLowerCase() || 'tcp'));
  if (protocol === undefined) return wrong(`${text} has an unknown protocol`, `write one of ${PROTOCOLS.join(', ')}`);
  const addresses = addressesOf(parts.ip);
  if (addresses === undefined) return wrong(`${text} has no valid address`, 'write an IPv4 or IPv6 address');
  const target = rangeOf(parts.target);
  const published = parts.published === '' ? null : rangeOf(parts.published);
  if (target === undefined || published === undefined) {
    return wrong(`${text} is not a port`, 'write it as in "8080:80", "127.0.0.1:8080:80" or "53:53/udp"');
  }
  const what = `port ${parts.target}/${protocol}`;
  if (published === null) return { protocol, numbers: null, addresses, what };
  if (published.length === target.length) return { protocol, numbers: published, addresses, what };
  // Docker publishes one container port on the first free port of a range.
  if (target.length === 1) return { protocol, numbers: null, addresses, what: `${what} in ${parts.published}` };
  return wrong(`${text} publishes ${target.length} ports on ${published.length}`, 'write ranges of the same length');
}

function partsOf(written: WrittenPort): PortParts {
  if (typeof written === 'object') {
    const { target, published, protocol, host_ip: ip } = written;
    return { ip: ip ?? '', published: String(published ?? ''), target: String(target), protocol: protocol ?? '' };
  }
  const [ports = '', protocol = ''] = String(written).split('/', 2);
  const parts = ports.split(':');
  const [published = '', target = ''] = parts.length === 1 ? ['', parts[0]] : parts.slice(-2);
  const ip = parts
    .slice(0, -2)
    .join(':')
    .replace(/^\[(.*)\]$/, '$1');
  return { ip, published, target, protocol };
}

/** @returns null for every address of the host; undefined: the text is not an address */
function addressesOf(ip: string): readonly Address[] | null | undefined {
  if (['', '0.0.0.0', '::'].includes(ip)) return null;
  const address = parseAddress(ip);
  return address === undefined ? undefined : [address];
}

function rangeOf(text: string): readonly number[] | undefined {
  const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === '' || from < 1 || to > MAX_PORT || to < from) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function isVariable(text: string): boolean {
  return text.includes('$');
}
