import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { eventWords, knownWords, memoryWords } from '../memory-words.ts';
import { html, type Markup, within } from './markup.ts';

const LIST_BYTES = 200_000;

/** @returns what changed since the last complete run; nothing if the run has no memory */
export function* memorySection({ memory }: Report): Generator<Markup> {
  if (memory === undefined) return;
  yield html`<section aria-labelledby="memory"><h2 id="memory">Since the last run</h2>
<p>${memoryWords(memory)}</p>
`;
  yield* list('Devices', memory.events.map(eventWords));
  yield* list('Gone since then', memory.gone.map(knownWords));
  yield* list('Not verified again', memory.unverified.map(knownWords));
  yield html`</section>
`;
}

function* list(name: string, items: readonly string[]): Generator<Markup> {
  if (items.length === 0) return;
  yield html`<details><summary>${name} (${grouped(items.length)})</summary>
<ul>
`;
  yield* within(
    { left: LIST_BYTES },
    items,
    (item) => html`<li>${item}</li>
`,
    (count) => html`<li>and ${counted(count, 'more', 'more')}</li>
`,
  );
  yield html`</ul></details>
`;
}
