import { createReadStream } from 'node:fs';
import { argv, resourceUsage, stdout } from 'node:process';
import type { PortsByAddress } from '../src/model/observation.ts';
import { ALL_PORTS, portCount } from '../src/model/port.ts';
import { account } from '../src/observe/account.ts';
import { readScan } from '../src/observe/read.ts';

/** Judges one file as `check --scan-xml` does and prints what it cost, as JSON. */
async function judge(path: string): Promise<void> {
  const started = performance.now();
  const document = await readScan(createReadStream(path, { highWaterMark: 256 * 1024 }), { wants: () => true });
  const read = performance.now();
  const required: PortsByAddress = new Map([...document.hosts.keys()].map((address) => [address, { tcp: ALL_PORTS }]));
  const { hosts, unobserved } = account(required, [{ step: 'sweep', document, failure: null, covers: null }]);
  const ended = performance.now();
  const open = [...hosts.values()].reduce((sum, host) => sum + portCount(host.protocols.tcp?.states.open ?? []), 0);
  const cost = {
    readSeconds: (read - started) / 1_000,
    accountSeconds: (ended - read) / 1_000,
    peakMegabytes: resourceUsage().maxRSS / 1_024,
    hosts: hosts.size,
    open,
    unobserved: unobserved.length,
    fault: document.fault,
  };
  stdout.write(`${JSON.stringify(cost)}\n`);
}

await judge(argv[2] ?? '');
