import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ToolError } from '../../src/model/problem.ts';
import { findData } from '../../src/scan/data.ts';
import { which } from '../../src/scan/which.ts';

const ENVIRONMENT = { path: process.env.PATH ?? '', home: '/nonexistent' };
const FILES = ['nmap-services', 'nmap-service-probes', 'nmap-protocols', 'nmap-rpc', 'nmap-mac-prefixes', 'nmap-os-db'];
const CODE = ['nse_main.lua', 'nselib/stdnse.lua', 'nselib/shortport.lua', 'scripts/script.db'];

describe('the data files of an nmap', () => {
  let folder = '';
  let nmap = '';
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'data-')));
    nmap = (await which('nmap', ENVIRONMENT)) ?? assert.fail('no nmap');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** A prefix with `bin/nmap` and complete data files beside it. */
  async function prefix(name: string, share = 'share/nmap'): Promise<{ program: string; data: string }> {
    const [program, data] = [join(folder, name, 'bin', 'nmap'), join(folder, name, share)];
    await mkdir(dirname(program), { recursive: true });
    await writeFile(program, '#!/bin/sh\nexit 1\n');
    await chmod(program, 0o755);
    for (const file of [...FILES, ...CODE]) {
      await mkdir(dirname(join(data, file)), { recursive: true });
      await writeFile(join(data, file), 'x\n');
    }
    return { program, data };
  }

  test('are those beside the program, also where a link leads to it', async () => {
    const { program, data } = await prefix('cellar');
    assert.equal(await findData(program, ENVIRONMENT), data);
    const link = join(folder, 'linked');
    await symlink(program, link);
    assert.equal(await findData(link, ENVIRONMENT), data);
  });

  test('are those that nmap itself finds, where none are beside it', async () => {
    const installed = await findData(nmap, ENVIRONMENT);
    const copy = join(folder, 'copy');
    await cp(await realpath(nmap), copy);
    assert.equal(await findData(copy, ENVIRONMENT), installed);
    const wrapper = join(folder, 'wrapper');
    await writeFile(wrapper, `#!/bin/sh\nexec ${nmap} "$@"\n`);
    await chmod(wrapper, 0o755);
    assert.equal(await findData(wrapper, ENVIRONMENT), installed);
  });

  test('are never those of a home folder, although nmap would read them', async () => {
    const { data } = await prefix('home', '.nmap');
    const program = join(folder, 'says-home');
    await writeFile(program, `#!/bin/sh\necho "Fetchfile found ${data}/nmap.xsl"\n`);
    await chmod(program, 0o755);
    assert.notEqual(await findData(program, ENVIRONMENT), data);
  });

  for (const file of [...FILES, ...CODE]) {
    test(`are an error of the tool where ${file} is missing or empty, never another folder's`, async () => {
      const { program, data } = await prefix(`half-${FILES.length}-${file.replace('/', '-')}`);
      for (const spoil of [(path: string) => truncate(path, 0), (path: string) => rm(path)]) {
        await spoil(join(data, file));
        await assert.rejects(findData(program, ENVIRONMENT), (error) => {
          assert.ok(error instanceof ToolError && error.message.includes(file) && error.message.includes(data));
          return true;
        });
      }
    });
  }
});
