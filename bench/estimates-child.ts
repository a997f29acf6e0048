import { systemEffects } from '../src/edge/effects.ts';
import { showProgress } from '../src/edge/lifecycle.ts';
import { checkOutcome } from '../src/edge/outcome.ts';
import type { ProgressEvent } from '../src/model/effects.ts';
import type { CheckRequest } from '../src/model/request.ts';

/**
 * Runs `check` in the current folder, and writes to stdout what `bench/estimates.ts` records: what the run told of its
 * progress, when, and how long its stages took.
 */
const HOUR = 3_600_000;
/** Seconds between two events that are kept. The line follows them within seconds. */
const APART = 0.25;

const told: (readonly [at: number, event: ProgressEvent])[] = [];
const screen = showProgress(process.stderr, { quiet: true });
const progress = (event: ProgressEvent): void => {
  const at = rounded(screen.elapsed());
  const [before, last] = told.at(-1) ?? [Number.NEGATIVE_INFINITY, null];
  if (last?.step !== event.step || event.services !== undefined || at - before >= APART) told.push([at, event]);
};
const request: CheckRequest = {
  ...{ policyFile: 'exposure-policy.yml', targets: [], failOn: null, authorizationFrom: null, stateFile: null },
  ...{ timeout: HOUR, maxAge: HOUR, nmap: null, scanXml: [] },
  onIncomplete: 'fail',
  install: 'never',
};
const effects = systemEffects(new AbortController().signal, { emit: screen.emit, progress });
const outcome = await checkOutcome(request, effects);
screen.end();
if (outcome.kind === 'failure') throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
const { stages, verdict } = outcome;
process.stdout.write(`${JSON.stringify({ verdict, seconds: rounded(screen.elapsed()), stages, told })}\n`);

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
