import type { FindingCode, Severity } from '../model/finding.ts';
import type { Location } from '../model/problem.ts';
import { withoutCommands } from '../model/text.ts';
import type { Day } from '../model/time.ts';
import { plain } from './escape.ts';
import { serialize } from './serialize.ts';

/** A line of the policy about one port, and what it does. */
export interface PortLine {
  readonly text: string;
  readonly at: Location;
  readonly effect: string;
}

/** What a check would find if the port had this state. `service`: the service that answers; null: none is proven. */
export interface PortOutcome {
  readonly state: string;
  readonly service: string | null;
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly severity: Severity | null;
    readonly target: string;
    readonly at: Location;
    readonly waivedUntil: Day | null;
    /** The last day on which the target is not active yet; null: it is active. */
    readonly notActiveUntil: Day | null;
  }[];
}

/** What a policy says of one port of one host. */
export interface PortExplanation {
  readonly file: string;
  readonly host: string;
  readonly port: string;
  /** The host is a name: targets with its addresses may say more. */
  readonly isName: boolean;
  /** The targets that name the host. */
  readonly targets: readonly {
    readonly name: string;
    readonly at: Location;
    readonly scanned: boolean;
    /** The line that decides comes first. */
    readonly lines: readonly PortLine[];
  }[];
  /** Lines that exclude the host. */
  readonly excluded: readonly Location[];
  readonly outcomes: readonly PortOutcome[];
}

export const PORT_EXPLANATION_FORMATS = {
  text: asText,
  json: (explanation: PortExplanation) => [...serialize({ explanationVersion: 1, ...explanation })].join(''),
} as const;

function asText({ host, port, targets, excluded, outcomes, isName }: PortExplanation): string {
  const where = `${plain(port)} on ${plain(host)}`;
  const lines = [
    ...excluded.map((at) => `${place(at)}: excludes ${plain(host)}`),
    ...targets.flatMap(({ name, at, scanned, lines: own }) => [
      `${place(at)}: target ${name}${scanned ? '' : ' does not scan the port'}`,
      ...own.map((line) => `  ${place(line.at)}: ${plain(line.text)}: ${plain(line.effect)}`),
    ]),
    ...(isName ? ['No name is resolved here: lines for the addresses of this name may count too.'] : []),
  ];
  const scanned = targets.some((target) => target.scanned);
  const found = scanned
    ? ['What a check finds if the port is', ...outcomes.map((one) => `  ${seenWords(one)}: ${findingWords(one)}`)]
    : ['A check finds nothing here, because no target scans the port.'];
  const head = targets.length === 0 ? `${where}: no target names this host.` : `${where}:`;
  return `${[head, ...lines, ...found].map(withoutCommands).join('\n')}\n`;
}

function seenWords({ state, service }: PortOutcome): string {
  if (state !== 'open') return state;
  return service === null ? 'open, no service proven' : `open, ${plain(service)}`;
}

function findingWords({ findings }: PortOutcome): string {
  if (findings.length === 0) return 'nothing';
  return findings
    .map(({ code, severity, target, at, waivedUntil, notActiveUntil }) => {
      const waived = waivedUntil === null ? '' : `, waived until ${waivedUntil}`;
      const later = notActiveUntil === null ? '' : `, not active until ${notActiveUntil}`;
      return `${code} (${severity ?? 'inconclusive'}${waived}${later}; target ${target}, line ${at.line})`;
    })
    .join('; ');
}

function place({ file, line, column }: Location): string {
  return `${plain(file)}:${line}:${column}`;
}
