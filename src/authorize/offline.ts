import { type HostPattern, type Located, overdueLines, type Policy } from '../model/policy.ts';
import { compareProblems, formatProblem, InputError, type Problem, type Warning } from '../model/problem.ts';
import { isOver } from '../model/time.ts';
import { authorize, expiredAuthorization, isLocalName, nameInScope, nameOutside } from './authorize.ts';
import { longWaivers } from './terms.ts';

/**
 * The refusals of `authorize` that do not depend on resolved names: an expired or missing authorization, hosts outside
 * its scope, too many addresses; and waivers that last too long. Resolves no name and sends no packet.
 */
export async function offlineProblems(policy: Policy, now: Date): Promise<readonly Problem[]> {
  const problems = [...(await addressProblems(policy, now)), ...nameProblems(policy, now), ...longWaivers(policy, now)];
  // Several hosts may need an expired authorization. It is reported once.
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...distinct.values()].sort(compareProblems);
}

/** @returns expired waivers; each of them is a finding of the next check */
export function expiredWaivers({ targets }: Policy, now: Date): readonly Warning[] {
  return targets.flatMap(({ waivers }) =>
    waivers
      .filter(({ expires }) => isOver(expires, now))
      .map(({ finding, protocol, port, expires, location }) => {
        const what = `the waiver of ${finding} on ${port}/${protocol} ended with ${expires} (UTC)`;
        const message = `${what}: remove it, or have it renewed and change the date`;
        return { level: 'warning', code: 'expired-waiver', message, location };
      }),
  );
}

/** @returns lines whose day of review is over; each of them is a finding of the next check */
export function overdueReviews({ targets }: Policy, now: Date): readonly Warning[] {
  return targets.flatMap((target) =>
    overdueLines(target, now).map(({ what, reviewBy, location }) => {
      const message =
        `the review of "${what}" was due by ${reviewBy} (UTC): review it, and write the day of the ` + 'next review';
      return { level: 'warning', code: 'overdue-review', message, location };
    }),
  );
}

/** Names are not resolved here, and an exclusion by name removes nothing. */
async function addressProblems(policy: Policy, now: Date): Promise<readonly Problem[]> {
  const { authorization } = policy;
  const addressesOnly = (hosts: readonly Located<HostPattern>[]) =>
    hosts.filter(({ value }) => value.kind === 'addresses');
  const targets = policy.targets.map((target) => ({ ...target, exclude: addressesOnly(target.exclude) }));
  const literal: Policy = {
    ...policy,
    targets,
    authorization: authorization && { ...authorization, exclude: addressesOnly(authorization.exclude) },
  };
  try {
    await authorize(literal, targets, { resolve: () => Promise.reject(new Error('not looked up')), now });
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

function nameProblems({ authorization, targets }: Policy, now: Date): readonly Problem[] {
  const named = targets.flatMap(({ hosts }) =>
    hosts.flatMap(({ value, location }) =>
      value.kind === 'name' && !isLocalName(value.name) ? [{ name: value.name, location }] : [],
    ),
  );
  if (authorization === null) {
    return named.map(({ name, location }) => {
      const message =
        `${name} is not localhost, and the policy has no authorization; add authorization with by, ` +
        'reference, scope and expires';
      return { code: 'not-authorized', message, location };
    });
  }
  const outside = named
    .filter(({ name }) => !nameInScope(authorization.scope, name))
    .map(({ name, location }) => {
      return { code: 'name-outside-scope', message: nameOutside(name), location };
    });
  return named.length > 0 ? [...outside, ...expiredAuthorization(authorization, now)] : outside;
}
