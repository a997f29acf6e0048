import type { Address } from '../model/address.ts';
import type { PortState } from '../model/observation.ts';
import { type PortSet, type Protocol, parsePorts } from '../model/port.ts';
import type { Fault, ScanDocument, ScannedHost } from './document.ts';
import type { ExtraDraft, HostDraft } from './host.ts';
import { type Attributes, type Pool, sharedPool } from './pool.ts';

/** Decides whether a host of the document is looked at: by its address, or as the user of nmap named it. */
export type Wants = (address: Address, userNames: readonly string[]) => boolean;

/**
 * How far a task of nmap is, by its own estimate. Nothing rests on it: the scanned hosts have no say in it, but a file
 * may lie.
 */
export interface TaskProgress {
  /** nmap's word, such as `SYN Stealth Scan`; printable. nmap starts a task anew for each group of hosts. */
  readonly task: string;
  /** 0 to 100. */
  readonly percent: number;
  /** Seconds until the task is done; null where nmap does not say. */
  readonly remaining: number | null;
}

/** One `<port>` while it is being read. */
export interface PortDraft {
  readonly protocol: Protocol;
  readonly number: number;
  /** Undefined before the first `<state>`; null for a word that nmap does not have. */
  state: PortState | null | undefined;
  reason: string;
  service: Attributes | null;
  services: number;
  /** Whether a script of nmap's read its certificate. */
  certificate: boolean;
  readonly cpes: string[];
  cpe: string;
}

/** A document while it is being read. */
export interface Draft {
  readonly wants: Wants;
  /** Whether scripts and operating systems are read. */
  readonly facts: boolean;
  /** Told of every task's progress; null: nobody asks. */
  readonly progress: ((progress: TaskProgress) => void) | null;
  /** How often it was told. */
  told: number;
  readonly pool: Pool;
  readonly parseList: (text: string) => PortSet | undefined;
  fault: Fault | null;
  /** Whether reading ends here, because of the fault. */
  stopped: boolean;
  /** Whether Zenmap saved the document: it writes what it understood of nmap's own. */
  zenmap: boolean;
  scanner: string;
  args: string;
  command: readonly string[] | null;
  started: Date | null;
  versionScan: boolean;
  askedOnce: boolean;
  ignoresResets: boolean;
  /** Whether a script was to read every certificate. */
  asksForCertificates: boolean;
  pings: string;
  readonly techniques: Partial<Record<Protocol, string>>;
  readonly asked: Partial<Record<Protocol, PortSet>>;
  readonly hosts: Map<Address, ScannedHost>;
  sawHost: boolean;
  readonly skipped: Map<string, string>;
  finished: ScanDocument['finished'];
  /** How many `<finished>` there were. */
  endings: number;
  errorMessage: string | null;
  counted: ScanDocument['counted'];
  host: HostDraft | null;
  extra: ExtraDraft | null;
  port: PortDraft | null;
}

/**
 * What is done at an element's start and end. Children that are not named are ignored with all that is in them: also
 * `<hosthint>`, which repeats a host's address before its result and is none.
 */
export interface Element {
  /** @returns false to ignore all that is in the element; `close` is not called then. */
  readonly open?: (draft: Draft, attributes: Attributes) => boolean;
  readonly text?: (draft: Draft, text: string) => void;
  readonly close?: (draft: Draft) => void;
  readonly children?: ReadonlyMap<string, Element>;
}

/** More than 65,536 ports with their commas take; a longer list is not nmap's. */
const LIST_LENGTH_LIMIT = 400_000;
const CACHED_LISTS = 1_024;
const CACHED_LENGTH = 2_048;

export function createDraft(wants: Wants, progress: Draft['progress'] = null, facts = false): Draft {
  return {
    wants,
    facts,
    progress,
    told: 0,
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
    askedOnce: false,
    ignoresResets: false,
    asksForCertificates: false,
    pings: '',
    techniques: {},
    asked: {},
    hosts: new Map(),
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
 * The document answers nothing, and reading ends. The first fault is the one that is told; what follows from it is
 * noise.
 */
export function fault(draft: Draft, kind: Fault['kind'], text: string): void {
  flaw(draft, kind, text);
  draft.stopped = true;
}

/** The document answers nothing, and reading goes on: the open ports that follow were seen all the same. */
export function flaw(draft: Draft, kind: Fault['kind'], text: string): void {
  draft.fault ??= { kind, text };
}

// Hosts behind one firewall have one list: it is read once and kept once.
function createListParser(): Draft['parseList'] {
  const known = new Map<string, PortSet>();
  return (text) => {
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const ports = text.length > LIST_LENGTH_LIMIT ? undefined : parsePorts(text);
    if (ports !== undefined && text.length <= CACHED_LENGTH) {
      if (known.size >= CACHED_LISTS) known.clear();
      // A copy: the text itself is a piece of the parser's chunk and would keep all of it.
      known.set(Buffer.from(text, 'latin1').toString('latin1'), ports);
    }
    return ports;
  };
}
