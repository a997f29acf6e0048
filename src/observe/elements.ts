import type { Address } from '../model/address.ts';
import { NO_PORTS, type Protocol, portCount, union } from '../model/port.ts';
import {
  asksForCertificates,
  asksForVersions,
  asksOnce,
  ignoresResets,
  pingOptions,
  splitArguments,
} from '../nmap/result-arguments.ts';
import { type Draft, type Element, elements, fault, flaw } from './draft.ts';
import { finishHost, mergeHosts, startHost } from './host.ts';
import { addPort, HOST_CHILDREN } from './host-elements.ts';
import { keepText } from './pool.ts';
import { readNumber, readProtocol } from './words.ts';

const MAX_SKIPPED = 1_000;
/** How often one host may be there again. nmap writes it once for each name of it that a user names; 2,000 take 2 s. */
const MAX_REPEATS = 1_000;

/**
 * Scan types whose states show whether a port accepts connections (nmap manual, "Port scanning techniques"). FIN, NULL,
 * Xmas, Maimon, ACK, Window and idle scans infer something else: their "closed" and "filtered" prove nothing here.
 */
const PROVING_TYPES: Readonly<Record<Protocol, readonly string[]>> = {
  tcp: ['syn', 'connect'],
  udp: ['udp'],
  sctp: ['sctpinit'],
};

const SCANINFO: Element = {
  open: (draft, { type = '', protocol, services = '', numservices, scanflags }) => {
    // nmap reports here how --scanflags changed the type.
    if (scanflags !== undefined && draft.command !== null) draft.command = [...draft.command, '--scanflags', scanflags];
    const known = readProtocol(protocol);
    if (known === undefined || !PROVING_TYPES[known].includes(type)) return false;
    const ports = draft.parseList(services);
    // Every proof depends on the requested ports, so nothing is guessed here.
    if (draft.sawHost) flaw(draft, 'malformed', 'a <scaninfo> follows the first host');
    else if (ports === undefined) flaw(draft, 'malformed', 'the list of ports in <scaninfo services> cannot be read');
    else if (portCount(ports) !== readNumber(numservices)) {
      flaw(draft, 'malformed', '<scaninfo> counts other ports in numservices than it lists in services');
    } else {
      draft.asked[known] = union(draft.asked[known] ?? NO_PORTS, ports);
      draft.techniques[known] = type;
    }
    return false;
  },
};

/** Milliseconds by which a clock may be set back during a scan. */
const MOST_SET_BACK = 5 * 60_000;

/**
 * @param start the beginning of the run, which comes first in a document
 * @param times the times of a host; a host that is down has none
 * @returns the oldest of them; null if the run has no beginning, or one after its host
 */
function oldest(start: Date | null, times: readonly number[]): number | null {
  const began = start?.getTime() ?? null;
  if (began === null || times.some((time) => time < began - MOST_SET_BACK)) return null;
  return Math.min(began, ...times);
}

const HOST: Element = {
  open: (draft, { timedout, starttime, endtime }) => {
    draft.sawHost = true;
    // nmap writes "true" or nothing (nmap.dtd). Any other word does not prove that the host was scanned completely.
    const times = [starttime, endtime].flatMap((time) => readTime(time) ?? []);
    draft.host = startHost(timedout !== undefined && timedout !== 'false', oldest(draft.started, times));
    return true;
  },
  close: closeHost,
  children: HOST_CHILDREN,
};

const TARGET: Element = {
  open: ({ skipped }, { specification, status, reason }) => {
    if (status === 'skipped' && specification !== undefined && skipped.size < MAX_SKIPPED) {
      skipped.set(keepText(specification), keepText(reason ?? 'no reason given'));
    }
    return false;
  },
};

const FINISHED: Element = {
  open: (draft, { exit, errormsg }) => {
    const ending = exit === undefined ? 'absent' : exit === 'success' ? 'success' : 'error';
    // A document that ends twice succeeded only if both ends report success.
    if (draft.endings++ === 0 || ending !== 'success') draft.finished = ending;
    if (errormsg !== undefined) draft.errorMessage = keepText(errormsg);
    return false;
  },
};

const HOSTS: Element = {
  open: (draft, attributes) => {
    const [up, down, total] = [attributes.up, attributes.down, attributes.total].map(readNumber);
    if (up !== undefined && down !== undefined && total !== undefined) draft.counted = { up, down, total };
    return false;
  },
};

/** @returns nmap's seconds since the epoch, in milliseconds; null for any other text */
function readTime(seconds: string | undefined): number | null {
  return seconds !== undefined && /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

/** One report per second for a day. nmap does not write more. */
const MAX_REPORTS = 100_000;
const TASK_LENGTH = 60;

/** @param percent used if the element has none */
function task(percent: number | null): Element {
  return {
    open: (draft, attributes) => {
      if (draft.progress === null || draft.progressReports >= MAX_REPORTS) return false;
      const reached = percent ?? readPercent(attributes.percent);
      if (reached === undefined) return false;
      draft.progressReports++;
      const remaining = percent === 100 ? 0 : (readNumber(attributes.remaining) ?? null);
      draft.progress({ task: keepText(attributes.task ?? '', TASK_LENGTH), percent: reached, remaining });
      return false;
    },
  };
}

/** @returns 0 to 100; undefined unless the text is a decimal number */
function readPercent(text = ''): number | undefined {
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.min(100, Number(text)) : undefined;
}

/** nmap's printed output, which Zenmap adds to its files. */
const OUTPUT: Element = {
  open: (draft) => {
    draft.zenmap = true;
    return false;
  },
};

/** Files that a tool puts together: what the inner one shows would be lost. */
const INNER: Element = {
  open: (draft) => {
    flaw(draft, 'malformed', 'the document contains another one; name each file of results instead');
    return false;
  },
};

const NMAPRUN: Element = {
  open: (draft, { scanner, version = '', args = '', start, profile_name }) => {
    // nmap leaves the attribute out if it fails before it begins, and reports the reason at the end.
    if (scanner === undefined) flaw(draft, 'malformed', '<nmaprun> does not say that nmap wrote it (scanner="nmap")');
    else if (scanner !== 'nmap') fault(draft, 'not-nmap', `${keepText(scanner)} wrote the XML, and not nmap`);
    draft.zenmap ||= profile_name !== undefined;
    draft.scanner = keepText(version);
    draft.args = keepText(args, 2_000);
    draft.command = splitArguments(args);
    const started = readTime(start);
    draft.started = started === null ? null : new Date(started);
    draft.versionScan = asksForVersions(args);
    draft.probedOnce = asksOnce(args);
    draft.ignoresResets = ignoresResets(args);
    draft.asksForCertificates = asksForCertificates(args);
    draft.pings = keepText(pingOptions(args));
    return true;
  },
  children: elements({
    scaninfo: SCANINFO,
    host: HOST,
    target: TARGET,
    taskbegin: task(0),
    taskprogress: task(null),
    taskend: task(100),
    output: OUTPUT,
    nmaprun: INNER,
    runstats: { children: elements({ finished: FINISHED, hosts: HOSTS }) },
  }),
};

/** The document itself: the elements that it may have at its top. */
export const DOCUMENT: Element = { children: elements({ nmaprun: NMAPRUN }) };

/** Ends a truncated document. Open ports of an unfinished host count as seen. */
export function closeDraft(draft: Draft): void {
  addPort(draft);
  closeHost(draft);
}

function closeHost(draft: Draft): void {
  const { host } = draft;
  draft.host = null;
  if (host === null || host.address === null) return;
  if (!(host.wanted ?? draft.wants(host.address, [...host.userNames]))) return;
  const before = draft.hosts.get(host.address);
  if (before !== undefined && isTooOften(draft, host.address)) return;
  const finished = finishHost(host, host.address, draft.asked);
  draft.hosts.set(host.address, before === undefined ? finished : mergeHosts(before, finished));
}

/** Each repetition of a host is merged with all of those before. */
function isTooOften(draft: Draft, address: Address): boolean {
  const repeats = (draft.repeats.get(address) ?? 0) + 1;
  draft.repeats.set(address, repeats);
  if (repeats > MAX_REPEATS) fault(draft, 'too-large', `a host is there more than ${MAX_REPEATS} times`);
  return repeats > MAX_REPEATS;
}
