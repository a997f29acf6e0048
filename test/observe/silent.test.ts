import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { silentHosts } from '../../src/observe/silent.ts';
import { asked, cover, HOST, host, judged, ports, read, scan } from './xml.ts';

async function told(reason: string): Promise<readonly string[]> {
  const silent =
    `<extraports state="filtered" count="10"><extrareasons reason="${reason}" count="10" proto="tcp" ` +
    'ports="1-10"/></extraports>';
  const one = judged(await read(scan(asked('1-10') + host(`<ports>${silent}</ports>`))));
  return silentHosts(account(cover({ tcp: ports('1-10') }), [one]), [one]);
}

test('silence is told as silence', async () => {
  const [notice, ...others] = await told('no-response');
  assert.deepEqual(others, []);
  assert.match(notice ?? '', new RegExp(`^No answer at all came from ${HOST}:`));
});

for (const reason of ['host-unreach', 'net-unreach', 'admin-prohibited', 'port-unreach']) {
  test(`a router's ${reason} is no silence`, async () => {
    const [notice, ...others] = await told(reason);
    assert.deepEqual(others, []);
    assert.match(notice ?? '', new RegExp(`^Probes of ${HOST} were rejected as unreachable`));
  });
}
