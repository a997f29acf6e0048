import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type FakeNmap, invocations } from '../support/fake-nmap.ts';
import { assertNeverPass, REPORTS } from '../support/never-pass.ts';
import { textOf } from '../support/workspace.ts';
import { type Checked, checkBox, HONEST } from './box.ts';

/** Services of a host's open ports, by ranges: what whoever asks quickly is told, and what a patient scan finds. */
type Services = Readonly<Record<string, readonly [quick: string, patient: string]>>;

/** For each host, the ports that are open from the beginning, and those that open after the port scan. */
type Hosts = Readonly<Record<string, { readonly before: Services; readonly after: Services }>>;

const HTTP = ['name="http" product="nginx"', 'name="http" product="nginx"'] as const;
/** Quick questions do not settle it. */
const SOFT = ['name="http"', HTTP[1]] as const;

/** A false nmap that answers for the hosts and ports that it is asked for, and nothing else. */
function nmapOf(hosts: Hosts): FakeNmap {
  const body = `
    const at = args.indexOf('-p');
    const expand = (text) => text.split(',').flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
    const [step, ports] = [stepOf(args), expand(args[at + 1])];
    const late = calls('identify') > 0;
    const tier = ['2', '6'].includes(args[args.indexOf('--version-intensity') + 1]) ? 0 : 1;
    const hosts = args.slice(at + 2).map((address) => {
      const { before, after } = ${JSON.stringify(hosts)}[address];
      const known = Object.entries({ ...before, ...(late ? after : {}) });
      const open = new Map(known.flatMap(([text, services]) => expand(text).map((port) => [port, services])));
      const closed = ports.filter((port) => !open.has(port));
      const list = ports.filter((port) => open.has(port)).map((port) => {
        const service = step === 'identify' ? '<service ' + open.get(port)[tier] + ' method="probed" conf="10"/>' : '';
        const script = step === 'listen' ? '<script id="/dev/stdin" output="silent failed"/>' : '';
        return '<port protocol="tcp" portid="' + port + '"><state state="open" reason="syn-ack" reason_ttl="64"/>' +
          service + script + '</port>';
      });
      const folded = closed.length === 0 ? '' : '<extraports state="closed" count="' + closed.length + '">' +
        '<extrareasons reason="reset" count="' + closed.length + '" proto="tcp" ports="' + closed + '"/></extraports>';
      return '<host starttime="1" endtime="2"><status state="up" reason="user-set" reason_ttl="0"/><address addr="' +
        address + '" addrtype="ipv4"/><hostnames></hostnames><ports>' + folded + list.join('') + '</ports>' +
        '<times srtt="900" rttvar="90" to="100000"/></host>';
    });
    await say('<?xml version="1.0"?>\\n<!DOCTYPE nmaprun>\\n<nmaprun scanner="nmap" args="nmap ' + args.join(' ') +
      '" start="' + Math.floor(Date.now() / 1000) + '" version="7.93" xmloutputversion="1.05">\\n' +
      '<scaninfo type="syn" protocol="tcp" numservices="' + ports.length + '" services="' + args[at + 1] + '"/>' +
      hosts.join('') + '<runstats><finished time="' + Math.ceil(Date.now() / 1000) + '" exit="success"/><hosts up="' +
      hosts.length + '" down="0" total="' + hosts.length + '"/></runstats>\\n</nmaprun>\\n');`;
  return { sweep: body, identify: body, listen: body };
}

async function reasonsIn(folder: string): Promise<readonly string[]> {
  const { coverage } = JSON.parse((await textOf(join(folder, REPORTS.json))) ?? '{}');
  return [...new Set<string>(coverage.unobserved.map(({ reason }: { reason: string }) => reason))];
}

const asksVersions = async ({ folder }: Checked): Promise<readonly string[]> =>
  (await invocations(folder)).map(({ args }) => args.join(' ')).filter((command) => command.includes('-sV'));

describe('a port that opens after the port scan, and is asked because another host has it open,', () => {
  const policy = `version: 1
environment: opening
targets:
  one: {hosts: [127.0.0.1], ports: {tcp: [80, 443]}, allow: [443/tcp, 80/tcp http]}
  two: {hosts: [127.0.0.2], ports: {tcp: [80, 443]}, allow: [80/tcp]}
`;
  const check = (patient: string) =>
    checkBox({
      ...{ policy, answers: HONEST },
      fake: nmapOf({
        '127.0.0.1': { before: { 443: HTTP }, after: { 80: [HTTP[0], patient] } },
        '127.0.0.2': { before: { 80: HTTP }, after: {} },
      }),
    });

  test('is asked patiently too, because no scan has listened there', async () => {
    const wrong = await check('name="ssh" product="OpenSSH"');
    await assertNeverPass(wrong, wrong.folder, 1);
    const right = await check(HTTP[1]);
    assert.equal(right.status, 0, right.stdout);
    const [together = '', alone = ''] = await asksVersions(right);
    assert.match(together, / -p 80,443 127\.0\.0\.1 127\.0\.0\.2$/);
    assert.match(alone, / -p 80 127\.0\.0\.1$/);
  });

  test('is not identified if there are too many of them to be asked patiently', async () => {
    const many = `version: 1
environment: opening
targets:
  all: {hosts: [127.0.0.1-9], ports: {tcp: [1-9999]}, allow: [1-9999/tcp], forbid: [telnet]}
`;
    const others = Array.from({ length: 7 }, (_, index): [string, Hosts[string]] => [
      `127.0.0.${index + 3}`,
      { before: { [`${index + 2}000-${index + 2}299`]: HTTP }, after: {} },
    ]);
    const fake = nmapOf({
      '127.0.0.1': { before: { '1-10': SOFT }, after: { '100-594': SOFT } },
      '127.0.0.2': { before: { '100-594': HTTP }, after: {} },
      ...Object.fromEntries(others),
    });
    const ended = await checkBox({ policy: many, answers: HONEST, fake });
    await assertNeverPass(ended, ended.folder, 3);
    assert.deepEqual(await reasonsIn(ended.folder), ['not-identified']);
  });
});
