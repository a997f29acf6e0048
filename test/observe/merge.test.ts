import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import type { Judged } from '../../src/observe/document.ts';
import { asked, cover, gaps, HOST, host, judged, KILLED, port, ports, read, scan } from './xml.ts';

const REQUIRED = cover({ tcp: ports('25') });

/** One scan of port 25. Without a name, nmap did not recognise the service. */
async function scanned(
  step: 'sweep' | 'quick' | 'patient',
  name: string | null,
  rest: Partial<Judged> = {},
): Promise<Judged> {
  const service = name === null ? '' : `<service name="${name}" product="x" method="probed" conf="10"/>`;
  const args = step === 'sweep' ? 'nmap -sS' : 'nmap -sV';
  const document = await read(scan(asked('25') + host(`<ports>${port(25, 'open', service)}</ports>`), { args }));
  const covers = new Map([[HOST, { tcp: ports('25') }]]);
  const tier = step === 'quick' ? ({ quick: true } as const) : {};
  return judged(document, { step: step === 'sweep' ? 'sweep' : 'identify', covers, ...tier, ...rest });
}

async function seen(...documents: readonly Promise<Judged>[]) {
  const observation = account(REQUIRED, await Promise.all([scanned('sweep', null), ...documents]));
  const service = observation.hosts.get(HOST)?.protocols.tcp?.details.get(25)?.service ?? null;
  return [service === null ? null : `${service.name} ${service.confidence}`, ...gaps(observation)];
}

describe('quick and patient version detection', () => {
  test('by itself the quick one identifies a port', async () => {
    assert.deepEqual(await seen(scanned('quick', 'smtp')), ['smtp 10']);
  });

  test('the patient one overrules the quick one, in any order', async () => {
    for (const order of [0, 1]) {
      const documents = [scanned('quick', 'http'), scanned('patient', 'smtp')];
      assert.deepEqual(await seen(...(order === 0 ? documents : documents.reverse())), ['smtp 10']);
    }
  });

  test('a name that the patient one does not find again proves nothing', async () => {
    assert.deepEqual(await seen(scanned('quick', 'http'), scanned('patient', null)), ['http 0']);
    assert.deepEqual(await seen(scanned('quick', 'http'), scanned('patient', 'tcpwrapped')), ['http 0']);
  });

  test('what the patient one alone recognises is proven', async () => {
    assert.deepEqual(await seen(scanned('quick', 'tcpwrapped'), scanned('patient', 'smtp')), ['smtp 10']);
  });

  test('a port is not identified if the patient one fails, whatever the quick one found', async () => {
    const [name, gap] = await seen(scanned('quick', 'http'), scanned('patient', 'smtp', { failure: KILLED }));
    assert.deepEqual([name, gap], ['http 0', '192.0.2.10 tcp 25 not-identified']);
  });

  test('a quick one that fails takes nothing away from a patient one', async () => {
    assert.deepEqual(await seen(scanned('quick', null, { failure: KILLED }), scanned('patient', 'smtp')), ['smtp 10']);
  });

  test('a patient one that does not list the port leaves it not identified', async () => {
    const document = await read(scan(asked('25') + host('<ports></ports>'), { args: 'nmap -sV' }));
    const covers = new Map([[HOST, { tcp: ports('25') }]]);
    const silent = Promise.resolve(judged(document, { step: 'identify', covers }));
    assert.deepEqual(await seen(scanned('quick', 'http'), silent), ['http 0', '192.0.2.10 tcp 25 not-identified']);
  });
});
