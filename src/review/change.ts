import type { Severity } from '../model/finding.ts';
import type { Location } from '../model/problem.ts';

/** How two policies can differ in meaning, most dangerous first. */
export const CHANGE_KINDS = [
  'newly-allowed',
  'no-longer-checked',
  'forbid-gone',
  'require-gone',
  'loosened',
  'authorization-widened',
  'limit-raised',
  'waiver-added',
  'weakened',
  'renamed',
  'narrowed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The heading of each kind in reports, and what the kind means in one sentence. */
export const CHANGE_WORDS: Readonly<Record<ChangeKind, { readonly title: string; readonly meaning: string }>> = {
  'newly-allowed': {
    title: 'Newly allowed',
    meaning: 'A port or a service may be open now, and could not be before; or a device is known now.',
  },
  'no-longer-checked': {
    title: 'No longer checked',
    meaning: 'Ports were scanned before and are not scanned any more: nobody notices if they are open.',
  },
  'forbid-gone': { title: 'No longer forbidden', meaning: 'A port or a service was forbidden and is not any more.' },
  'require-gone': {
    title: 'No longer required',
    meaning: 'A port had to be open, and the gate does not notice any more if it is not.',
  },
  loosened: {
    title: 'Loosened',
    meaning: 'A line demands less of a port than before, or something that failed the build passes.',
  },
  'authorization-widened': {
    title: 'Authorization widened',
    meaning: 'The scanner may probe more than before, for longer, or on the word of somebody else.',
  },
  'limit-raised': { title: 'Limits raised', meaning: 'A limit of the scan or of the policy is higher than before.' },
  'waiver-added': {
    title: 'Waivers added or prolonged',
    meaning: 'A finding is tolerated that was not before, or longer.',
  },
  weakened: { title: 'Checks weakened', meaning: 'A setting makes the gate notice less, or fail less often.' },
  renamed: {
    title: 'Same reachability, other names',
    meaning: 'The same ports are allowed, but findings have new identities: alerts close and open again.',
  },
  narrowed: { title: 'Narrowed', meaning: 'The policy allows less or checks more than before.' },
};

/** Hosts of a change. */
export interface ChangedHosts {
  /** How many addresses; names are not counted. */
  readonly addresses: bigint;
  /** `192.0.2.1-192.0.2.9, www.example.com`, printable. */
  readonly text: string;
}

/** One difference in meaning between two policies. Text is printable. */
export interface Change {
  readonly kind: ChangeKind;
  /** How bad it is at worst; `note` for what is narrowed or only renamed. */
  readonly severity: Severity;
  /** What changes: `6379/tcp`, `forbid telnet`, `authorization.max-rate`. */
  readonly subject: string;
  readonly was: string;
  readonly now: string;
  /** Sorted names; empty: the change concerns the whole policy. */
  readonly targets: readonly string[];
  readonly hosts: ChangedHosts | null;
  /** Why the severity is what it is; null: the kind says it all. */
  readonly reason: string | null;
  /** The line of the changed policy, or of the nearest thing around a line that is gone. */
  readonly location: Location;
  /** The line of the earlier policy; null: there was none. */
  readonly before: Location | null;
}

/** What a policy means compared with an earlier one. */
export interface Review {
  readonly base: ReviewedSide;
  readonly head: ReviewedSide;
  /** Most dangerous first. Empty: both policies give the same findings. */
  readonly changes: readonly Change[];
  /** How many lines say the same in other words: reasons, owners, tickets, tags. */
  readonly reworded: number;
}

export interface ReviewedSide {
  /** `exposure-policy.yml`, or `origin/main:exposure-policy.yml`. */
  readonly label: string;
  /** False: there is no policy yet. */
  readonly exists: boolean;
}
