import type { Effects } from '../model/effects.ts';
import type { PortsByAddress } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import { portCount } from '../model/port.ts';
import type { ScanRecord } from '../model/report.ts';
import { printable } from '../model/text.ts';
import type { Judged, ScanDocument } from '../observe/document.ts';
import type { TaskProgress } from '../observe/draft.ts';
import { readScan } from '../observe/read.ts';
import { inputOf } from './probes.ts';
import { withRetries } from './retry.ts';
import { commandOf, type ScanSetup, startScan } from './scan.ts';

/** The outcome of one invocation. */
export interface PlanRun {
  readonly judged: Judged;
  readonly scan: ScanRecord;
  readonly warnings: readonly string[];
}

/**
 * Runs the scanner on a plan and reads its output. Repeats the scan after a temporary failure, a limited
 * number of times. Never throws.
 */
export async function runPlan(
  plan: Plan,
  setup: ScanSetup,
  { now, emit }: Pick<Effects, 'now' | 'emit'>,
  progress?: (progress: TaskProgress) => void,
): Promise<PlanRun> {
  const { step, family, protocol, addresses, ports } = plan;
  let number = 0;
  const { scan, document, ended, started } = await withRetries(
    async () => {
      const started = now();
      const input = await inputOf(plan, setup);
      const command = commandOf(input.argv, setup);
      const kept = await setup.keepScan({ step, command, input: input.kept, started });
      number = kept.number;
      emit({
        ...{ event: 'scan-start', scan: number, step, family, protocol, addresses: addresses.length },
        ...{ ports: portCount(ports), command: shown(command) },
      });
      const scan = startScan(input, setup, input.file);
      const options = { wants: () => true, facts: plan.facts === true, progress };
      const document = await readScan(kept.keep(scan.output), options);
      const ended = await scan.ended;
      await input.file?.close();
      const { exitCode, signal, stderr } = ended.ending;
      const failure = ended.failure?.text ?? null;
      await kept.end({ ended: now(), exitCode, signal, failure, stderr });
      emit({
        ...{ event: 'scan-end', scan: number, step, duration: (now().getTime() - started.getTime()) / 1_000 },
        ...{ exitCode, signal, failure, ...foundIn(document) },
      });
      return { scan, document, ended, started, ending: ended.ending };
    },
    { say: (why) => emit({ event: 'retry', scan: number, why }), signal: setup.signal },
  );
  return {
    judged: {
      ...{ step, document, failure: ended.failure, covers: planCovers(plan) },
      ...(plan.quick !== undefined ? { quick: true } : {}),
    },
    scan: {
      command: shown(scan.command),
      seconds: (now().getTime() - started.getTime()) / 1_000,
      failure: ended.failure?.text ?? null,
    },
    warnings: ended.warnings,
  };
}

function planCovers({ addresses, protocol, ports }: Plan): PortsByAddress {
  const covered = { [protocol]: ports };
  return new Map(addresses.map((address) => [address, covered]));
}

function shown(command: readonly string[]): string {
  return printable(command.join(' '), 2_000);
}

function foundIn({ hosts }: ScanDocument): { readonly up: number; readonly open: number } {
  let [up, open] = [0, 0];
  for (const host of hosts.values()) {
    if (host.up) up++;
    for (const ports of Object.values(host.protocols))
      open += portCount((ports.seen ?? ports.answers).states.open ?? []);
  }
  return { up, open };
}
