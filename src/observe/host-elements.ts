import { parseAddress } from '../model/address.ts';
import { expectedWithin } from '../model/timeouts.ts';
import { readListened, SCRIPT_FROM_INPUT } from '../nmap/listen.ts';
import { isDetailed } from './document.ts';
import { type Draft, type Element, elements, fault, flaw, type PortDraft } from './draft.ts';
import { judgeTls } from './evidence.ts';
import { addFact, addSystem } from './facts.ts';
import { addExtra, addLink, addListed, addName, addRejected, MAX_LISTED_PORTS } from './host.ts';
import { keepName } from './pool.ts';
import { readNumber, readPort, readProtocol, readState } from './words.ts';

const MAX_REASONS = 64;
/** The most lists of unlisted ports of one host. nmap writes one for each protocol, state and reason. */
const MAX_FOLDED = 1_024;
const MAX_CPES = 16;

/** nmap's reasons to call a host up although no answer of it came (portreasons.cc). */
const NO_REPLIES: ReadonlySet<string> = new Set(['', 'user-set', 'localhost-response', 'no-response']);

const STATUS: Element = {
  open: ({ host }, { state = '', reason = '' }) => {
    if (host === null) return false;
    // Two different words do not prove that the host is up.
    host.status = host.status === null || host.status === state ? state : 'contradictory';
    host.replied ||= !NO_REPLIES.has(reason);
    return false;
  },
};

const ADDRESS: Element = {
  open: (draft, { addr = '', addrtype, vendor }) => {
    if (draft.host !== null && addrtype === 'mac') addLink(draft.host, addr, vendor);
    if (draft.host === null || (addrtype !== 'ipv4' && addrtype !== 'ipv6')) return false;
    const address = parseAddress(addr);
    if (address === undefined) flaw(draft, 'malformed', 'a host has an address that cannot be read');
    else if (draft.host.address !== null && draft.host.address !== address) {
      flaw(draft, 'malformed', 'a host has two addresses');
    } else draft.host.address = address;
    return false;
  },
};

const HOSTNAME: Element = {
  open: ({ host }, { name, type }) => {
    if (host !== null && name !== undefined) addName(type === 'user' ? host.userNames : host.names, keepName(name));
    return false;
  },
};

const PORTS: Element = {
  open: ({ host, wants }) => {
    if (host === null) return false;
    host.portsScanned = true;
    if (host.address !== null) host.wanted ??= wants(host.address, [...host.userNames]);
    return host.wanted !== false;
  },
};

const EXTRAPORTS: Element = {
  open: (draft, { state, count }) => {
    draft.extra = { state: readState(state), count: readNumber(count), reasons: [] };
    return true;
  },
  close: (draft) => {
    const { host, extra } = draft;
    if (host === null || extra === null) return;
    if (host.folded.length + host.uncounted.length < MAX_FOLDED) addExtra(host, extra);
    else fault(draft, 'too-large', 'a host has too many <extraports>');
  },
};

const EXTRAREASONS: Element = {
  open: (draft, { count, proto, ports, reason }) => {
    if (draft.extra === null) return false;
    if (draft.host !== null && isReply(reason)) draft.host.replies += readNumber(count) ?? 0;
    if (draft.extra.reasons.length >= MAX_REASONS) fault(draft, 'too-large', 'a host has too many <extrareasons>');
    else {
      const list = ports === undefined ? 'unlisted' : (draft.parseList(ports) ?? 'unreadable');
      draft.extra.reasons.push({ count: readNumber(count), protocol: readProtocol(proto), ports: list });
      if (draft.extra.state === 'filtered' && isRejection(reason) && typeof list !== 'string') {
        addRejected(draft.host, list, readProtocol(proto));
      }
    }
    return false;
  },
};

const PORT: Element = {
  open: (draft, { protocol, portid }) => {
    const { host } = draft;
    const known = readProtocol(protocol);
    if (host === null || known === undefined) return false;
    const number = readPort(portid);
    if (number === undefined) {
      host.flaw ??= 'the scan lists a port whose number can not be read';
      return false;
    }
    if (host.listedCount >= MAX_LISTED_PORTS) {
      fault(draft, 'too-large', 'a host lists more ports than there are');
      return false;
    }
    draft.port = {
      protocol: known,
      number,
      state: undefined,
      reason: '',
      service: null,
      services: 0,
      certificate: false,
      cpes: [],
      cpe: '',
    };
    return true;
  },
  close: (draft) => {
    addPort(draft);
    draft.port = null;
  },
};

/** nmap writes `no-response` for one port and `no-responses` for several. Every other reason is an answer. */
function isReply(reason: string | undefined): boolean {
  return reason !== undefined && reason !== '' && !reason.startsWith('no-response');
}

/** Deliberate rejections (nmap's names for ICMP codes). Not unreachable hosts, which routers report late. */
function isRejection(reason: string | undefined): boolean {
  return reason !== undefined && /prohibited$|^(?:port|proto)-unreach|^reject-route$/.test(reason);
}

/** Microseconds (nmap.dtd, `times`). nmap writes a negative number or none if it measured nothing. */
const TIMES: Element = {
  open: ({ host }, { srtt = '', rttvar = '' }) => {
    const microseconds = readNumber(srtt);
    if (host === null || microseconds === undefined || microseconds <= 0) return false;
    host.roundTrip = microseconds / 1_000;
    host.answersWithin = expectedWithin(host.roundTrip, (readNumber(rttvar) ?? 0) / 1_000, host.replies);
    return false;
  },
};

const STATE: Element = {
  open: (draft, { state, reason = '' }) => {
    const { port } = draft;
    if (port === null) return false;
    // A second state counts as a second report of the port, and makes it doubtful.
    if (port.state !== undefined) addPort(draft);
    port.state = readState(state);
    if (draft.host !== null && isReply(reason)) draft.host.replies++;
    if (port.state === 'filtered' && isRejection(reason))
      addRejected(draft.host, [[port.number, port.number]], port.protocol);
    port.reason = reason;
    return false;
  },
};

const SERVICE: Element = {
  open: ({ port }, attributes) => {
    if (port === null || port.state === undefined || port.state === null || !isDetailed(port.state)) return false;
    // nmap writes one. If there are two, neither is trusted.
    port.service = port.services++ === 0 ? attributes : null;
    return true;
  },
};

const CPE: Element = {
  text: ({ port }, text) => {
    if (port !== null) port.cpe += text;
  },
  close: ({ port }) => {
    if (port === null) return;
    if (port.cpes.length < MAX_CPES) port.cpes.push(port.cpe);
    port.cpe = '';
  },
};

/** The output of one of nmap's scripts, for one port or for the host (nmap.dtd, `script`). */
const SCRIPT: Element = {
  open: ({ facts, host, port }, { id, output }) => {
    if (port !== null && id === 'ssl-cert' && /^\s*Subject:/.test(output ?? '')) port.certificate = true;
    const listened = port?.protocol === 'tcp' && id === SCRIPT_FROM_INPUT ? readListened(output ?? '') : null;
    if (port !== null && listened !== null) host?.listened.set(port.number, listened);
    if (facts && host !== null) addFact(host.facts, port, id, output);
    return false;
  },
};

/** Guesses at the operating system, best first (nmap.dtd, `osmatch`). */
const OSMATCH: Element = {
  open: ({ host }, { name, accuracy }) => {
    if (host !== null) addSystem(host.facts, name, readNumber(accuracy));
    return false;
  },
};

/** The children of a `<host>` that are read. Facts are read only on request. */
export const HOST_CHILDREN = elements({
  status: STATUS,
  address: ADDRESS,
  hostnames: { children: elements({ hostname: HOSTNAME }) },
  times: TIMES,
  os: { open: ({ facts }) => facts, children: elements({ osmatch: OSMATCH }) },
  hostscript: { open: ({ facts }) => facts, children: elements({ script: SCRIPT }) },
  ports: {
    ...PORTS,
    children: elements({
      extraports: { ...EXTRAPORTS, children: elements({ extrareasons: EXTRAREASONS }) },
      port: {
        ...PORT,
        children: elements({
          state: STATE,
          service: { ...SERVICE, children: elements({ cpe: CPE }) },
          script: SCRIPT,
        }),
      },
    }),
  },
});

/** nmap's version scan skips the ports of printers, which print what they receive (nmap-service-probes, "Exclude"). */
function wasProbed({ protocol, number, service }: PortDraft): boolean {
  return protocol !== 'tcp' || number < 9_100 || number > 9_107 || service?.method === 'probed';
}

/** Adds the port that was read to its host's reports. */
export function addPort({ host, port, pool, versionScan, asksForCertificates }: Draft): void {
  if (host === null || port === null) return;
  const { protocol, number, state = null, reason, service, cpes } = port;
  const detail =
    state !== null && isDetailed(state)
      ? judgeTls(
          pool.detail(number, reason, versionScan && state === 'open' && wasProbed(port), service, cpes),
          port.certificate,
          asksForCertificates,
        )
      : null;
  addListed(host, protocol, pool.range(number), state, detail);
}
