import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Address } from '../../src/model/address.ts';
import { PROTOCOLS } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';
import { FAST } from '../../src/model/timeouts.ts';
import { nmapPlan, pingPlan } from '../../src/nmap/arguments.ts';
import { FACT_SCRIPTS, SAFE_SCRIPTS } from '../../src/nmap/scripts.ts';
import { EXAMPLES } from '../nmap/option-examples.ts';
import { dataFolder } from './data-folder.ts';

const run = promisify(execFile);

describe('the nmap that is installed', { concurrency: 4 }, () => {
  const asked = { family: 'ipv4', addresses: ['127.0.0.1' as Address], privilege: 'root', maxRate: null } as const;
  const isRoot = process.getuid?.() === 0;

  for (const option of EXAMPLES) {
    // One probe a five minutes or a second is not waited for, and -O alone takes its time.
    if (option === '-T0') continue;
    test(`takes ${option.slice(0, 60)}, wherever it is written`, { skip: !isRoot }, async () => {
      const options = option === '--osscan-limit' ? ['-O', option] : [option];
      const settings = { ...DEFAULT_SETTINGS, profile: 'custom', options } as const;
      const ports = [[9, 9]] as const;
      const usual = { ...asked, ports, pace: null, technique: 'usual', settings, timeouts: FAST } as const;
      const slow = option.includes('script') || option.startsWith('-O') || option.startsWith('--osscan');
      const plans = [
        pingPlan({ ...asked, settings, timeouts: FAST, ports: { syn: ports, ack: [], udp: [], sctp: [] } }),
        ...PROTOCOLS.filter((one) => one !== 'sctp').map((protocol) => nmapPlan({ ...usual, protocol, step: 'sweep' })),
        nmapPlan({ ...usual, protocol: 'tcp', step: 'sweep', pace: 1_000 }),
        nmapPlan({ ...usual, protocol: 'tcp', step: 'identify' }),
        nmapPlan({ ...usual, protocol: 'tcp', step: 'confirm', technique: 'connect' }),
        ...(slow ? [nmapPlan({ ...usual, protocol: 'tcp', step: 'identify', facts: true })] : []),
      ];
      for (const { argv } of plans) {
        // Rejects if nmap ends with anything but 0.
        const { stdout } = await run('nmap', argv);
        assert.match(stdout, /exit="success"/);
        assert.match(stdout, /<hosts up="1" down="0" total="1"\/>/, argv.join(' '));
      }
    });
  }

  test('has every script of the list, safe or default, and in no category that does harm', () => {
    const harm = ['auth', 'brute', 'dos', 'exploit', 'external', 'broadcast', 'fuzzer', 'intrusive', 'malware', 'vuln'];
    const categories = new Map(
      [
        ...readFileSync(join(dataFolder(), 'scripts/script.db'), 'utf8').matchAll(
          /filename = "(.+)\.nse", categories = \{(.*)\}/g,
        ),
      ].map(([, name = '', list = '']) => [name, [...list.matchAll(/"(\w+)"/g)].map(([, one = '']) => one)] as const),
    );
    const wrong = [...SAFE_SCRIPTS].filter((name) => {
      const own = categories.get(name) ?? [];
      return !own.some((one) => one === 'safe' || one === 'default') || own.some((one) => harm.includes(one));
    });
    assert.deepEqual(wrong, []);
    assert.ok(FACT_SCRIPTS.every((name) => SAFE_SCRIPTS.has(name)));
  });
});
