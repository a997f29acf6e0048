import type { Effects } from '../model/effects.ts';
import type { RunEvent } from '../model/event.ts';
import { telling } from './effects.ts';
import { openKeptScans } from './kept-scans.ts';
import { outputRoots, type Places } from './outputs.ts';
import { openTrace } from './trace-file.ts';

/** What a run records beside its reports. */
export interface RecordingOptions {
  /** The trace file; null: none. */
  readonly trace: string | null;
  /** The folder for the documents of the scans; null: no documents are kept. */
  readonly keepXml: string | null;
}

export interface Recording {
  /** The effects of the run, which also record. */
  readonly effects: Effects;
  /** @throws ToolError if something could not be recorded */
  readonly settle: () => void;
  /**
   * Ends the recording.
   * @param failed why the outcome is not valid: reports could not be written
   */
  readonly close: (failed: string | null) => void;
}

/**
 * @param elapsed seconds since the start of the run
 * @param places the places of files, which are cleared already; the trace file is one of them
 * @throws InputError if the documents or the trace have no place
 */
export async function startRecording(
  { trace, keepXml }: RecordingOptions,
  places: Places,
  effects: Effects,
  elapsed: () => number,
): Promise<Recording> {
  // The folder is made first, because the trace may be in it.
  const taken = new Set([...places.values()].map(({ path }) => path));
  const kept = keepXml === null ? null : await openKeptScans(keepXml, outputRoots(), taken, effects.say);
  const file = trace === null ? null : await openTrace(places.get(trace), trace, effects.say);
  const emit = (event: RunEvent): void => {
    effects.emit(event);
    file?.write(event, elapsed());
  };
  return {
    effects: { ...effects, ...telling(emit), ...(kept === null ? {} : { keepScan: kept.keepScan }) },
    settle: () => {
      kept?.settle();
      file?.settle();
    },
    close: (failed) => file?.close(failed, elapsed()),
  };
}
