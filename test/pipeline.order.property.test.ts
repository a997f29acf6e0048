import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../src/model/problem.ts';
import { check } from '../src/pipeline.ts';
import { nmapXml, type ScannedHost } from './support/nmap-xml.ts';
import { runs } from './support/property-runs.ts';
import { TERMS } from './support/requests.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

const PORTS = [22, 80, 443, 6379, 8443] as const;
const NAMES = ['www.example.com', 'api.example.com'] as const;
const HOSTS = ['192.0.2.1', '192.0.2.2-3', '192.0.2.3-4', ...NAMES] as const;
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] as const;
const SERVICES = ['http', 'https', 'ssh', 'redis'] as const;
const WANTED = ['http', 'https', 'ssh'] as const;
/** One port of a target: its line, and its waivers. */
const anyLine = fc.record({
  kind: fc.constantFrom('require', 'allow', 'filtered', 'forbid', 'nothing', 'nothing', 'nothing'),
  service: fc.option(fc.constantFrom(...WANTED)),
  waiver: fc.constantFrom('none', 'none', 'all', 'some'),
  finding: fc.nat(),
  over: fc.boolean(),
});

const anyTarget = fc.record({
  hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 4 }),
  excludes: fc.boolean(),
  looks: fc.uniqueArray(fc.constantFrom(...PORTS), { minLength: 1 }),
  lines: fc.array(anyLine, { minLength: PORTS.length, maxLength: PORTS.length }),
  forbids: fc.uniqueArray(fc.constantFrom('redis', 'telnet', 'smtp'), { maxLength: 2 }),
});
type AnyTarget = typeof anyTarget extends fc.Arbitrary<infer T> ? T : never;

/** Mostly open, with a service or none; else closed. */
const anyPort = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', ...SERVICES) },
  { weight: 2, arbitrary: fc.constantFrom('closed', 'filtered') },
);
const anyHost = fc.record({
  address: fc.constantFrom(...ADDRESSES),
  name: fc.option(fc.constantFrom(...NAMES)),
  ports: fc.array(anyPort, { minLength: PORTS.length, maxLength: PORTS.length }),
});
const anyDocument = fc.uniqueArray(anyHost, { selector: ({ address }) => address, minLength: 2, maxLength: 4 });

const anyWorld = fc.record({
  targets: fc.array(anyTarget, { minLength: 1, maxLength: 3 }),
  exclude: fc.constantFrom([], ['192.0.2.3']),
  documents: fc.array(anyDocument, { minLength: 1, maxLength: 3 }),
  /** How many of the documents end early. */
  cut: fc.constantFrom(0, 0, 0, 0, 1, 2),
  selected: fc.option(fc.nat(2), { freq: 3 }),
  seed: fc.integer(),
});
type World = typeof anyWorld extends fc.Arbitrary<infer T> ? T : never;

type Shuffle = <T>(items: readonly T[]) => readonly T[];
const AS_WRITTEN: Shuffle = (items) => items;

/** The same shuffles for the same seed. */
function shuffler(seed: number): Shuffle {
  let state = seed >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return (items) => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = next(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
    }
    return shuffled;
  };
}

/** @returns the policy with one line for each host, entry and waiver, so that a line is known by its text. */
function policyText({ targets, exclude }: World, shuffle: Shuffle): string {
  const names = targets.map((_, index) => `t${index}`);
  const list = (key: string, items: readonly string[], indent: string): readonly string[] =>
    items.length === 0 ? [] : [`${indent}${key}:`, ...shuffle(items).map((item) => `${indent}  - ${item}`)];
  const target = (name: string, one: AnyTarget): readonly string[] => [
    `  ${name}:`,
    ...list('hosts', one.hosts, '    '),
    ...list('exclude', one.excludes && one.hosts.includes('192.0.2.2-3') ? ['192.0.2.2'] : [], '    '),
    `    ports: {tcp: [${shuffle(one.looks).join(', ')}]}`,
    ...(['require', 'allow', 'filtered'] as const).flatMap((kind) => list(kind, entriesOf(one, kind), '    ')),
    ...list('forbid', [...entriesOf(one, 'forbid'), ...one.forbids], '    '),
    ...list('waive', waiversOf(one), '    '),
  ];
  return [
    'version: 1',
    'environment: test',
    'authorization:',
    '  by: Security',
    '  reference: S-1',
    '  scope: [192.0.2.0/24, "*.example.com"]',
    ...list('exclude', exclude, '  '),
    '  expires: 2027-01-01',
    'targets:',
    ...shuffle(names.map((name, index) => target(name, targets[index] as AnyTarget))).flat(),
    '',
  ].join('\n');
}

function entriesOf({ lines }: AnyTarget, kind: string): readonly string[] {
  return lines.flatMap((line, index) => {
    if (line.kind !== kind) return [];
    const service = line.service !== null && (kind === 'require' || kind === 'allow') ? ` ${line.service}` : '';
    return [`${PORTS[index]}/tcp${service}`];
  });
}

/** Waivers of what may fail there: of the whole target, or of each of its hosts that is one name or address. */
function waiversOf({ lines, hosts }: AnyTarget): readonly string[] {
  return lines.flatMap((line, index) => {
    const codes = failuresOf(line);
    const code = codes[line.finding % codes.length];
    if (code === undefined || line.waiver === 'none') return [];
    const where = line.waiver === 'all' ? [''] : hosts.flatMap((host) => (/-/.test(host) ? [] : [`, host: ${host}`]));
    const day = line.over ? '2026-01-01' : '2027-01-01';
    return where.map(
      (host) => `{finding: ${code}, port: ${PORTS[index]}/tcp${host}, reason: r, owner: o, expires: ${day}}`,
    );
  });
}

function failuresOf({ kind, service }: AnyTarget['lines'][number]): readonly string[] {
  const ofService = service === null ? [] : ['wrong-service', 'unverified-service'];
  switch (kind) {
    case 'require':
      return ['missing-port', ...ofService];
    case 'allow':
      return ofService;
    case 'filtered':
      return ['unexpected-port', 'unfiltered-port'];
    case 'forbid':
      return ['forbidden-port'];
    default:
      return ['unexpected-port'];
  }
}

/** @returns files by name, in the order in which they are handed in. */
function documentsOf({ documents, cut }: World, shuffle: Shuffle): ReadonlyMap<string, string> {
  const files = documents.map((hosts, index): readonly [string, string] => {
    const scan = hosts.map((host) => scanned(host, shuffle));
    const text = nmapXml({ asked: PORTS.join(','), versions: true, at: NOW, hosts: shuffle(scan) });
    return [`scan-${index}.xml`, index < cut ? text.slice(0, text.indexOf('<runstats>')) : text];
  });
  return new Map(shuffle(files));
}

function scanned({ address, name, ports }: World['documents'][number][number], shuffle: Shuffle): ScannedHost {
  const listed = shuffle(
    ports.map((what, index) => {
      const open = what !== 'closed' && what !== 'filtered';
      const port = open
        ? { state: 'open', reason: 'syn-ack', ...(what === '' ? {} : { service: what }) }
        : { state: what, reason: what === 'closed' ? 'reset' : 'no-response' };
      return [String(PORTS[index]), port] as const;
    }),
  );
  return { address, ...(name === null ? {} : { name }), listed: Object.fromEntries(listed) };
}

/**
 * @returns everything that a run says and that no order may change: places in the policy as the text that stands there.
 */
async function told(world: World, shuffle: Shuffle): Promise<unknown> {
  const text = policyText(world, shuffle);
  const lines = text.split('\n');
  const documents = documentsOf(world, shuffle);
  const place = ({ line }: { readonly line: number }): string => (lines[line - 1] ?? '').trim();
  const request = {
    ...TERMS,
    stateFile: null,
    targets: world.selected === null ? [] : [`t${world.selected % world.targets.length}`],
    scanXml: [...documents.keys()],
  };
  try {
    const report = await check(request, {
      ...{
        now: () => NOW,
        resolve: async () => [],
        environment: { path: '', home: '' },
        signal: new AbortController().signal,
      },
      ...{
        emit: () => {},
        say: () => {},
        progress: () => {},
        inputFile: () => assert.fail('nothing is scanned'),
        keepScan: () => assert.fail('nothing is scanned'),
        saveMemory: () => {},
        readStateFile: async () => null,
      },
      readUsed: () => assert.fail('no policy is used'),
      readPolicy: async () => Buffer.from(text),
      openResults: async (file) => chunksOf(documents.get(file) ?? ''),
    });
    const { verdict, exitCode, coverage, findings, hosts } = report;
    const unobserved = coverage.unobserved.map((gap) => JSON.stringify(gap)).sort();
    const found = findings.map((finding) => ({
      ...finding,
      location: place(finding.location),
      others: finding.others.map(({ target, location }) => [target, place(location)]),
      waived: finding.waived === null ? null : { ...finding.waived, location: place(finding.waived.location) },
    }));
    assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, findings.length, 'no two share one');
    const seen = hosts.map(({ address, hosts: names, targets }) => [address, [...names].sort(), [...targets].sort()]);
    return {
      ...{ verdict, exitCode, unobserved, seen },
      coverage: [coverage.required, coverage.answered],
      findings: found.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return 'refused';
  }
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Cases of one run of the suite. */
const CASES = runs(50, 100);
const KNOWN = { judged: 0, waived: 0, overlapping: 0 };

test('no order of targets, hosts, lines, files and results changes a verdict, a finding or a fingerprint', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async (world) => {
      const first = await told(world, AS_WRITTEN);
      assert.deepEqual(await told(world, shuffler(world.seed)), first);
      if (first === 'refused') return;
      const text = JSON.stringify(first);
      KNOWN.judged++;
      if (text.includes('"owner":"o"')) KNOWN.waived++;
      if (text.includes('"others":[[')) KNOWN.overlapping++;
    }),
    { numRuns: CASES },
  );
  for (const [what, count] of Object.entries(KNOWN)) assert.ok(count > CASES / 20, `${what}: ${count} of ${CASES}`);
});
