import { addressRanges } from '../../model/address-set.ts';
import type { Finding } from '../../model/finding.ts';
import { counted } from '../../model/quantity.ts';
import type { FindingRule } from '../../model/rule.ts';
import { sinceWords } from '../memory-words.ts';
import { REMEDIES, REMEDY_WORDS, remedyYaml } from '../remedy.ts';
import { gradeOf, hostOf, ownerWords, placeOf, portsOf } from '../words.ts';
import type { FindingGroup } from './fold.ts';
import { type Budget, html, lines, link, type Markup, prose, within } from './markup.ts';

/** Groups that show lines for a policy. The first group of each kind shows them too. */
const FIXES = 200;
/** Groups whose fix is open at once. */
const OPEN = 3;

export interface FindingContext {
  readonly rules: readonly FindingRule[];
  /** The time of the run; proposed waivers last from it. */
  readonly now: Date;
}

/**
 * No items of a list: Chromium takes time that grows with the square of their number.
 * @returns an article for each group, with its fix; what does not fit is counted
 */
export function* findingItems(
  groups: readonly FindingGroup[],
  budget: Budget,
  { rules, now }: FindingContext,
): Generator<Markup> {
  const explained = new Set<string>();
  const make = (group: FindingGroup, index: number): Markup => {
    const { code } = group.first;
    const rule = rules.find((one) => one.code === code);
    const explain = rule !== undefined && (index < FIXES || !explained.has(code));
    explained.add(code);
    return findingItem(group, explain ? fix(group.findings, rule, now, index < OPEN) : null);
  };
  yield* within(
    budget,
    groups,
    make,
    (count) => html`<p class="cut"><strong>${counted(count, 'more entry', 'more entries')} left out</strong>,
the least severe. The JSON report has all findings.</p>
`,
  );
}

function findingItem({ first, findings, id }: FindingGroup, fixed: Markup | null): Markup {
  const { file, line } = placeOf(first);
  const grade = gradeOf(first);
  return html`<article class="finding ${grade}" id="${id}">
<h3><b class="grade">${grade}</b> ${whatOf(first)} <span class="on">${whereOf(findings)}</span></h3>
<p>${first.message}${ownerWords(first)}${sinceWords(first)}</p>${hostList(findings)}
<p class="meta"><code>${first.code}</code> <span>target ${first.target}</span> <span>${file}:${line}</span></p>${fixed}
</article>
`;
}

/** @returns the port and the service of a finding, or its kind in words */
export function whatOf(finding: Finding): string {
  const ports = portsOf(finding);
  if (ports === null) return finding.code.replaceAll('-', ' ');
  const short = ports.length > PORTS_SHOWN ? `${ports.slice(0, PORTS_SHOWN)}...` : ports;
  return finding.service === null ? short : `${short} ${finding.service}`;
}

/** The most characters of a list of ports in a heading. */
const PORTS_SHOWN = 40;

/** @returns `on 192.0.2.10`, `on 12 hosts`; the empty string if the findings concern no host */
export function whereOf(findings: readonly [Finding, ...Finding[]]): string {
  if (findings.length > 1) return `on ${counted(findings.length, 'host')}`;
  const host = hostOf(findings[0]);
  return host === null ? '' : `on ${host}`;
}

/** @returns all hosts of a group: ranges of addresses, and names */
function hostList(findings: readonly Finding[]): Markup | null {
  if (findings.length === 1) return null;
  const plainAddresses = findings.flatMap(({ host, address }) => (host === address && address !== null ? address : []));
  const named = findings.flatMap((one) => (one.host === one.address ? [] : (hostOf(one) ?? [])));
  const ranges = plainAddresses.length === 0 ? [] : [addressRanges(plainAddresses, Number.POSITIVE_INFINITY)];
  return html`
<p class="hosts">${[...ranges, ...named].join(', ')}</p>`;
}

function fix(findings: readonly Finding[], rule: FindingRule, now: Date, open: boolean): Markup {
  const remedies = REMEDIES.flatMap((remedy) => {
    const yaml = remedyYaml(findings, remedy, now);
    return yaml === null
      ? []
      : [
          html`<div><p>${REMEDY_WORDS[remedy]}:</p>
<div class="lines"><pre class="yaml" tabindex="0"><code>${lines(yaml)}</code></pre></div></div>
`,
        ];
  });
  const summary = html`<summary>How to fix it</summary>`;
  const body = html`${summary}
<p>${prose(rule.help.fix)} ${link(rule.helpUri, `More about ${rule.code}`)}</p>
<div class="remedies">${remedies}</div>`;
  return open
    ? html`
<details class="fix" open>${body}</details>`
    : html`
<details class="fix">${body}</details>`;
}
