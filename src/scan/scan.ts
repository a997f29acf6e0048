import type { InputFile, ScanEnvironment } from '../model/effects.ts';
import type { KeptScan, ScanToKeep } from '../model/kept-scan.ts';
import type { UnobservedReason } from '../model/observation.ts';
import type { Plan, Privilege } from '../model/plan.ts';
import { type Ending, harmlessLines, judgeEnding } from './ending.ts';
import { runScanner } from './process.ts';

/** How this run starts scanners. */
export interface ScanSetup {
  /** Absolute path of nmap. */
  readonly program: string;
  /** The folder of nmap's data files. */
  readonly data: string;
  readonly privilege: Privilege;
  readonly environment: ScanEnvironment;
  readonly signal: AbortSignal;
  /** @returns the milliseconds that are left of the time budget of the run, when a scan starts */
  readonly remaining: () => number;
  /** Makes a file of a plan's input. The file is removed afterwards. */
  readonly inputFile: (text: string | Uint8Array) => Promise<InputFile>;
  /** @returns where the document of a scan is kept. Never rejects. */
  readonly keepScan: (scan: ScanToKeep) => Promise<KeptScan>;
}

export interface StartedScan {
  readonly command: readonly [string, ...string[]];
  /** nmap's XML as a stream. Never rejects. */
  readonly output: AsyncIterable<Uint8Array>;
  readonly ended: Promise<{
    readonly ending: Ending;
    /** Null for a good end. */
    readonly failure: UnobservedReason | null;
    /** Lines of the scanner's stderr that decide nothing, printable. */
    readonly warnings: readonly string[];
  }>;
}

/** Starts the scanner on a plan, unless the run is over. */
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
 * @returns the whole command line, as an argv array. It names the data files: otherwise files of the home folder (from
 * passwd, whatever HOME says) would replace the installed files.
 */
export function commandOf(
  argv: readonly string[],
  { program, data, privilege }: Pick<ScanSetup, 'program' | 'data' | 'privilege'>,
): readonly [string, ...string[]] {
  const command = [program, '--datadir', data, ...argv] as const;
  return privilege === 'sudo' ? ['sudo', '-n', '--', ...command] : command;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
