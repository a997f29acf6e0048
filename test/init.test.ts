import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkOutcome } from '../src/edge/outcome.ts';
import { type InitRequest, makePolicy } from '../src/init.ts';
import type { Effects } from '../src/model/effects.ts';
import { InputError, ToolError } from '../src/model/problem.ts';
import type { Report } from '../src/model/report.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import { nmapXml, type ScannedHost } from './support/nmap-xml.ts';
import { runs } from './support/property-runs.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const ASKED = 1_000;
const FILE = 'exposure-policy.yml';

/** The evidence of these tests: what nmap wrote, or nothing but the policy where that is read too. */
function effectsOf(xml: string, policy = ''): Effects {
  return {
    now: () => NOW,
    resolve: async () => [],
    environment: { path: '', home: '' },
    signal: new AbortController().signal,
    emit: () => {},
    say: () => {},
    progress: () => {},
    inputFile: () => assert.fail('nothing is scanned'),
    keepScan: () => assert.fail('nothing is scanned'),
    readStateFile: () => assert.fail('nothing is remembered'),
    saveMemory: () => {},
    readUsed: () => assert.fail('no policy is used'),
    readPolicy: async () => Buffer.from(policy),
    openResults: async () => pieces(xml),
  };
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const RESULTS = { scanXml: ['scan.xml'], maxAge: 3_600_000, timeout: 60_000, install: 'never', nmap: null } as const;

function init(xml: string, part: Partial<InitRequest> = {}) {
  const nothing = { hosts: [], authorization: null, compose: [], kubernetes: [], owner: null, acceptSeen: false };
  const command = 'exposure-gate init --scan-xml scan.xml';
  return makePolicy({ ...RESULTS, ...nothing, policyFile: FILE, command, ...part }, effectsOf(xml));
}

/** @returns the report of a check of the same evidence */
async function check(xml: string, policy: string): Promise<Report> {
  const request = {
    policyFile: FILE,
    authorizationFrom: null,
    stateFile: null,
    targets: [],
    failOn: null,
    onIncomplete: 'fail',
    ...RESULTS,
  } as const;
  const outcome = await checkOutcome(request, effectsOf(xml, policy));
  if (outcome.kind === 'failure') return assert.fail(outcome.problems.map(({ message }) => message).join('\n'));
  return outcome;
}

type Service = NonNullable<NonNullable<ScannedHost['listed']>[number]['service']>;
type Estate = Readonly<Record<string, ReadonlyMap<number, Service | null>>>;

/** nmap's XML of the estate: all other ports are closed. */
function xmlOf(estate: Estate): string {
  const hosts = Object.entries(estate).map(([address, open]) => {
    const listed = Object.fromEntries(
      [...open].map(([port, service]) => {
        return [port, { state: 'open', reason: 'syn-ack', ...(service === null ? {} : { service }) }];
      }),
    );
    return { address, listed, folded: { state: 'closed' as const, ports: closed([...open.keys()]) } };
  });
  return nmapXml({ asked: `1-${ASKED}`, hosts, versions: true, at: NOW });
}

function closed(open: readonly number[]): string {
  const edges = [0, ...[...open].sort((a, b) => a - b), ASKED + 1];
  return edges
    .slice(1)
    .flatMap((next, index) => {
      const [first, last] = [(edges[index] as number) + 1, next - 1];
      return first > last ? [] : first === last ? `${first}` : `${first}-${last}`;
    })
    .join(',');
}

/** Names as nmap has them, names near those that a policy knows, and names that try to be YAML. */
const service = fc.oneof(
  fc.constant(null),
  fc.constantFrom('ssh', 'http', 'https', 'redis', 'daytime', 'echo', 'telnet', 'postgresql', 'ipp', 'tcpwrapped'),
  fc.constantFrom('htttp', 'ssl', 'constructor', 'yes', '22:22', 'a: b', '- x', '#', '"', "'", '{', '*', 'x\ny: z'),
  fc.string({ maxLength: 12 }),
  fc.record({
    name: fc.constantFrom('http', 'redis', 'unknown'),
    method: fc.constantFrom('table' as const, 'probed' as const),
    conf: fc.integer({ min: 0, max: 10 }),
  }),
);
const address = fc.constantFrom('127.0.0.1', '192.0.2.10', '192.0.2.11', '2001:db8::1');
const ports = fc.array(fc.tuple(fc.integer({ min: 1, max: ASKED }), service), { maxLength: 12 });
const estate: fc.Arbitrary<Estate> = fc
  .array(fc.tuple(address, ports), { minLength: 1, maxLength: 4 })
  .map((hosts) => Object.fromEntries(hosts.map(([one, open]) => [one, new Map(open)])));
const published = fc.uniqueArray(fc.integer({ min: 1, max: ASKED }), { maxLength: 4 });

function composeOf(list: readonly number[]): InitRequest['compose'] {
  const text = `services: {web: {ports: [${list.map((port) => `"${port}:80"`).join(', ')}]}}`;
  return [{ file: 'compose.yml', bytes: Buffer.from(text) }];
}

describe('a new policy', () => {
  test('gives no finding on the evidence that it was made from, and one finding for one more open port', async () => {
    await fc.assert(
      fc.asyncProperty(estate, published, fc.boolean(), fc.nat(), async (seen, intended, acceptSeen, choice) => {
        const { text } = await init(xmlOf(seen), { compose: composeOf(intended), acceptSeen });
        const { warnings } = parsePolicy(text, FILE);
        assert.deepEqual(warnings, []);
        const { exitCode, findings } = await check(xmlOf(seen), text);
        assert.equal(exitCode, 0, text);
        assert.deepEqual(
          findings.filter(({ waived }) => waived === null),
          [],
          text,
        );

        const [name = '', open = new Map<number, Service | null>()] =
          Object.entries(seen)[choice % Object.keys(seen).length] ?? [];
        // A port that is required and missing gets its own finding, or loses it, if it opens.
        const free = Array.from({ length: ASKED }, (_, index) => index + 1).filter(
          (port) => !open.has(port) && !intended.includes(port),
        );
        const port = free[choice % free.length] as number;
        const more = await check(xmlOf({ ...seen, [name]: new Map([...open, [port, null]]) }), text);
        const found = more.findings.filter(({ waived }) => waived === null);
        assert.deepEqual(
          found.map((one) => `${one.code} ${one.host} ${one.port}`),
          [`unexpected-port ${name} ${port}`],
        );
        assert.equal(more.exitCode, 1);
      }),
      { numRuns: runs(15, 60) },
    );
  });

  test('allows what is low, requires what is intended, and waives the rest until days that differ', async () => {
    const seen = {
      '127.0.0.1': new Map([
        [13, 'daytime'],
        [22, 'ssh'],
        [80, 'http'],
        [379, 'redis'],
        [873, 'rsync'],
      ]),
    };
    const { text } = await init(xmlOf(seen), { compose: composeOf([80, 90]), owner: 'yes' });
    const [target] = parsePolicy(text, FILE).targets;
    const entries = target?.entries.map(({ expectation, ports: set, service: name }) => [
      expectation,
      set[0]?.[0],
      name,
    ]);
    assert.deepEqual(entries, [
      ['require', 80, 'http'],
      ['require', 90, null],
      ['allow', 13, 'daytime'],
    ]);
    const waivers = target?.waivers.map((one) => [one.port, one.finding, one.expires, one.owner, one.host?.text]);
    assert.deepEqual(waivers, [
      [22, 'unexpected-port', '2027-02-19', 'yes', '127.0.0.1'],
      [90, 'missing-port', '2027-02-19', 'yes', '127.0.0.1'],
      [379, 'unexpected-port', '2026-12-05', 'yes', '127.0.0.1'],
      [873, 'unexpected-port', '2026-12-21', 'yes', '127.0.0.1'],
    ]);
    const accepted = await init(xmlOf(seen), { compose: composeOf([80, 90]), acceptSeen: true });
    assert.deepEqual(parsePolicy(accepted.text, FILE).targets[0]?.waivers, []);
  });

  test(
    'requires an intended port only on the hosts where it is open, or on the address that ' + 'the file names',
    async () => {
      const seen = { '192.0.2.10': new Map([[80, 'http']]), '192.0.2.11': new Map([[81, 'http']]) };
      const compose = 'services: {web: {ports: ["80:80", "192.0.2.10:81:81"]}}';
      const { text } = await init(xmlOf(seen), { compose: [{ file: 'c.yml', bytes: Buffer.from(compose) }] });
      const lines = parsePolicy(text, FILE).targets.map(({ hosts, entries, waivers }) => ({
        hosts: hosts.map(({ value }) => value.text),
        entries: entries.map((one) => `${one.expectation} ${one.ports[0]?.[0]}`),
        waivers: waivers.map((one) => `${one.finding} ${one.port}`),
      }));
      assert.deepEqual(lines, [
        { hosts: ['192.0.2.10'], entries: ['require 80', 'require 81'], waivers: ['missing-port 81'] },
        { hosts: ['192.0.2.11'], entries: [], waivers: ['unexpected-port 81'] },
      ]);
    },
  );

  test('names hosts with the same lines in one target', async () => {
    const web = new Map([[80, null]]);
    const { text } = await init(xmlOf({ '192.0.2.11': web, '192.0.2.10': web }), { acceptSeen: true });
    const { targets } = parsePolicy(text, FILE);
    assert.deepEqual(
      targets.map(({ hosts }) => hosts.map(({ value }) => value.text)),
      [['192.0.2.10', '192.0.2.11']],
    );
  });

  test('is not made of an incomplete scan', async () => {
    const xml = xmlOf({ '127.0.0.1': new Map([[80, 'http']]) });
    for (const cut of [xml.replace(/<runstats>.*/s, ''), xml.replace(/<extraports.*<\/extraports>/s, '')]) {
      await assert.rejects(init(cut), (error) => error instanceof ToolError && /incomplete/.test(error.message));
    }
  });

  test('is not made of a host that answers everywhere', async () => {
    const all = new Map(Array.from({ length: 700 }, (_, index) => [index + 1, null] as const));
    await assert.rejects(init(xmlOf({ '127.0.0.1': all })), ToolError);
  });

  test('is not made with more waivers than somebody reads', async () => {
    const open = new Map(Array.from({ length: 201 }, (_, index) => [index + 1, null] as const));
    await assert.rejects(init(xmlOf({ '127.0.0.1': open })), hasCode('too-many-waivers'));
    const { text } = await init(xmlOf({ '127.0.0.1': open }), { acceptSeen: true });
    assert.equal((await check(xmlOf({ '127.0.0.1': open }), text)).exitCode, 0);
  });

  test('needs an authorization before anything but this machine is scanned', async () => {
    for (const host of ['192.0.2.10', '127.0.0.0/30', 'www.example.com']) {
      const request = { scanXml: [], hosts: [host] };
      await assert.rejects(init('', request), hasCode('not-authorized'));
    }
    await assert.rejects(init('', { scanXml: [], hosts: ['http://x'] }), hasCode('invalid-host'));
    const authorization = { by: 'jo', reference: 'SEC-1', scope: ['192.0.2.0/24'] };
    const outside = init('', { scanXml: [], hosts: ['198.51.100.1'], authorization });
    await assert.rejects(outside, hasCode('outside-scope'));
  });

  test('has the authorization that the user gave, whatever its text is', async () => {
    const by = 'Jo: "x" #1\n- y <jo@example.com>';
    const authorization = { by, reference: 'yes', scope: ['*.example.com', '127.0.0.0/8', '::1'] };
    const { text } = await init(xmlOf({ '127.0.0.1': new Map() }), { authorization });
    const policy = parsePolicy(text, FILE);
    assert.equal(policy.authorization?.by, by.replace('\n', '\\x0a'));
    assert.equal(policy.authorization?.reference, 'yes');
    assert.equal(policy.authorization?.expires.value, '2027-02-19');
    assert.deepEqual(
      policy.authorization?.scope.map(({ value }) => value.text),
      authorization.scope,
    );
  });
});

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof InputError, String(error));
    assert.equal(error.problems[0].code, code);
    return true;
  };
}
