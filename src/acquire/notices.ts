import type { Target } from '../model/policy.ts';

/** Whoever has probes look unusual may be dropped for it. */
export function shapedProbes(targets: readonly Target[]): readonly string[] {
  return targets.flatMap(({ name, settings: { options } }) => {
    const shaping = options.filter((option) => /^(?:-g|--source-port|--ttl)/.test(option));
    if (shaping.length === 0) return [];
    return [
      `Target "${name}" is asked with ${shaping.join(' ')}: silence may be the answer to such probes alone, and not to others.`,
    ];
  });
}
