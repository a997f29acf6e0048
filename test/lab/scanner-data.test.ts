import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CheckOptions, check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';
import { addUser, type User } from './user.ts';

const PLANS = {
  scanner: { number: 2 },
  odd: { number: 11, services: [responder([{ port: 31_337, greeting: 'hello\r\n' }])] },
} as const;

/** A service probe that takes the greeting for SSH. */
const PROBES = 'Probe TCP NULL q||\ntotalwaitms 3000\nmatch ssh m|^hello| p/OpenSSH/\n';
/** A script under the name of one that nmap runs with every version scan; it calls the port SSH. */
const SCRIPT = `
local nmap = require "nmap"
categories = {"version", "safe"}
portrule = function(host, port) return port.number == 31337 end
action = function(host, port)
  port.version.name = "ssh"
  port.version.product = "OpenSSH"
  nmap.set_port_version(host, port, "hardmatched")
end
`;

describe("nmap's own files, replaced by who scanned here before", () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    // The lab's folder is the user's home.
    user = addUser(lab.folder);
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  async function assertNotSsh(place: Partial<CheckOptions> = {}): Promise<void> {
    const targets = `odd:\n  hosts: [${lab.hosts.odd.ipv4}]\n  allow: [31337/tcp ssh]`;
    const policy = policyOf({ ports: '{tcp: [31337]}', targets });
    const checked = await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, ...place });
    assert.notEqual(checked.status, 0, checked.stdout);
    if (checked.json.verdict === 'error') return;
    assert.ok(!findingLines(judged(checked)).some((line) => line.startsWith('incomplete-scan')), checked.stdout);
  }

  /** Puts files into a folder for the time of a test. */
  async function having(folder: string, files: Readonly<Record<string, string>>, act: () => Promise<void>) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    try {
      await act();
    } finally {
      for (const name of Object.keys(files)) rmSync(join(folder, name));
    }
  }

  test("with nmap's own files the service is no SSH", async () => {
    await assertNotSsh({ program: user.program });
  });

  test('by a script in the home of the user who scans', async () => {
    await having(join(lab.folder, '.nmap'), { 'scripts/http-server-header.nse': SCRIPT }, () =>
      assertNotSsh({ program: user.program }),
    );
  });

  test('by probes in the home of a user without privileges', async () => {
    await having(join(lab.folder, '.nmap'), { 'nmap-service-probes': PROBES }, () =>
      assertNotSsh({ program: user.program }),
    );
  });

  test('by a variable of the environment that an earlier step left behind', async () => {
    const folder = join(lab.folder, 'data');
    await having(folder, { 'nmap-service-probes': PROBES, 'scripts/http-server-header.nse': SCRIPT }, () =>
      assertNotSsh({ env: { NMAPDIR: folder } }),
    );
  });
});
