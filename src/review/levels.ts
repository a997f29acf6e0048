import { levelOf } from '../compare/finding.ts';
import { levelIn } from '../compare/level.ts';
import { FINDING_CODES, LEVELS } from '../model/finding.ts';
import { type Policy, UNKNOWN_DEVICES } from '../model/policy.ts';
import { order, type Setting, settingOf } from './setting.ts';

/** The levels of findings, as far as they differ. */
export function levelSettings(base: Policy, head: Policy): readonly Setting[] {
  const setting = settingOf(base, head);
  const mode = unknownDevices(base, head).worse;
  return FINDING_CODES.flatMap((code): readonly Setting[] => {
    const [was, now] = [levelIn(base, code), levelIn(head, code)];
    const worse = order(LEVELS, was, now);
    const isWritten = base.levels[code] !== undefined || head.levels[code] !== undefined;
    // Otherwise only `unknown-devices` changes the level, and its own change says so, unless it says the opposite:
    // without `unknown-devices`, the findings of `max-random` have a level of their own.
    const isSaid = !isWritten && (base.maxRandom === null || worse > 0 === mode > 0);
    if (isSaid) return [];
    if (code === 'possibly-open' && requiresSilent(base, head)) return [silenceSetting(base, head)];
    return [{ ...setting(`levels.${code}`, 'high', was, now), worse }];
  });
}

/** Whether a port is required of which silence may mean open. Of TCP, it means filtered. */
function requiresSilent(...policies: readonly Policy[]): boolean {
  const entries = policies.flatMap(({ targets }) => targets.flatMap((target) => target.entries));
  return entries.some(({ expectation, protocol }) => expectation === 'require' && protocol !== 'tcp');
}

/** Silence of a required port has a level of its own, unless `levels` names one. */
function silenceSetting(base: Policy, head: Policy): Setting {
  const code = 'possibly-open';
  const required = { code, entry: { expectation: 'require' } } as const;
  const words = (policy: Policy): string => {
    const [usual, where] = [levelIn(policy, code), levelOf(policy, required)];
    return usual === where ? usual : `${usual}, ${where} where required`;
  };
  return {
    ...settingOf(base, head)(`levels.${code}`, 'high', words(base), words(head)),
    worse: Math.max(
      order(LEVELS, levelIn(base, code), levelIn(head, code)),
      order(LEVELS, levelOf(base, required), levelOf(head, required)),
    ),
  };
}

export function unknownDevices(base: Policy, head: Policy): Setting {
  const modes = [...UNKNOWN_DEVICES, 'ignored'];
  const [was, now] = [base.unknownDevices ?? 'ignored', head.unknownDevices ?? 'ignored'];
  return {
    ...settingOf(base, head)('unknown-devices', 'medium', was, now),
    worse: order(modes, was, now),
    reason: 'Devices that the policy does not name fail the build less.',
  };
}
