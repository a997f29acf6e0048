import type { Life, Span } from '../../model/memory.ts';
import { counted } from '../../model/quantity.ts';
import type { Moment } from '../../model/time.ts';
import { html, type Markup } from './markup.ts';

/** The part of time that a table shows. */
export interface Scale {
  readonly from: Moment;
  readonly to: Moment;
}

/** Units of the width of a lane, and of the narrowest bar: a moment is visible too. */
const WIDTH = 1_000;
const NARROWEST = 10;

/** How bars look: a device, a port, a finding, and what is over. */
export type LaneKind = 'seen' | 'port' | 'found' | 'past';

/** Bars in SVG, whose places need no style. The words beside them say the same. */
export function lane(spans: readonly Span[], kind: LaneKind, { from, to }: Scale): Markup {
  const bars = spans
    .filter(([, last]) => last >= from)
    .map(([first, last]) => {
      const left = Math.min(place(first, from, to), WIDTH - NARROWEST);
      const width = Math.max(NARROWEST, place(last, from, to) - left);
      return `M${left} 4h${width}v8h-${width}z`;
    });
  return html`<svg class="lane" viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none"
  height="16" width="100%" aria-hidden="true">
<path class="grid" d="M250 0v16M500 0v16M750 0v16"/><path class="${kind}" d="${bars.join('')}"/></svg>`;
}

function place(moment: Moment, from: Moment, to: Moment): number {
  const share = (Date.parse(moment) - Date.parse(from)) / Math.max(1, Date.parse(to) - Date.parse(from));
  return Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
}

/** The days at the beginning, in the middle and at the end of the lanes below. */
export function axis({ from, to }: Scale): Markup {
  const middle = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();
  const days = [...new Set([from, middle, to].map((moment) => moment.slice(0, 10)))];
  return html`Time <span class="axis">${days.map((day) => html`<span>${day}</span> `)}</span>`;
}

/** @returns `since 2026-09-03` for what the last run saw; else the first and the last day */
export function daysWords({ first, last }: Pick<Life, 'first' | 'last'>, { to }: Scale): string {
  const [begin, end] = [first.slice(0, 10), last.slice(0, 10)];
  if (last === to) return `since ${begin}`;
  return begin === end ? `on ${begin} only` : `${begin} to ${end}`;
}

/** @returns the same for what comes and goes: `since 2026-09-03, 3 times from 2026-08-01 on` */
export function timesWords(life: Life, what: string, scale: Scale): string {
  const { first, last, spans } = life;
  if (spans.length === 1) return daysWords(life, scale);
  const times = counted(spans.length, what);
  const begin = spans.at(-1)?.[0] ?? first;
  if (last !== scale.to) return `${daysWords(life, scale)}, ${times}`;
  return `${daysWords({ first: begin, last }, scale)}, ${times} from ${first.slice(0, 10)} on`;
}

/** Where the rest is. */
export const ELSEWHERE = 'the commands devices and history show all that is remembered';

/** @returns the row in place of those for which there is no room */
export function restRow(count: number, what: string): Markup {
  return html`<tr><th scope="row">and ${counted(count, `more ${what}`)}</th>
<td colspan="3">left out: ${ELSEWHERE}</td></tr>
`;
}
