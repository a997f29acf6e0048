import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { compare } from '../../src/compare/compare.ts';
import type { Observation } from '../../src/model/observation.ts';
import { account } from '../../src/observe/account.ts';
import { parseShortEntry } from '../../src/policy/entries.ts';
import { asked, cover, HOST, host, judged, port, ports, read, scan } from '../observe/xml.ts';
import { grantOf } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';
import { dataFolder } from './data-folder.ts';

/** What nmap says of a service: the attributes of its element `service`. */
interface Said {
  readonly name: string;
  readonly tunnel: boolean;
  readonly product: string | null;
  readonly extra: string | null;
}

/** Names that identify nothing. A line of a policy can't ask for them, and says why. */
const NAMELESS = ['dtls', 'ssl', 'tcpwrapped', 'unknown'];

/** What nmap's match lines can say: each name, with a product if one of its lines has one, plain and inside TLS. */
function saidByMatchLines(): readonly Said[] {
  const text = readFileSync(join(dataFolder(), 'nmap-service-probes'), 'latin1');
  const products = new Map<string, boolean>();
  for (const [line, name = ''] of text.matchAll(/^(?:soft)?match (?:ssl\/)?(\S+) m.*$/gm)) {
    products.set(name, products.get(name) === true || / p[/|=]/.test(line));
  }
  return [...products].flatMap(([name, hasProduct]) =>
    [false, true].map((tunnel) => ({ name, tunnel, product: hasProduct ? 'Product' : null, extra: null })),
  );
}

function saidOfPrograms(): readonly Said[] {
  const text = readFileSync(join(dataFolder(), 'nmap-rpc'), 'latin1');
  const names = new Set([...text.matchAll(/^([^#\s]\S*)\s+\d/gm)].map(([, name = '']) => name));
  return [...names].map((name) => ({ name, tunnel: false, product: null, extra: '2 (RPC #100999)' }));
}

const FIRST_PORT = 1_000;

/** One host on which each of these answers, one port each. */
async function seen(said: readonly Said[]): Promise<Observation> {
  const elements = said.map(({ name, tunnel, product, extra }, index) => {
    const more = [
      product === null ? '' : ` product="${product}"`,
      extra === null ? '' : ` extrainfo="${extra.replace(/^.*\((.*)\)$/, '$1')}"`,
      tunnel ? ' tunnel="ssl"' : '',
    ].join('');
    return port(FIRST_PORT + index, 'open', `<service name="${name}"${more} method="probed" conf="10"/>`);
  });
  const all = `${FIRST_PORT}-${FIRST_PORT + said.length - 1}`;
  const xml = scan(asked(all) + host(`<ports>${elements.join('')}</ports>`), { args: 'nmap -v -sS -sV' });
  return account(cover({ tcp: ports(all) }), [judged(await read(xml))]);
}

/** The most lines of one policy. */
const MOST_LINES = 1_000;

/** @returns `name code` for each finding of a policy that names what is there, written like this */
async function findings(said: readonly Said[], written: (said: Said) => string): Promise<readonly string[]> {
  if (said.length > MOST_LINES) {
    const [first, rest] = [said.slice(0, MOST_LINES), said.slice(MOST_LINES)];
    return [...(await findings(first, written)), ...(await findings(rest, written))];
  }
  const lines = said.map((one, index) => `      - ${FIRST_PORT + index}/tcp ${written(one)}`);
  const target = `    hosts: [${HOST}]\n    ports: {tcp: none}\n    allow:\n${lines.join('\n')}`;
  const policy = policyOf(`targets:\n  all:\n${target}\n`);
  const grant = grantOf(policy, { all: [HOST] });
  const { findings: found } = compare(
    policy,
    policy.targets,
    grant,
    await seen(said),
    new Date('2026-11-21T12:00:00Z'),
  );
  return found.map(({ code, port }) => `${said[(port ?? 0) - FIRST_PORT]?.name} ${code}`);
}

/** @returns whether a policy may not name the service */
function isRefused({ name, tunnel }: Said): boolean {
  return 'fault' in parseShortEntry(`443/tcp ${tunnel ? 'ssl/' : ''}${name}`, 'allow');
}

describe('the names of the installed nmap', () => {
  test('may all stand in a line, plain and inside TLS, but for those that name no service', () => {
    const said = saidByMatchLines();
    assert.ok(said.length > 2_000);
    const refused = said.filter(isRefused).map(({ name }) => name);
    assert.deepEqual(
      [...new Set(refused)].filter((name) => !NAMELESS.includes(name)),
      [],
    );
  });

  test('agree with themselves: a line with the name that nmap reports has no finding', async () => {
    const said = saidByMatchLines().filter(({ name }) => !NAMELESS.includes(name));
    assert.deepEqual(await findings(said, ({ name, tunnel }) => (tunnel ? `ssl/${name}` : name)), []);
  });

  test('disagree with another name: each is a wrong service where a line expects ssh or time', async () => {
    const said = saidByMatchLines().filter(({ name, tunnel }) => !NAMELESS.includes(name) && !tunnel);
    const found = await findings(said, ({ name }) => (name === 'ssh' ? 'time' : 'ssh'));
    assert.deepEqual([...found].sort(), said.map(({ name }) => `${name} wrong-service`).sort());
  });

  test('of RPC programs may all be written after rpc/, and agree with themselves', async () => {
    const said = saidOfPrograms();
    assert.ok(said.length > 1_000);
    assert.deepEqual(await findings(said, ({ name }) => `rpc/${name}`), []);
  });
});

describe('a broker whose words nmap writes in the place of the name', () => {
  const broker = (name: string, tunnel = false): Said => ({ name, tunnel, product: null, extra: null });

  for (const words of ['mosquitto version 2.0.11', '5.0.1', 'v1.12.3', 'EMQ X 4.2']) {
    test(`is mqtt: ${words}`, async () => {
      assert.deepEqual(await findings([broker(words)], () => 'mqtt'), []);
      assert.deepEqual(await findings([broker(words, true)], () => 'mqtts'), []);
      assert.deepEqual(await findings([broker(words)], () => 'mqtts'), [`${words} wrong-service`]);
      assert.deepEqual(await findings([broker(words)], () => 'amqp'), [`${words} wrong-service`]);
    });
  }

  test('has its product and version apart', async () => {
    const observation = await seen([broker('mosquitto version 2.0.11')]);
    const service = observation.hosts.get(HOST)?.protocols.tcp?.details.get(FIRST_PORT)?.service;
    assert.deepEqual([service?.name, service?.product, service?.version], ['mqtt', 'mosquitto', '2.0.11']);
  });

  test('is not believed where nmap guessed, nor where the words are no version', async () => {
    for (const name of ['constructor x', 'http-alt', ' ', '2 of 3', '1.'.repeat(5_000)]) {
      assert.deepEqual(await findings([broker(name)], () => 'mqtt'), [`${name} unverified-service`]);
    }
  });
});
