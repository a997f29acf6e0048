import type { Step } from '../model/plan.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import type { Profile } from '../model/scan-settings.ts';

/** What a check would do on this machine now. */
export interface ExplainedPlan {
  readonly scanner: string;
  readonly hosts: readonly { readonly target: string; readonly host: string; readonly address: string }[];
  readonly unresolved: readonly { readonly target: string; readonly host: string; readonly reason: string }[];
  /** What exclusions remove, as sentences. */
  readonly excluded: readonly string[];
  /** Hosts of unselected targets. Nothing is probed for them, but their lines apply. */
  readonly others: readonly { readonly target: string; readonly host: string; readonly address: string | null }[];
  /** What this machine cannot probe: the number of addresses, and of ports of all of them. */
  readonly unobserved: readonly { readonly reason: string; readonly addresses: number; readonly ports: number }[];
  readonly steps: readonly ExplainedStep[];
  readonly packets: number;
  readonly seconds: number;
  /** The seconds if no address is up of those that host discovery asks. */
  readonly least: number;
  /** Packets per second; null: no limit. */
  readonly maxRate: number | null;
  /** Why the plan exceeds the time budget; null: it does not. */
  readonly notice: string | null;
  /** nmap options that people know, and the profile for each. */
  readonly profiles: readonly ExplainedProfile[];
}

export interface ExplainedStep {
  readonly step: Step;
  readonly what: string;
  readonly probes: number;
  readonly packets: number;
  readonly seconds: number;
  /** Whether the numbers are upper bounds. */
  readonly isMost: boolean;
  readonly commands: readonly string[];
}

export interface ExplainedProfile {
  readonly profile: Profile;
  readonly goal: string;
  readonly command: string;
  /** The lines of a target. */
  readonly policy: string;
  readonly differs: string;
}

function otherLine({ target, host, address }: ExplainedPlan['others'][number]): string {
  return address === null
    ? `${target}: not selected; ${host} does not resolve, so what its lines do not allow is unobserved on every address`
    : `${target}: not selected; its lines hold on ${host === address ? '' : `${host} `}${address}`;
}

/** @returns the sections of the explanation, each with its heading first */
export function planSections(plan: ExplainedPlan): string[][] {
  const {
    scanner,
    hosts,
    unresolved,
    excluded,
    others,
    unobserved,
    steps,
    packets,
    seconds,
    least,
    maxRate,
    notice,
    profiles,
  } = plan;
  const width = Math.max(0, ...profiles.map(({ command }) => command.length));
  return [
    [
      `What a check would do, with ${scanner}`,
      ...hosts.map(({ target, host, address }) => `${target}: ${host === address ? '' : `${host} `}${address}`),
      ...unresolved.map(({ target, reason }) => `${target}: not scanned: ${reason}`),
      ...excluded,
      ...others.map(otherLine),
      ...unobserved.map(
        ({ reason, addresses, ports }) =>
          `not probed: ${counted(ports, 'port')} on ${counted(addresses, 'address', 'addresses')}: ${reason}`,
      ),
    ],
    ...steps.map((step) => [
      `${step.step}: ${step.what}`,
      `${step.isMost ? 'at most ' : ''}${counted(step.probes, 'probe')} required, ` +
        `about ${counted(step.packets, 'packet')}, about ${duration(step.seconds)}`,
      ...step.commands.map((command) => `$ ${command}`),
    ]),
    [
      `In all: ${least < seconds ? 'at most ' : ''}about ${counted(packets, 'packet')}, about ${duration(seconds)}` +
        `${least < seconds ? `, or ${duration(least)} if no discovered address is up` : ''}` +
        `${maxRate === null ? '' : `, at most ${grouped(maxRate)} packets per second`}`,
      ...(notice === null ? [] : [notice]),
    ],
    [
      'Profiles, and the nmap commands that they replace',
      ...profiles.map(
        ({ command, policy, goal, differs }) =>
          `${command.padEnd(width)}  ${policy.replaceAll('\n', ', ')} (${goal}. ${differs}.)`,
      ),
    ],
  ];
}
