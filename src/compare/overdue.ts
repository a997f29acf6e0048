import type { Finding } from '../model/finding.ts';
import { overdueLines, type Policy, type Target } from '../model/policy.ts';
import { formatPorts, portCount } from '../model/port.ts';
import { CATALOGUE } from './catalogue.ts';
import { aboutTarget, lineRecord, NOTHING_SEEN, severityAt } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { originWords } from './words.ts';

const CODE = 'overdue-review';

/** @returns a finding for each line whose day of review is over; lines that say the same are one finding */
export function overdueFindings(policy: Policy, targets: readonly Target[], now: Date): readonly Finding[] {
  const level = policy.levels[CODE] ?? CATALOGUE[CODE].level;
  const found = targets.flatMap((target) =>
    overdueLines(target, now).map(({ what, reviewBy, entry, location, used }): Finding => {
      const ports = entry?.ports ?? [];
      const protocol = entry?.protocol ?? null;
      const identity = { environment: policy.environment, code: CODE, target: target.name, host: '' };
      return {
        ...NOTHING_SEEN,
        ...aboutTarget(target, now),
        code: CODE,
        severity: severityAt(level, CODE, null),
        line: entry === null ? null : lineRecord(entry),
        level,
        host: null,
        address: null,
        protocol,
        port: portCount(ports) === 1 ? (ports[0]?.[0] ?? null) : null,
        ports: entry === null ? null : formatPorts(ports),
        state: null,
        message:
          `The review of "${what}" was due by ${reviewBy} (UTC): review it, and write the day of the next ` +
          `review.${originWords(location, used)}`,
        location,
        fingerprint: fingerprint({ ...identity, protocol: protocol ?? '', port: what }),
      };
    }),
  );
  return [...new Map(found.map((one) => [one.fingerprint, one])).values()];
}
