import { patternCount } from '../model/address.ts';
import type { Policy, Waiver } from '../model/policy.ts';
import type { Problem, Warning } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import { printable } from '../model/text.ts';
import { type Day, dayAfter } from '../model/time.ts';

/** Longest waiver without a warning, if the policy sets no limit: nobody remembers why after a year. */
const USUAL_WAIVER_DAYS = 366;

/** Longest authorization without a warning: a year, and time to have it renewed. */
const USUAL_AUTHORIZATION_DAYS = 400;

/** The most addresses of one item of a scope without a warning: an IPv4 /16, an IPv6 /64. */
const USUAL_SCOPE = { ipv4: 1n << 16n, ipv6: 1n << 64n } as const;

/** @returns waivers that last longer than the policy's own limit; a check does not begin with them */
export function longWaivers({ maxWaiverDays, targets }: Policy, now: Date): readonly Problem[] {
  if (maxWaiverDays === null) return [];
  const last = dayAfter(now, maxWaiverDays);
  return endingAfter(targets, last).map(({ expires, location }) => {
    const message = `this waiver ends with ${expires}, and max-waiver-days allows ${grouped(maxWaiverDays)} days from today: write ${last} or an earlier day`;
    return { code: 'waiver-too-long', message, location };
  });
}

/** @returns warnings of terms that are unusually long or wide */
export function termWarnings({ authorization, maxWaiverDays, targets }: Policy, now: Date): readonly Warning[] {
  const warning = (code: string, message: string, location: Warning['location']): Warning => ({
    ...{ level: 'warning', code, message },
    ...(location === undefined ? {} : { location }),
  });
  const last = dayAfter(now, USUAL_WAIVER_DAYS);
  const waivers = maxWaiverDays !== null ? [] : endingAfter(targets, last);
  const renewal = dayAfter(now, USUAL_AUTHORIZATION_DAYS);
  const wide = (authorization?.scope ?? []).filter(({ value }) => {
    return value.kind === 'addresses' && patternCount(value.pattern) > USUAL_SCOPE[value.pattern.family];
  });
  return [
    ...waivers.map(({ expires, location }) =>
      warning(
        'long-waiver',
        `this waiver ends with ${expires}, in more than a year: write ${last} or an earlier day`,
        location,
      ),
    ),
    ...(authorization !== null && authorization.expires.value > renewal
      ? [
          warning(
            'long-authorization',
            `the authorization ends with ${authorization.expires.value}, in more than ${USUAL_AUTHORIZATION_DAYS} days: write ${renewal} or an earlier day, and have it renewed`,
            authorization.expires.location,
          ),
        ]
      : []),
    ...wide.map(({ value, location }) =>
      warning(
        'wide-scope',
        `${printable(value.text)} is wider than a /16 (IPv4) or a /64 (IPv6): write the networks that you scan`,
        location,
      ),
    ),
  ];
}

function endingAfter(targets: Policy['targets'], last: Day): readonly Waiver[] {
  return targets.flatMap(({ waivers }) => waivers.filter(({ expires }) => expires > last));
}
