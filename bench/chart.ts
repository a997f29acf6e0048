import { type Results, type Row, summaryOf } from './results.ts';
import { machineOf, number, seconds, titleOf } from './table.ts';

/** Measures of the picture, in SVG units. */
const WIDTH = 860;
const LABELS = 215;
const RIGHT = 660;
const ROW = 20;
const GROUP = 40;
const TOP = 64;
const BOTTOM = 62;

/** Seconds that the axis begins and ends with, and its marks: a logarithmic one. */
const FIRST = 1;
const LAST = 600;
const MARKS = [1, 3, 10, 30, 100, 300];

/** GitHub's own colours, for its light and its dark pages. */
const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .group { font-weight: 600 }
  .small { font-size: 12px; font-weight: 400; fill: #59636e }
  .ours { font-weight: 600; fill: #0969da }
  .missed { fill: #d1242f }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .stem { stroke: #b7bfc8; stroke-width: 2 }
  .stem.ours { stroke: #0969da }
  .dot { fill: #59636e; stroke: #59636e; stroke-width: 2 }
  .dot.ours { fill: #0969da; stroke: #0969da }
  .dot.missed { fill: #ffffff; stroke: #d1242f }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .ours { fill: #4493f8 }
    .missed { fill: #ff7b72 }
    .grid { stroke: #2f353d }
    .stem { stroke: #565d66 }
    .stem.ours { stroke: #4493f8 }
    .dot { fill: #9198a1; stroke: #9198a1 }
    .dot.ours { fill: #4493f8; stroke: #4493f8 }
    .dot.missed { fill: #0d1117; stroke: #ff7b72 }
  }`;

/** @returns a picture of the charted conditions: how long each scanner took, and what it missed. */
export function chart(results: Results): string {
  const groups = results.conditions
    .filter(({ charted }) => charted)
    .map(({ id }) => ({ title: titleOf(results, id), rows: results.rows.filter(({ condition }) => condition === id) }))
    .filter(({ rows }) => rows.some((row) => summaryOf(row) !== null));
  const parts: string[] = [];
  let y = TOP;
  for (const { title, rows } of groups) {
    const [{ hosts, open }] = rows as [Row];
    const about = `${hosts} host${hosts === 1 ? '' : 's'}, ${number(open)} open ports among ${number(hosts * 65_535)}`;
    parts.push(
      `<text class="group" x="0" y="${y + 20}">${escaped(title)}<tspan class="small" dx="10">${about}</tspan></text>`,
    );
    y += GROUP - 8;
    for (const row of rows) {
      const drawn = rowOf(row, y);
      if (drawn === null) continue;
      parts.push(drawn);
      y += ROW;
    }
    y += 8;
  }
  const end = y;
  const height = end + BOTTOM;
  const marks = MARKS.map((mark) => {
    const at = place(mark);
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${end}"/><text class="small" x="${at}" y="` +
      `${end + 16}" text-anchor="middle">${mark} s</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 ${WIDTH + 20} ${height}" width="${WIDTH + 20}" height="${height}" role="img" aria-labelledby="title">
<title id="title">How long scanners took for all TCP ports, and how many of the open ones they missed</title>
<style>${STYLE}
</style>
<text class="title" x="0" y="20">All TCP ports: wall time, and open ports missed</text>
<text class="small" x="0" y="42">Median of three runs where a run is short, on a logarithmic scale. A hollow mark: at least one run missed open ports.</text>
${marks.join('\n')}
${parts.join('\n')}
<text class="small" x="0" y="${end + 46}">${escaped(machineOf(results))}</text>
</svg>
`;
}

function rowOf(row: Row, y: number): string | null {
  const summary = summaryOf(row);
  if (summary === null) return null;
  const ours = row.title.startsWith('exposure-gate') ? ' ours' : '';
  const missed = row.open - summary.leastFound;
  const worse = missed > 0 || summary.falsePositives > 0;
  const at = place(summary.wall);
  const middle = y + ROW / 2;
  const wall = summary.bounded ? `not done after ${summary.wall.toFixed(0)} s` : seconds(summary.wall);
  const found = summary.bounded
    ? ''
    : missed === 0
      ? `, all ${number(row.open)}`
      : `, ${number(missed)} of ${number(row.open)} missed`;
  return [
    `<text class="${ours.trim()}" x="${LABELS - 12}" y="${middle + 4}" text-anchor="end">${escaped(row.title)}</text>`,
    `<line class="stem${ours}" x1="${LABELS}" x2="${at}" y1="${middle}" y2="${middle}"/>`,
    `<circle class="dot${worse ? ' missed' : ours}" cx="${at}" cy="${middle}" r="5"/>`,
    `<text class="${worse ? 'missed' : ours.trim()}" x="${at + 12}" y="${middle + 4}">${wall}${found}</text>`,
  ].join('');
}

/** @returns where so many seconds stand. */
function place(value: number): number {
  const share = Math.log(Math.max(value, FIRST) / FIRST) / Math.log(LAST / FIRST);
  return Math.round(LABELS + share * (RIGHT - LABELS));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
