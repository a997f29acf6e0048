import { readFileSync } from 'node:fs';
import { argv, stderr, stdout } from 'node:process';
import { scanPortGroups } from '../src/acquire/ports.ts';
import { systemEffects } from '../src/edge/effects.ts';
import { type Address, parseAddress } from '../src/model/address.ts';
import type { Grant } from '../src/model/grant.ts';
import type { SweepRecord } from '../src/model/observation.ts';
import type { Machine } from '../src/model/plan.ts';
import { ALL_PORTS, eachPort, type PortSet, portSet } from '../src/model/port.ts';
import { DEFAULT_SETTINGS } from '../src/model/scan-settings.ts';
import { account } from '../src/observe/account.ts';
import { planScanGroups } from '../src/plan/plan.ts';
import { eventText } from '../src/report/trace.ts';
import { findScanner } from '../src/scan/find-nmap.ts';
import { findPrivilege, findRoutes } from '../src/scan/machine.ts';

/** What a sweep is told, as a file: all TCP ports of these targets. */
export interface SweepTask {
  /** `declared`: the open ports that a policy would name. */
  readonly targets: readonly { readonly address: string; readonly declared: readonly number[] }[];
  /** Packets a second; null: what holds where no policy says it. */
  readonly maxRate: number | null;
}

/** What it found out, on stdout. */
export interface SweepResult {
  /** `address port` */
  readonly open: readonly string[];
  /** Ports for which it has no answer that it trusts, and the first reason. */
  readonly unobserved: number;
  readonly reason: string | null;
  readonly sweeps: readonly SweepRecord[];
}

/** Sweeps as `check` does, and nothing else: no version detection, no second opinion. */
async function sweep({ targets, maxRate }: SweepTask): Promise<SweepResult> {
  const { signal } = new AbortController();
  const effects = systemEffects(signal, { emit: (event) => stderr.write(`${eventText(event)}\n`), progress: () => {} });
  const scanner = await findScanner(null, 'never', effects.environment, effects.say, signal);
  const declared = new Map(targets.map(({ address, declared }) => [parsed(address), declared]));
  const addresses = [...declared.keys()];
  const required = new Map(addresses.map((address) => [address, { tcp: ALL_PORTS }]));
  const expected = new Map([...declared].map(([address, ports]) => [address, { tcp: setOf(ports) }]));
  const grant: Grant = {
    hosts: addresses.map((address) => ({ target: 'bench', host: address, address })),
    unresolved: [],
    excluded: [],
    others: [],
    unknown: [],
    required,
    expected,
    mentioned: expected,
    asserted: new Map(),
    identification: new Map(),
    web: new Map(),
    settingsByAddress: new Map(addresses.map((address) => [address, DEFAULT_SETTINGS])),
    maxRate,
  };
  const machine: Machine = {
    privilege: await findPrivilege(scanner, effects.environment, signal),
    ...(await findRoutes(addresses)),
  };
  const { scanGroups, unobserved } = planScanGroups(grant, machine);
  const { program, data } = scanner;
  const { privilege } = machine;
  const { environment } = effects;
  const setup = {
    program,
    data,
    privilege,
    environment,
    signal,
    remaining: () => 3_600_000,
    inputFile: effects.inputFile,
    keepScan: effects.keepScan,
  };
  const portScan = await scanPortGroups(scanGroups, machine, maxRate, setup, effects);
  const observation = account(required, portScan.documents, [...unobserved, ...portScan.unobserved]);
  return {
    open: addresses.flatMap((address) => {
      const open = observation.hosts.get(address)?.protocols.tcp?.states.open ?? [];
      return [...eachPort(open)].map((port) => `${address} ${port}`);
    }),
    unobserved: observation.unobserved.length,
    reason: observation.unobserved[0]?.reason.text ?? null,
    sweeps: portScan.sweeps,
  };
}

function parsed(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return address;
}

function setOf(ports: readonly number[]): PortSet {
  return portSet(ports.map((port) => [port, port] as const));
}

const result = await sweep(JSON.parse(readFileSync(argv[2] ?? '', 'utf8')) as SweepTask);
stdout.write(`${JSON.stringify(result)}\n`);
