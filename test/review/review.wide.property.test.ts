import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { authorize } from '../../src/authorize/authorize.ts';
import { compare } from '../../src/compare/compare.ts';
import { toConfirm } from '../../src/compare/confirm.ts';
import { decide } from '../../src/gate/gate.ts';
import type { Address, Family } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type { PortDetail, PortState } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { hasPort } from '../../src/model/port.ts';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { isDangerous } from '../../src/report/review-words.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { detail, gap, host, observation, service } from '../support/observations.ts';
import { runs } from '../support/property-runs.ts';

/**
 * The property of review.property.test.ts, over what that one leaves out: names, exclusions, UDP, settings, waivers of
 * one host, days of review and of activation, and lines of other policies.
 */

const TCP = [22, 80, 443] as const;
const LINES = ['', 'require', 'require ssh', 'allow', 'allow ssh', 'filtered', 'forbid'] as const;
const UDP_LINES = ['', '', 'require', 'allow', 'filtered', 'forbid'] as const;

/** What a target says: the text of each key, or nothing. */
interface Draft {
  readonly hosts: readonly string[];
  readonly exclude: string;
  readonly families: string;
  readonly scanned: readonly number[];
  readonly udp: boolean;
  readonly ssh: (typeof LINES)[number];
  readonly web: (typeof LINES)[number];
  readonly dns: (typeof UDP_LINES)[number];
  readonly review: string;
  readonly telnet: boolean;
  readonly waived: string;
  readonly uses: boolean;
  readonly activation: string;
  readonly assume: string;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  hosts: fc.subarray(['127.0.0.1', '127.0.0.2', 'n1.example', 'n2.example'], { minLength: 1, maxLength: 3 }),
  exclude: fc.constantFrom('', '', '', '127.0.0.1', 'n2.example', 'x.example'),
  families: fc.constantFrom('', '', '[ipv4]'),
  scanned: fc.subarray([...TCP], { minLength: 1 }),
  udp: fc.boolean(),
  ssh: fc.constantFrom(...LINES),
  web: fc.constantFrom(...LINES),
  dns: fc.constantFrom(...UDP_LINES),
  review: fc.constantFrom('', '', '2026-06-20', '2026-07-20'),
  telnet: fc.boolean(),
  waived: fc.constantFrom(
    '',
    '',
    'finding: unexpected-port, port: 22/tcp, expires: 2026-06-20',
    'finding: unexpected-port, port: 22/tcp, expires: 2026-07-20',
    'finding: unexpected-port, port: 22/tcp, host: 127.0.0.1, expires: 2026-07-20',
    'finding: missing-port, port: 22/tcp, host: n1.example, expires: 2026-07-20',
    'finding: possibly-open, port: 53/udp, expires: 2026-07-20',
  ),
  uses: fc.boolean(),
  activation: fc.constantFrom('', '', '2026-06-20', '2026-07-20'),
  assume: fc.constantFrom('', '', 'discover'),
});

/** What the whole policy says. */
interface Settings {
  readonly 'fail-on': string;
  readonly confirm: string;
  readonly 'service-confidence': string;
  readonly 'warn-before': string;
  readonly levels: string;
  readonly excluded: string;
}

const settings: fc.Arbitrary<Settings> = fc.record({
  'fail-on': fc.constantFrom('low', 'high', 'critical'),
  confirm: fc.constantFrom('true', 'false'),
  'service-confidence': fc.constantFrom('8', '5'),
  'warn-before': fc.constantFrom('14d', '5d'),
  levels: fc.constantFrom('{unexpected-port: error}', '{unexpected-port: warning}', '{possibly-open: error}'),
  excluded: fc.constantFrom('', '', '127.0.0.2', 'x.example'),
});

interface Whole {
  readonly targets: Readonly<Record<string, Draft>>;
  readonly settings: Settings;
}

const whole: fc.Arbitrary<Whole> = fc.record({
  targets: fc.dictionary(fc.constantFrom('a', 'b'), draft, { minKeys: 1, maxKeys: 2 }),
  settings,
});

const USED = parsePolicy(
  'version: 1\ntargets:\n  base:\n    hosts: [127.0.0.1]\n    allow: [443/tcp ssh]\n    forbid: [ftp]\n',
  'base.yml',
);

/**
 * Shows each setting in each observation: a failure of each severity, whatever the levels, a waiver near its end, and
 * half a proof.
 */
const FIXED = `
  fixed:
    hosts: [127.0.0.9]
    ports: {tcp: [6379, 8443, 9, 2222, 2223], udp: [69]}
    require: [9/tcp]
    allow: [2222/tcp ssh]
    forbid: [23/tcp, 445/tcp]
    waive: [{finding: unexpected-port, port: 8443/tcp, reason: r, owner: o, expires: 2026-06-10}]`;

function policyOf({ targets, settings: { excluded, ...defaults } }: Whole, reversed: boolean): Policy | null {
  const names = reversed ? Object.keys(targets).reverse() : Object.keys(targets);
  const text = `version: 1
authorization:
  by: b
  reference: r
  scope: [127.0.0.0/8, "::1", "2001:db8::/126", n1.example, n2.example, x.example]
  ${excluded === '' ? '' : `exclude: [${excluded}]`}
  expires: 2026-12-31
defaults:
${Object.entries(defaults)
  .map(([key, value]) => `  ${key}: ${value}`)
  .join('\n')}
targets:${FIXED}
${names.map((name) => targetText(name, targets[name] as Draft, reversed)).join('\n')}
`;
  try {
    return parsePolicy(text, 'policy.yml', new Map([['./base.yml', { policy: USED, isShipped: false }]]));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function targetText(name: string, one: Draft, reversed: boolean): string {
  const lists = new Map<string, string[]>();
  const add = (line: string, port: string, review = ''): void => {
    const [expectation = '', named] = line.split(' ');
    if (expectation === '') return;
    const serviceText = named === undefined ? '' : `, service: ${named}`;
    const days = review === '' ? '' : `, review-by: ${review}`;
    lists.set(expectation, [...(lists.get(expectation) ?? []), `{port: ${port}${serviceText}${days}}`]);
  };
  add(one.ssh, '22/tcp', one.review);
  add(one.web, '80/tcp');
  add(one.dns, '53/udp');
  if (one.telnet) lists.set('forbid', [...(lists.get('forbid') ?? []), 'telnet']);
  const keys = [
    `hosts: [${(reversed ? [...one.hosts].reverse() : one.hosts).join(', ')}]`,
    `ports: {tcp: [${one.scanned.join(', ')}]${one.udp ? ', udp: 53' : ''}}`,
    ...(one.exclude === '' ? [] : [`exclude: [${one.exclude}]`]),
    ...(one.families === '' ? [] : [`families: ${one.families}`]),
    ...(one.waived === '' ? [] : [`waive: [{${one.waived}, reason: r, owner: o}]`]),
    ...(one.uses ? ['use: [./base.yml]'] : []),
    ...(one.activation === '' ? [] : [`activation: ${one.activation}`]),
    ...(one.assume === '' ? [] : [`assume: ${one.assume}`]),
    ...[...lists].map(([key, items]) => `${key}: [${items.join(', ')}]`),
  ];
  return `  ${name}:\n${(reversed ? keys.reverse() : keys).map((key) => `    ${key}`).join('\n')}`;
}

/** Which addresses the names may have: their own, those of other hosts, and of both families. */
type Names = Readonly<Record<string, readonly string[]>>;
const OWN: Names = { 'n1.example': ['127.0.1.1'], 'n2.example': ['127.0.1.2'], 'x.example': ['127.0.1.3'] };
const SHARED: Names = { 'n1.example': ['127.0.0.1'], 'n2.example': ['127.0.0.2'], 'x.example': ['127.0.0.1'] };
const BOTH: Names = {
  'n1.example': ['127.0.0.2', '::1'],
  'n2.example': ['127.0.0.1', '::1'],
  'x.example': ['127.0.0.2'],
};
/** What one name has, no other name and no exclusion has. */
const OWN_BOTH: Names = {
  'n1.example': ['127.0.1.1', '2001:db8::1'],
  'n2.example': ['127.0.1.2', '2001:db8::2'],
  'x.example': ['127.0.1.3', '2001:db8::3'],
};
const JUNE = new Date('2026-06-01T12:00:00Z');
const MOMENTS: readonly (readonly [Names, Date])[] = [
  [OWN, JUNE],
  [OWN, new Date('2026-07-01T12:00:00Z')],
  [OWN, new Date('2026-08-01T12:00:00Z')],
  [SHARED, JUNE],
  [BOTH, JUNE],
  [OWN_BOTH, JUNE],
  // A moment that is refused because of one name hides what another one would show, so each moves alone too.
  ...Object.keys(OWN).flatMap((name) =>
    ['127.0.0.1', '127.0.0.2', '127.0.1.1', '127.0.1.2'].map((one) => [{ ...OWN, [name]: [one] }, JUNE] as const),
  ),
];

type Seen = PortState | PortDetail | 'unobserved';

const SEEN: Readonly<Record<'tcp' | 'udp', readonly Seen[]>> = {
  tcp: [
    detail(),
    detail({ service: service('ssh') }),
    detail({ service: service('ssh', { confidence: 5 }) }),
    detail({ service: service('telnet') }),
    'filtered',
    'unobserved',
  ],
  udp: ['closed', 'open|filtered', detail({ service: service('ftp') }), 'unobserved'],
};

function closed(ports: readonly number[]): Readonly<Record<number, PortState>> {
  return Object.fromEntries(ports.map((port) => [port, 'closed']));
}

const FIXED_SEEN = host(
  '127.0.0.9',
  {
    '6379': detail({ service: service('redis') }),
    '8443': detail({ service: service('http') }),
    '9': 'closed',
    '2222': detail({ service: service('ssh', { confidence: 5 }) }),
    '2223': detail({ service: service('ftp') }),
    '23,445': detail(),
  },
  { '69': 'open|filtered' },
);

/** Everything that can be found if one port is different, and all others are closed. */
interface Told {
  readonly text: string;
  /** For each moment that is not refused, the observations in which the network fails the build. */
  readonly failing: ReadonlyMap<number, ReadonlySet<string>>;
}

async function findingsOf(policy: Policy): Promise<Told> {
  const all: string[] = [];
  const failing = new Map<number, ReadonlySet<string>>();
  const known = new Map<string, Moment>();
  for (const [index, [names, now]] of MOMENTS.entries()) {
    const resolve = (name: string, family: Family) =>
      Promise.resolve((names[name] ?? []).filter((one) => one.includes(':') === (family === 'ipv6')));
    try {
      const grant = await authorize(policy, policy.targets, { resolve, now });
      const key = JSON.stringify([now, grant.hosts, grant.unresolved, grant.excluded]);
      const moment = known.get(key) ?? momentOf(policy, grant, now);
      known.set(key, moment);
      all.push(moment.text);
      failing.set(index, moment.failed);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      all.push(
        error.problems
          .map(({ code }) => code)
          .sort()
          .join(),
      );
    }
  }
  // How hosts are scanned, and which may never be, is no finding, and decides which there are.
  const scans = policy.targets.map(({ name, settings: { profile, assume } }) => `${name} ${profile} ${assume}`);
  const never = policy.authorization?.exclude.map(({ value }) => value.text).join() ?? '';
  return { text: [...scans.sort(), never, ...all].join('\n'), failing };
}

interface Moment {
  readonly text: string;
  readonly failed: ReadonlySet<string>;
}

function momentOf(policy: Policy, grant: Grant, now: Date): Moment {
  const all: string[] = [];
  const failed = new Set<string>();
  for (const [protocol, ports] of [['tcp', TCP] as const, ['udp', [53]] as const]) {
    for (const port of ports) {
      for (const [index, seen] of SEEN[protocol].entries()) {
        for (const address of grant.required.keys()) {
          if (address === '127.0.0.9') continue;
          const key = `${address} ${protocol} ${port} ${index}`;
          const { text, fails } = found(policy, grant, { address, protocol, port, seen, now });
          all.push(`${key}: ${text}`);
          if (fails) failed.add(key);
        }
      }
    }
  }
  return { text: all.sort().join('\n'), failed };
}

interface Different {
  readonly address: Address;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly seen: Seen;
  readonly now: Date;
}

function found(policy: Policy, grant: Grant, { address, protocol, port, seen, now }: Different) {
  const isRequired = hasPort(grant.required.get(address)?.[protocol] ?? [], port);
  const hosts = [...grant.required.keys()].map((one) => {
    if (one === '127.0.0.9') return FIXED_SEEN;
    const states = { tcp: closed(TCP), udp: closed([53]) };
    if (one !== address || !isRequired) return host(one, states.tcp, states.udp);
    const { [port]: _, ...others } = states[protocol];
    const here = { ...states, [protocol]: seen === 'unobserved' ? others : { ...others, [port]: seen } };
    return host(one, here.tcp, here.udp);
  });
  const gaps = seen === 'unobserved' && isRequired ? [gap(address, String(port), 'host-timeout', protocol)] : [];
  const comparison = compare(policy, policy.targets, grant, observation(hosts, gaps), now);
  const terms = { failOn: policy.failOn, onIncomplete: 'fail', withdrawn: false } as const;
  const findings = comparison.findings.map((one) => {
    const { verdict } = decide([one], true, terms);
    const about = [one.code, one.target, one.host, one.address, one.ports, one.state, one.severity, one.level];
    return [...about, one.waived?.expires ?? '', one.activation ?? '', verdict].join(' ');
  });
  const confirmed = toConfirm(comparison, policy, policy.failOn).map(
    (one) => `${one.address} ${JSON.stringify(one.ports)}`,
  );
  const network = comparison.findings.filter(({ state, address: at }) => state !== null && at !== '127.0.0.9');
  return {
    text: `${findings.sort().join('; ')} | ${confirmed.join('; ')}`,
    fails: decide(network, true, terms).verdict === 'fail',
  };
}

const KEYS = ['fail-on', 'confirm', 'service-confidence', 'warn-before', 'levels', 'excluded'] as const;

const CLOSED: Draft = {
  ...{
    hosts: ['127.0.0.1'],
    exclude: '',
    families: '',
    scanned: TCP,
    udp: false,
    ssh: '',
    web: '',
    dns: '',
    review: '',
  },
  ...{ telnet: false, waived: '', uses: false, activation: '', assume: '' },
};
const USUAL: Settings = {
  ...{ 'fail-on': 'low', confirm: 'true', 'service-confidence': '8', 'warn-before': '14d' },
  ...{ levels: '{possibly-open: error}', excluded: '' },
};
const BEFORE: Whole = { targets: { a: CLOSED }, settings: USUAL };
const AFTER: Whole = { targets: { a: { ...CLOSED, ssh: 'allow' } }, settings: USUAL };
/** A wrong service is an error, and an open port only a warning. */
const MILD: Settings = { ...USUAL, 'fail-on': 'high', levels: '{unexpected-port: warning}' };
const MILD_BEFORE: Whole = { targets: { a: { ...CLOSED, ssh: 'allow ssh' } }, settings: MILD };
const MILD_AFTER: Whole = { targets: { a: { ...CLOSED, ssh: 'filtered' } }, settings: MILD };
/** The part that `changed` replaces. */
const SSH = Object.keys(CLOSED).indexOf('ssh') + Object.keys(CLOSED).length;

/** Replaces one part of a target or one setting, or adds or removes a target. */
function changed(was: Whole, other: Whole, name: string, part: number): Whole {
  const [old, by] = [was.targets[name], other.targets[name]];
  if (part < KEYS.length) {
    const key = KEYS[part] as (typeof KEYS)[number];
    return { ...was, settings: { ...was.settings, [key]: other.settings[key] } };
  }
  if (old === undefined || by === undefined) {
    const { [name]: _, ...rest } = was.targets;
    return { ...was, targets: by === undefined ? rest : { ...was.targets, [name]: by } };
  }
  const keys = Object.keys(old) as (keyof Draft)[];
  const key = keys[part % keys.length] as keyof Draft;
  return { ...was, targets: { ...was.targets, [name]: { ...old, [key]: by[key] } } };
}

describe('a review', () => {
  test(
    'is empty exactly if the findings are the same, and warns if what failed passes: names, UDP, ' +
      'settings, days too',
    async () => {
      let [same, different, weaker] = [0, 0, 0];
      const seed = Math.floor(Math.random() * 2 ** 31);
      const changes = {
        other: fc.option(whole),
        name: fc.constantFrom('a', 'b'),
        part: fc.integer({ min: 0, max: 33 }),
      };
      await fc.assert(
        fc.asyncProperty(whole, fc.record(changes), fc.boolean(), async (was, { other, name, part }, reversed) => {
          const now = other === null ? was : changed(was, other, name, part);
          const [base, head] = [policyOf(was, false), policyOf(now, reversed)];
          fc.pre(base !== null && head !== null);
          if (base === null || head === null) return;
          const review = reviewPolicies(
            { policy: base, label: 'base', exists: true },
            { policy: head, label: 'head', exists: true },
          );
          const [before, after] = [await findingsOf(base), await findingsOf(head)];
          const equal = before.text === after.text;
          if (equal) same++;
          else different++;
          const told = {
            was,
            now,
            changes: review.changes.map((change) => [change.kind, change.subject, change.was, change.now].join(': ')),
          };
          // If an allowance only moves to another target, only `unused-allowance` would differ.
          const { changes: found } = review;
          const isRight = equal ? found.every(({ kind }) => kind === 'renamed') : found.length > 0;
          assert.ok(isRight, JSON.stringify(told, null, 1));
          const missed = [...before.failing].flatMap(([moment, keys]) => {
            const later = after.failing.get(moment);
            return later === undefined ? [] : [...keys].filter((key) => !later.has(key));
          });
          if (missed.length > 0) {
            weaker++;
            const why =
              `what failed before passes now, and nothing says so: ${missed[0]}: ` + JSON.stringify(told, null, 1);
            assert.ok(review.changes.some(isDangerous), why);
          }
        }),
        // Few pairs pass what failed before, so some of them are always tried.
        {
          ...{ seed, numRuns: runs(40, 100) },
          examples: [
            [BEFORE, { other: AFTER, name: 'a', part: SSH }, false],
            [MILD_BEFORE, { other: MILD_AFTER, name: 'a', part: SSH }, false],
          ],
        },
      );
      const counts = `seed ${seed}: ${same} pairs mean the same, ${different} do not, ${weaker} pass what failed`;
      assert.ok(same > 5 && different > 5 && weaker > 0, counts);
    },
  );
});
