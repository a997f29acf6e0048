import type { Target } from '../model/policy.ts';

/** @returns a notice for each target whose probes look unusual: a host may drop only such probes */
export function shapedProbes(targets: readonly Target[]): readonly string[] {
  return targets.flatMap(({ name, settings: { options } }) => {
    const shaping = options.filter((option) => /^(?:-g|--source-port|--ttl)/.test(option));
    if (shaping.length === 0) return [];
    return [
      `Target "${name}" is probed with ${shaping.join(' ')}: a host may drop such probes and still answer others.`,
    ];
  });
}
