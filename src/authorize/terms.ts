import { patternCount } from '../model/address.ts';
import { notActiveUntil, type Policy, type Waiver } from '../model/policy.ts';
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

/** Longest time before a target is active without a warning, in days: nobody stays in audit for ever. */
const USUAL_ACTIVATION_DAYS = 30;

/**
 * A target that is not active yet tolerates all its findings, so the limit of waivers is its limit too.
 * @returns what tolerates findings longer than the policy's own limit; a check does not begin with it
 */
export function longWaivers({ maxWaiverDays, targets }: Policy, now: Date): readonly Problem[] {
  if (maxWaiverDays === null) return [];
  const last = dayAfter(now, maxWaiverDays);
  const limit = `and max-waiver-days allows ${grouped(maxWaiverDays)} days from today: write ${last} or an earlier day`;
  return [
    ...endingAfter(targets, last).map(({ expires, location }) => {
      return { code: 'waiver-too-long', message: `this waiver ends with ${expires}, ${limit}`, location };
    }),
    ...activatedAfter(targets, last).map(({ value, location }) => {
      return { code: 'activation-too-late', message: `this target is not active until ${value}, ${limit}`, location };
    }),
  ];
}

/** @returns warnings of terms that are unusually long or wide, and notes of activations that are over */
export function termWarnings({ authorization, maxWaiverDays, targets }: Policy, now: Date): readonly Warning[] {
  const warning = (code: string, message: string, location: Warning['location']): Warning => ({
    ...{ level: 'warning', code, message },
    ...(location === undefined ? {} : { location }),
  });
  const active = dayAfter(now, USUAL_ACTIVATION_DAYS);
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
    ...activatedAfter(targets, active).map(({ value, location }) =>
      warning(
        'late-activation',
        `this target is not active until ${value}, in more than ${USUAL_ACTIVATION_DAYS} days: until then its ` +
          `findings fail no build; write ${active} or an earlier day`,
        location,
      ),
    ),
    ...targets.flatMap(({ activation, ...target }): readonly Warning[] => {
      if (activation === null || notActiveUntil({ activation, ...target }, now) !== null) return [];
      const { value, location } = activation;
      const message = `the target is active since the end of ${value} (UTC): remove the line`;
      return [{ level: 'note', code: 'past-activation', message, location }];
    }),
    ...(authorization !== null && authorization.expires.value > renewal
      ? [
          warning(
            'long-authorization',
            `the authorization ends with ${authorization.expires.value}, in more than ${USUAL_AUTHORIZATION_DAYS} ` +
              `days: write ${renewal} or an earlier day, and have it renewed`,
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

function activatedAfter(targets: Policy['targets'], last: Day) {
  return targets.flatMap(({ activation }) => (activation !== null && activation.value > last ? [activation] : []));
}

function endingAfter(targets: Policy['targets'], last: Day): readonly Waiver[] {
  return targets.flatMap(({ waivers }) => waivers.filter(({ expires }) => expires > last));
}
