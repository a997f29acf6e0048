import type { InputFile, ScanEnvironment } from '../model/effects.ts';
import type { KeptScan, ScanToKeep } from '../model/kept-scan.ts';
import type { UnobservedReason } from '../model/observation.ts';
import type { Plan, Privilege } from '../model/plan.ts';
import { type Ending, harmlessLines, judgeEnding } from './ending.ts';
import { runScanner } from './process.ts';

/** How scanners are started in this run. */
export interface ScanSetup {
  /** Absolute path of nmap. */
  readonly program: string;
  /** The folder of its data files. */
  readonly data: string;
  readonly privilege: Privilege;
  readonly environment: ScanEnvironment;
  readonly signal: AbortSignal;
  /** Milliseconds that are left of the run's time budget, asked when a scan starts. */
  readonly remaining: () => number;
  /** Makes a plan's input a file that leaves nothing behind. */
  readonly inputFile: (text: string) => Promise<InputFile>;
  /** Says where the document of a scan goes. Never rejects. */
  readonly keepScan: (scan: ScanToKeep) => Promise<KeptScan>;
}

export interface StartedScan {
  readonly command: readonly [string, ...string[]];
  /** nmap's XML, as it comes. Never rejects. */
  readonly output: AsyncIterable<Uint8Array>;
  readonly ended: Promise<{
    readonly ending: Ending;
    /** Null for a good end. */
    readonly failure: UnobservedReason | null;
    /** What the scanner said on stderr that decides nothing, printable. */
    readonly warnings: readonly string[];
  }>;
}

/** Starts the scanner on a plan, unless the run is over already. */
export function startScan({ argv }: Pick<Plan, 'argv'>, setup: ScanSetup, input: InputFile | null = null): StartedScan {
  const command = commandOf(argv, setup);
  const remaining = setup.remaining();
  const stopped = setup.signal.aborted ? 'interrupt' : remaining <= 0 ? 'timeout' : null;
  if (stopped !== null) {
    const ending: Ending = { exitCode: null, signal: null, stopped, error: null, stderr: '' };
    return {
      command,
      output: nothing(),
      ended: Promise.resolve({ ending, failure: judgeEnding(ending), warnings: [] }),
    };
  }
  const { output, ended } = runScanner(command, setup.environment, setup.signal, remaining, input);
  return {
    command,
    output,
    ended: ended.then((ending) => ({ ending, failure: judgeEnding(ending), warnings: harmlessLines(ending) })),
  };
}

/**
 * @returns the whole command line, as an argv array. The data files are named: otherwise those of the home folder (by
 * passwd, whatever HOME says) would take the place of the installed ones.
 */
export function commandOf(
  argv: readonly string[],
  { program, data, privilege }: Pick<ScanSetup, 'program' | 'data' | 'privilege'>,
): readonly [string, ...string[]] {
  const command = [program, '--datadir', data, ...argv] as const;
  return privilege === 'sudo' ? ['sudo', '-n', '--', ...command] : command;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
