import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../test/browser/chromium.ts';
import { startLab } from '../test/lab/lab.ts';
import { policyOf } from '../test/lab/policy.ts';
import { dnsmasq, nginx, redis, sshd } from '../test/lab/services.ts';
import { BROWSER_PACKAGES, ensurePackages, TEST_PACKAGES } from './packages.ts';

/**
 * Makes docs/picture.png and docs/picture-dark.png: the top of the HTML report of a real check in the laboratory. Needs
 * root and Debian.
 */
const DOCS = join(import.meta.dirname, '..', 'docs');
const CLI = join(import.meta.dirname, '..', 'dist', 'cli.js');
const SIZE = { width: 1200, height: 1050 };

ensurePackages({ ...TEST_PACKAGES, ...BROWSER_PACKAGES });
const browser = await launchChromium();
const lab = await startLab({
  scanner: { number: 2, resolver: 'names' },
  names: { number: 53, services: [dnsmasq(['names.lab.test,10.77.0.53'])] },
  web1: { number: 11, services: [sshd(), nginx()] },
  web2: { number: 12, services: [sshd(), nginx(), redis()] },
  web3: { number: 13, services: [sshd(), nginx({ http: 8080 })] },
  data: { number: 21, services: [redis()] },
});
try {
  const report = join(lab.folder, 'report.html');
  writeFileSync(join(lab.folder, 'exposure-policy.yml'), policy());
  const args = [CLI, 'check', '--html', report];
  const checked = spawnSync('ip', ['netns', 'exec', lab.hosts.scanner.netns, process.execPath, ...args], {
    cwd: lab.folder,
    encoding: 'utf8',
  });
  if (checked.status !== 1)
    throw new Error(`the check ended with ${checked.status}: ${checked.stdout}${checked.stderr}`);
  for (const [colorScheme, file] of [
    ['light', 'picture.png'],
    ['dark', 'picture-dark.png'],
  ] as const) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme });
    await page.goto(pathToFileURL(report).href);
    await page.screenshot({ path: join(DOCS, file) });
    console.log(`written: docs/${file}`);
  }
} finally {
  lab.stop();
  await browser.close();
}

function policy(): string {
  const { web1, web2, web3, data } = lab.hosts;
  return policyOf({
    ports: '{tcp: [22, 80, 443, 5432, 6379, 8080]}',
    targets: `web:
  owner: team-web
  hosts: [${web1.ipv4}, ${web2.ipv4}, ${web3.ipv4}]
  require: [443/tcp https]
  allow: [80/tcp http, 22/tcp ssh]
  waive:
    - finding: unexpected-port
      port: 8080/tcp
      host: ${web3.ipv4}
      reason: old port, until all clients have moved
      owner: team-web
      expires: ${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}
data:
  hosts: [${data.ipv4}, missing.lab.test]
  require: [6379/tcp redis]`,
  });
}
