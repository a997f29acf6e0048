import { commitState } from '../../src/edge/state-file.ts';
import { momentOf } from '../../src/model/time.ts';
import { StateDraft } from '../../src/state/merge.ts';
import { readState } from '../../src/state/read.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { writeState } from '../../src/state/write.ts';

// Adds runs to a state file, one by one, and prints the name of each when it is committed: FILE PREFIX COUNT.
const [file = '', prefix = '', count = ''] = process.argv.slice(2);
for (let index = 0; index < Number(count); index++) {
  await commitState(file, (before) => {
    const draft = new StateDraft();
    const state = before === null ? NO_STATE : readState(before, file, new Date());
    for (const run of state.runs) draft.addRun(run);
    const at = momentOf(new Date(Date.parse('2026-01-01T00:00:00Z') + index * 1_000));
    draft.addRun({
      at,
      environment: prefix,
      targets: [String(index)],
      verdict: 'pass',
      complete: true,
      silent: [],
      ending: null,
    });
    return writeState(draft.finish());
  });
  process.stdout.write(`${prefix} ${index}\n`);
}
