import type { Effects } from '../model/effects.ts';
import type { RunEvent } from '../model/event.ts';
import { telling } from './effects.ts';
import { openKeptScans } from './kept-scans.ts';
import { outputRoots, type Places } from './outputs.ts';
import { openTrace } from './trace-file.ts';

/** What a run is to leave behind beside its reports. */
export interface RecordingOptions {
  /** File for the trace; null: none. */
  readonly trace: string | null;
  /** Folder for the documents of the scans; null: none is kept. */
  readonly keepXml: string | null;
}

export interface Recording {
  /** Those of the run, which also record. */
  readonly effects: Effects;
  /** @throws ToolError where something that was to be recorded could not be */
  readonly settle: () => void;
  /** Ends the recording. @param failed why the outcome does not hold: reports that could not be written */
  readonly close: (failed: string | null) => void;
}

/**
 * @param elapsed seconds since the run began
 * @param places where files go, cleared already: the trace's is among them
 * @throws InputError where there is no room for the documents or the trace
 */
export async function startRecording(
  { trace, keepXml }: RecordingOptions,
  places: Places,
  effects: Effects,
  elapsed: () => number,
): Promise<Recording> {
  // The folder first: the trace may lie in it.
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
