import type { Address } from '../model/address.ts';
import type { PortState } from '../model/observation.ts';
import { type PortSet, type Protocol, parsePorts } from '../model/port.ts';
import type { Fault, ScanDocument, ScannedHost } from './document.ts';
import type { ExtraDraft, HostDraft } from './host.ts';
import { type Attributes, type Pool, sharedPool } from './pool.ts';

/** Decides whether a host of the document is read, by its address or by the names that nmap's user wrote. */
export type Wants = (address: Address, userNames: readonly string[]) => boolean;

/**
 * The progress of a task of nmap, by its own estimate. No decision depends on it: scanned hosts cannot influence it,
 * but a file may contain anything.
 */
export interface TaskProgress {
  /** nmap's word, such as `SYN Stealth Scan`; printable. nmap repeats a task for each group of hosts. */
  readonly task: string;
  /** 0 to 100. */
  readonly percent: number;
  /** Seconds until the end of the task; null if nmap gives none. */
  readonly remaining: number | null;
}

/** One `<port>` while it is being read. */
export interface PortDraft {
  readonly protocol: Protocol;
  readonly number: number;
  /** Undefined before the first `<state>`; null: a word that nmap does not have. */
  state: PortState | null | undefined;
  reason: string;
  service: Attributes | null;
  services: number;
  /** Whether one of nmap's scripts read its certificate. */
  certificate: boolean;
  readonly cpes: string[];
  cpe: string;
}

/** A document while it is being read. */
export interface Draft {
  readonly wants: Wants;
  /** Whether facts (scripts, OS detection) are read. */
  readonly facts: boolean;
  /** Receives the progress of every task; null: nobody needs it. */
  readonly progress: ((progress: TaskProgress) => void) | null;
  /** How often progress was reported. */
  progressReports: number;
  readonly pool: Pool;
  readonly parseList: (text: string) => PortSet | undefined;
  fault: Fault | null;
  /** Whether a fault ended the reading. */
  stopped: boolean;
  /** Whether Zenmap saved the document. Zenmap writes only what it understood of nmap's document. */
  zenmap: boolean;
  scanner: string;
  args: string;
  command: readonly string[] | null;
  started: Date | null;
  versionScan: boolean;
  probedOnce: boolean;
  ignoresResets: boolean;
  /** Whether a script had the task to read every certificate. */
  asksForCertificates: boolean;
  pings: string;
  readonly techniques: Partial<Record<Protocol, string>>;
  readonly asked: Partial<Record<Protocol, PortSet>>;
  readonly hosts: Map<Address, ScannedHost>;
  /** How often a host was there again. */
  readonly repeats: Map<Address, number>;
  sawHost: boolean;
  readonly skipped: Map<string, string>;
  finished: ScanDocument['finished'];
  /** The number of `<finished>` elements. */
  endings: number;
  errorMessage: string | null;
  counted: ScanDocument['counted'];
  host: HostDraft | null;
  extra: ExtraDraft | null;
  port: PortDraft | null;
}

/**
 * What happens at an element's start and end. Children without a name here are ignored with all their content. That
 * includes `<hosthint>`, which repeats a host's address before its result.
 */
export interface Element {
  /** @returns false to ignore the whole element; `close` is not called then */
  readonly open?: (draft: Draft, attributes: Attributes) => boolean;
  readonly text?: (draft: Draft, text: string) => void;
  readonly close?: (draft: Draft) => void;
  readonly children?: ReadonlyMap<string, Element>;
}

/** A list of 65,536 ports with commas is shorter. A longer list is not nmap's. */
const LIST_LENGTH_LIMIT = 400_000;
const CACHED_LISTS = 1_024;
const CACHED_LENGTH = 2_048;

export function createDraft(wants: Wants, progress: Draft['progress'] = null, facts = false): Draft {
  return {
    wants,
    facts,
    progress,
    progressReports: 0,
    pool: sharedPool(),
    parseList: createListParser(),
    fault: null,
    stopped: false,
    zenmap: false,
    scanner: '',
    args: '',
    command: [],
    started: null,
    versionScan: false,
    probedOnce: false,
    ignoresResets: false,
    asksForCertificates: false,
    pings: '',
    techniques: {},
    asked: {},
    hosts: new Map(),
    repeats: new Map(),
    sawHost: false,
    skipped: new Map(),
    finished: 'absent',
    endings: 0,
    errorMessage: null,
    counted: null,
    host: null,
    extra: null,
    port: null,
  };
}

export function elements(table: Readonly<Record<string, Element>>): ReadonlyMap<string, Element> {
  return new Map(Object.entries(table));
}

/**
 * The document answers nothing, and the reading ends. Only the first fault is reported, because others follow from it.
 */
export function fault(draft: Draft, kind: Fault['kind'], text: string): void {
  flaw(draft, kind, text);
  draft.stopped = true;
}

/** The document answers nothing, but the reading continues: open ports that follow still count as seen. */
export function flaw(draft: Draft, kind: Fault['kind'], text: string): void {
  draft.fault ??= { kind, text };
}

// Hosts behind the same firewall have equal lists. Each list is read and kept once.
function createListParser(): Draft['parseList'] {
  const known = new Map<string, PortSet>();
  return (text) => {
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const ports = text.length > LIST_LENGTH_LIMIT ? undefined : parsePorts(text);
    if (ports !== undefined && text.length <= CACHED_LENGTH) {
      if (known.size >= CACHED_LISTS) known.clear();
      // A copy: the text is a slice of the parser's chunk, and would keep the whole chunk in memory.
      known.set(Buffer.from(text, 'latin1').toString('latin1'), ports);
    }
    return ports;
  };
}
