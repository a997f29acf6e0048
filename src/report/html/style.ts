/**
 * The style of the page. Green belongs to the verdict "pass" alone. Signs come with words, and colours with signs. The
 * page has no attributes of style: its policy forbids them.
 */
export const STYLE = String.raw`
:root {
  color-scheme: light dark;
  --text: #1c2128; --muted: #57606a; --line: #d8dee4; --page: #ffffff; --soft: #f6f8fa; --link: #0b5cad;
  --pass: #17692f; --pass-soft: #edf8f0; --fail: #b3261e; --fail-soft: #fdf1f0;
  --unknown: #6639ba; --unknown-soft: #f5f0ff; --error: #9a3412; --error-soft: #fff3ec;
  --medium: #8a5300; --medium-soft: #fff6e5; --calm: #3f5f80; --calm-soft: #eef3f8; --waived: #4d5560;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #9aa5b1; --line: #30363d; --page: #0d1117; --soft: #161b22; --link: #6cb6ff;
    --pass: #57d27c; --pass-soft: #10261a; --fail: #ff8b81; --fail-soft: #2d1615;
    --unknown: #c4a1ff; --unknown-soft: #221a35; --error: #ffab7a; --error-soft: #2e1a10;
    --medium: #f0b95a; --medium-soft: #2a2010; --calm: #9dbbd8; --calm-soft: #16212c; --waived: #a9b3be;
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 78rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    overflow-wrap: break-word;
}
h1, h2, h3, p, ul, ol, dl, figure, pre, table { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 600; margin-bottom: .75rem; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
section { scroll-margin-top: 1rem; }
main > section { margin-top: 2.75rem; }
.tools + section, nav + section { margin-top: 1.25rem; }
section > h3 { margin-top: 1.25rem; }
section > p, section > ul, section > .findings, section > details, section > .wide { margin-top: .75rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre {
  font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
small { font-size: .8125rem; color: var(--muted); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.meta, .on { color: var(--muted); font-weight: 400; }
.meta { font-size: .875rem; }
.meta > * { margin-right: .9rem; }

.banner { display: flex; gap: 1rem; align-items: flex-start; padding: 1.25rem; border: 1px solid var(--verdict);
  border-left-width: .5rem; border-radius: .5rem; background: var(--verdict-soft); }
.banner p { margin-top: .35rem; max-width: 65rem; }
.banner h1 strong { color: var(--verdict); }
.banner .sign { flex: none; margin: 0; width: 2.75rem; height: 2.75rem; border-radius: 50%;
  background: var(--verdict); color: var(--page); font-size: 1.5rem; font-weight: 700; line-height: 2.75rem;
    text-align: center; }
.pass { --verdict: var(--pass); --verdict-soft: var(--pass-soft); }
.fail { --verdict: var(--fail); --verdict-soft: var(--fail-soft); }
.inconclusive { --verdict: var(--unknown); --verdict-soft: var(--unknown-soft); }
.error { --verdict: var(--error); --verdict-soft: var(--error-soft); }

.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem;
  margin-top: 1rem; }
.glance section { padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; min-width: 0; }
.glance h2 { font-size: 1rem; margin-bottom: .5rem; }
.glance ul, .glance ol { padding-left: 1.25rem; }
.glance ul:has(.grade) { padding-left: 0; list-style: none; }
.glance li:has(.grade) { display: grid; grid-template-columns: 5rem 1fr; gap: .5rem; align-items: baseline; }
.glance li .grade { text-align: center; }
.glance figure { margin-top: .9rem; }
.glance li + li, .glance p + ul, .glance ul + p { margin-top: .4rem; }

nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
nav { margin-top: 1.5rem; padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
.tools { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; padding: .75rem 0; }
.tools label span { display: block; font-size: .8125rem; color: var(--muted); }
.tools label:first-child { flex: 1 1 16rem; }
.tools input { width: 100%; }
.tools output { flex: 1 1 100%; color: var(--muted); font-size: .875rem; }
input, select, button { font: inherit; font-size: .875rem; min-height: 2.25rem; padding: .3rem .6rem;
  border: 1px solid var(--line); border-radius: .375rem; background: var(--page); color: var(--text);
    max-width: 100%; }
input::placeholder { color: var(--muted); opacity: 1; }
button { background: var(--soft); cursor: pointer; }
button:hover { border-color: var(--muted); }
th > button { min-height: 0; padding: 0; border: 0; background: none; font-weight: inherit; color: inherit; }
th > button::after { content: "\20\2195" / ""; color: var(--muted); font-weight: 400; }
th[aria-sort=ascending] > button::after { content: "\20\2191" / ""; }
th[aria-sort=descending] > button::after { content: "\20\2193" / ""; }

.grade { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem;
  font-size: .75rem; line-height: 1.35rem; font-weight: 600; vertical-align: .1em; white-space: nowrap;
    color: var(--muted); }
.critical.grade, .critical > h3 > .grade { background: var(--fail); border-color: var(--fail); color: var(--page); }
.high.grade, .high > h3 > .grade { color: var(--fail); }
.medium.grade, .medium > h3 > .grade { color: var(--medium); }
.incomplete > h3 > .grade { color: var(--unknown); }
.finding { padding: .9rem 0 .9rem 1rem; border-left: 3px solid var(--line); }
.long > .finding { content-visibility: auto; contain-intrinsic-size: auto 7rem; }
.finding + .finding { margin-top: .75rem; }
.finding:target { outline: 2px solid var(--link); outline-offset: 4px; }
.finding.critical, .finding.high { border-left-color: var(--fail); }
.finding.medium { border-left-color: var(--medium); }
.finding.incomplete { border-left-color: var(--unknown); }
.finding p { margin-top: .25rem; max-width: 65rem; }
.finding .hosts { max-height: 6rem; overflow: auto; font-size: .875rem; color: var(--muted); }

details > summary { cursor: pointer; width: fit-content; padding: .15rem 0; color: var(--link); }
.fix { margin-top: .35rem; }
.fix p { margin-top: .5rem; }
pre { margin-top: .35rem; padding: .75rem 1rem; overflow-x: auto; border: 1px solid var(--line);
  border-radius: .375rem; background: var(--soft); }
.remedies { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 1.5rem;
  align-items: start; }
.remedies > div { min-width: 0; }
.lines { position: relative; }
.copy { position: absolute; right: .5rem; top: .5rem; background: var(--page); }

.coverage svg { display: block; width: 100%; height: .75rem; border-radius: .375rem; }
.coverage .answered { fill: var(--calm); }
.coverage .unobserved { fill: var(--unknown); }
.coverage figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .4rem; font-size: .875rem; }
.key::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .4rem;
  border-radius: 2px; }
.key.answered::before { background: var(--calm); }
.key.unobserved::before { background: var(--unknown); }
.limits { padding-left: 1.25rem; color: var(--muted); font-size: .9375rem; }

.wide { overflow-x: auto; }
.tall { max-height: 36rem; overflow: auto; }
.tall thead th { position: sticky; top: 0; z-index: 1; background: var(--page); }
.day { white-space: nowrap; }
table { border-collapse: collapse; font-size: .875rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; }
th, td { padding: .4rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 9rem; }
tbody th small { display: block; font-weight: 400; overflow-wrap: anywhere; }
td ul { padding: 0; list-style: none; }
td { min-width: 6rem; }
.matrix td { min-width: 4rem; }

.matrix caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.matrix thead th { text-align: center; }
.matrix thead th:first-child, .matrix thead th:last-child { text-align: left; }
.matrix td { padding: .35rem .5rem; border-left: 1px solid var(--line); text-align: center; white-space: nowrap; }
.matrix td:last-child { text-align: left; }
.matrix tbody th { position: sticky; left: 0; background: var(--page); max-width: 22rem; }
.matrix a { color: inherit; }
.f { color: var(--fail); } .u { color: var(--unknown); } .w { color: var(--waived); } .o { color: var(--calm); }
  .m, .c, .x, .n { color: var(--muted); }
td.f { background: var(--fail-soft); } td.u { background: var(--unknown-soft); } td.o { background: var(--calm-soft);
  }
td.f.medium, td.f.low { color: var(--medium); background: var(--medium-soft); } td.f.note { color: var(--muted);
  background: none; }
.f::before { content: "\2715\20" / ""; } .u::before { content: "? " / ""; } .w::before { content: "\25c7\20" / ""; }
  .o::before { content: "\25cf\20" / ""; }
.m::before { content: "\25d0\20" / ""; } .c::before { content: "\25cb\20" / ""; }
  .x::before { content: "\2013\20" / ""; } .n::before { content: "\b7\20" / ""; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; padding: 0; list-style: none; font-size: .8125rem;
  color: var(--muted); }
.timeline { width: 100%; }
.timeline th:nth-child(2), .timeline td:nth-child(2) { width: 45%; min-width: 12rem; }
.timeline td:nth-child(3), .timeline td:nth-child(4) { font-size: .8125rem; min-width: 9rem; }
.timeline .sub th { padding-left: 1.75rem; font-weight: 400; }
.timeline .sub th, .timeline .sub td { padding-top: 0; border-bottom-style: dotted; }
.timeline .sub td { color: var(--muted); }
.axis { display: flex; justify-content: space-between; gap: .5rem; font-weight: 400; color: var(--muted); }
.lane { display: block; }
.lane .grid { fill: none; stroke: var(--line); vector-effect: non-scaling-stroke; }
.lane .seen { fill: var(--calm); }
.lane .port { fill: var(--calm); opacity: .6; }
.lane .found { fill: var(--fail); }
.lane .past { fill: var(--muted); opacity: .55; }
.net { padding: .35rem 0; border-bottom: 1px solid var(--line); }
.scans, .scans code { font-size: .8125rem; overflow-wrap: anywhere; }
dl { display: grid; gap: .35rem; }
dl div { display: grid; grid-template-columns: 9rem 1fr; gap: .75rem; }
dt { color: var(--muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 36rem) {
  body { padding: .75rem .75rem 3rem; }
  .banner { padding: 1rem; }
  .banner .sign { width: 2rem; height: 2rem; line-height: 2rem; font-size: 1.1rem; }
  h1 { font-size: 1.25rem; }
  .meta > * { display: block; }
  dl div { grid-template-columns: 1fr; gap: 0; }
  .matrix tbody th { min-width: 7rem; max-width: 9rem; }
  .timeline th, .timeline td { padding-inline: .4rem; }
  .timeline th:nth-child(2), .timeline td:nth-child(2) { min-width: 11rem; }
  .timeline td:nth-child(3), .timeline td:nth-child(4) { min-width: 12rem; }
  .axis span:nth-child(2):not(:last-child) { display: none; }
}
@media print {
  :root { --page: #ffffff; --text: #000000; --soft: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .tools, .copy { display: none; }
  .wide { overflow: visible; max-height: none; }
  .long > .finding { content-visibility: visible; }
  .finding { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre { white-space: pre-wrap; }
}
@media (forced-colors: active) { .banner .sign, .critical.grade { border: 1px solid; } }
`;
