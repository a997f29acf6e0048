import type { KnownFinding } from '../../model/memory.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { knownWords, memoryWords } from '../memory-words.ts';
import { html, type Markup, within } from './markup.ts';

const LIST_BYTES = 200_000;

/** @returns what changed since the last complete run; nothing if the run has no memory */
export function* memorySection({ memory }: Report): Generator<Markup> {
  if (memory === undefined) return;
  yield html`<section aria-labelledby="memory"><h2 id="memory">Since the last run</h2>
<p>${memoryWords(memory)}</p>
`;
  yield* knownList('Gone since then', memory.gone);
  yield* knownList('Not verified again', memory.unverified);
  yield html`</section>
`;
}

function* knownList(name: string, known: readonly KnownFinding[]): Generator<Markup> {
  if (known.length === 0) return;
  yield html`<details><summary>${name} (${grouped(known.length)})</summary>
<ul>
`;
  yield* within(
    { left: LIST_BYTES },
    known,
    (one) => html`<li>${knownWords(one)}</li>
`,
    (count) => html`<li>and ${counted(count, 'more', 'more')}</li>
`,
  );
  yield html`</ul></details>
`;
}
