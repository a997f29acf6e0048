import type { FindingCode } from '../model/finding.ts';
import type { HelpText } from './help-text.ts';

/** The help of the findings about lines of the policy. */
export const LINE_HELP = {
  'overdue-review': {
    meaning: 'The day in `review-by` of a line (UTC) is over.',
    why:
      'Somebody decided that the line must be reviewed by that day. The network and its owners may have ' +
      'changed since.',
    fix: 'Ask whether the line is still needed and still narrow enough. If not, remove it or narrow it.',
    declare: 'After the review, write the next day:',
    policy: `targets:
  edge:
    allow:
      - port: 22/tcp
        service: ssh
        reason: administration through the bastion only
        review-by: 2027-03-31`,
    waiver: { instead: 'It cannot be waived: review the line.' },
  },
  'unused-allowance': {
    meaning:
      'A line allows ports, and none of them was open on any host of the target in the last complete runs, as ' +
      'many as `unused-after` in `defaults` says. A port without an answer in UDP counts as open. The line is judged ' +
      'as a whole: one open port of a range is enough. The state file (`--state`) counts the runs.',
    why:
      'Nobody needed the permission for a long time. If it stays, a service that somebody starts there by mistake is ' +
      'no finding.',
    fix:
      'Ask whether something needs the port that runs seldom. If not, remove the line with ' +
      '`exposure-gate waive --prune --unused-allowances --from report.json`. It removes all such lines of the ' +
      'policy, and keeps those without which the policy is weaker: a line that names a service beats one that allows ' +
      'any service on the same port, and the ports of a line are scanned even if `ports` does not have them. A line ' +
      'that `use` takes from a ready policy cannot be removed: write the lines that you need in its place.',
    declare: 'To be told after more or fewer complete runs, write their number:',
    policy: `defaults:
  unused-after: 30`,
    waiver: {
      instead:
        'It cannot be waived: remove the line, raise `unused-after`, or leave it out. It is always a note, because ' +
        'it depends on the state file.',
    },
  },
} as const satisfies Readonly<Partial<Record<FindingCode, HelpText>>>;
