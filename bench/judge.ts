import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, median, record } from './measure.ts';
import { makeScanXml } from './xml.ts';

/** The whole program on 100 MB of nmap's XML: a verdict and SARIF, at 40 MB/s or better and in less than 200 MB. */
const RUNS = 5;
const BYTES = 100_000_000;
const LEAST_RATE = 40;
const MOST_MEMORY = 200;

const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-bench-'));
try {
  const made = await makeScanXml(join(folder, 'scan.xml'), { bytes: BYTES });
  writeFileSync(join(folder, 'policy.yml'), policy(made.hosts));
  const megabytes = statSync(join(folder, 'scan.xml')).size / 1e6;
  const args = ['check', '--policy', 'policy.yml', '--scan-xml', 'scan.xml', '--sarif', 'out.sarif'];
  const runs = Array.from({ length: RUNS }, () => {
    const usage = measure(args, folder);
    // Fast and wrong is no result.
    const expected = `PASS  no findings, ${(made.hosts * 65_535).toLocaleString('en')} of`;
    if (usage.status !== 0 || !usage.stdout.includes(expected))
      throw new Error(`misjudged: ${usage.stdout}${usage.stderr}`);
    return usage;
  });
  const rate = megabytes / median(runs.map(({ wallSeconds }) => wallSeconds));
  const memory = median(runs.map(({ peakMegabytes }) => peakMegabytes));
  console.log(`judging ${megabytes.toFixed(0)} MB, ${made.hosts} hosts, ${made.open} open ports, start-up included`);
  console.log(
    `  ${rate.toFixed(1)} MB/s (at least ${LEAST_RATE}), ${memory.toFixed(0)} MB at the peak (less than ` +
      `${MOST_MEMORY})`,
  );
  record('judge', {
    megabytes,
    ...made,
    megabytesPerSecond: rate,
    peakMegabytes: memory,
    runs: runs.map(({ wallSeconds, cpuSeconds, peakMegabytes }) => ({ wallSeconds, cpuSeconds, peakMegabytes })),
  });
  if (rate < LEAST_RATE || memory >= MOST_MEMORY) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function policy(hosts: number): string {
  const [full, rest] = [hosts >> 8, hosts & 255];
  const last = rest === 0 ? '' : `, 10.0.${full}.0-${rest - 1}`;
  return `version: 1
environment: bench
targets:
  all:
    hosts: [10.0.0-${full - 1}.0-255${last}]
    allow: [1-65535/tcp]
`;
}
