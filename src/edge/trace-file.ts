import { closeSync, constants, fsyncSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import type { RunEvent } from '../model/event.ts';
import { InputError, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { traceLine } from '../report/trace.ts';
import { type Place, requireSameFolder } from './output-places.ts';

/** Bytes of a trace. A run over 16,384 addresses wrote 0.6 MB in 2.3 minutes: a quarter of it in an hour. */
const MOST_BYTES = 64 * 1024 ** 2;

/** A file that takes in the events of a run as they happen. */
export interface TraceFile {
  /** @param seconds since the run began */
  readonly write: (event: RunEvent, seconds: number) => void;
  /** Makes sure that what was written is on the disk. @throws ToolError where something could not be written */
  readonly settle: () => void;
  /** Ends the trace. @param failed why the verdict does not hold; null: it does */
  readonly close: (failed: string | null, seconds: number) => void;
}

/**
 * Begins a trace at a place that was cleared for it. Each event is with the kernel when `write` returns, so that a run
 * which is killed leaves what it did until then.
 * @param complain told at once why the trace ends
 * @throws InputError if the place is no regular file; ToolError if it can't be made there
 */
export async function openTrace(
  place: Place | undefined,
  named: string,
  complain: (why: string) => void,
  mostBytes = MOST_BYTES,
): Promise<TraceFile> {
  const file = await create(place, named);
  let bytes = 0;
  let verdictAt: number | null = null;
  let isCut = false;
  let fault: ToolError | null = null;
  const attempt = (act: () => void): void => {
    if (fault !== null) return;
    try {
      act();
    } catch (error) {
      fault = unwritten(named, error);
      complain(fault.message);
    }
  };
  const write = (event: RunEvent, seconds: number): void =>
    attempt(() => {
      const line = traceLine(event, seconds);
      if (event.event === 'verdict') verdictAt = bytes;
      writeFileSync(file, line);
      bytes += Buffer.byteLength(line);
    });
  return {
    write: (event, seconds) => {
      if (bytes <= mostBytes || event.event === 'verdict') write(event, seconds);
      else if (!isCut) {
        isCut = true;
        write({ event: 'cut', bytes }, seconds);
      }
    },
    settle: () => {
      attempt(() => fsyncSync(file));
      if (fault !== null) throw fault;
    },
    close: (failed, seconds) => {
      // On a full disk too: a verdict that does not hold is taken back, whether or not another one can be written.
      if (failed !== null && verdictAt !== null) ftruncateSync(file, verdictAt);
      if (failed !== null) {
        write({ event: 'message', message: failed }, seconds);
        write({ event: 'verdict', verdict: 'error', exitCode: 3, findings: 0, unobserved: 0 }, seconds);
      }
      closeSync(file);
    },
  };
}

async function create(place: Place | undefined, named: string): Promise<number> {
  if (place?.kind !== 'file') {
    const message =
      `no trace can be written to "${printable(named)}": name a regular file; for lines on stderr ` + 'use --debug';
    throw new InputError([{ code: 'bad-output', message }]);
  }
  await requireSameFolder(place);
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    return openSync(place.path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW);
  } catch (error) {
    throw unwritten(named, error);
  }
}

function unwritten(named: string, error: unknown): ToolError {
  const why = printable(error instanceof Error ? error.message : String(error));
  return new ToolError(`the trace could not be written to "${printable(named)}": ${why}`);
}
