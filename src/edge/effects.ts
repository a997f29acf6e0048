import { lookup } from 'node:dns/promises';
import { constants } from 'node:fs';
import { mkdtemp, open, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Family } from '../model/address.ts';
import type { Effects, InputFile } from '../model/effects.ts';
import { InputError } from '../model/problem.ts';
import { DEFAULT_POLICIES } from '../model/repository.ts';
import { printable } from '../model/text.ts';
import { MAX_POLICY_BYTES } from '../policy/source.ts';
import type { LocationOptions } from '../report/sarif-location.ts';
import { belowFolder, readInput, refuseFile, requireFile, unreadable } from './files.ts';
import { keepNothing } from './kept-scans.ts';
import { doubtAboutNone } from './name-server.ts';
import { repositoryOf } from './repository.ts';
import { readStateFile } from './state-file.ts';
import { readUsed } from './used-policy.ts';

/** The effects of this machine: its clock, resolver, files and environment. */
export function systemEffects(signal: AbortSignal, { emit, progress }: Pick<Effects, 'emit' | 'progress'>): Effects {
  return {
    now: () => new Date(),
    resolve,
    readPolicy,
    readUsed,
    readStateFile,
    openResults,
    environment: { path: absoluteFolders(process.env.PATH ?? ''), home: process.env.HOME ?? homeFolder() },
    signal,
    ...telling(emit),
    progress,
    inputFile,
    keepScan: keepNothing(),
    saveMemory,
  };
}

/** A user of a container may be in no list of users. Container engines then say that the home folder is the root. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** A message is an event too, so that every listener gets it. */
export function telling(emit: Effects['emit']): Pick<Effects, 'emit' | 'say'> {
  return { emit, say: (message) => emit({ event: 'message', message }) };
}

/** The name of the file is removed as soon as the file is open, so that nothing is left of it, however the run ends. */
async function inputFile(text: string | Uint8Array): Promise<InputFile> {
  const folder = await mkdtemp(join(tmpdir(), 'exposure-gate-'));
  try {
    const file = join(folder, 'input');
    await writeFile(file, text, { mode: 0o600 });
    const handle = await open(file);
    return { fd: handle.fd, close: () => handle.close() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Most memory of a large range is garbage. If much memory is free, V8 collects it late. Earlier collection halves the
 * memory and takes a third more processor time (docs/adr/0021). V8 ignores flags that it does not know any more.
 */
function saveMemory(): void {
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** An empty or relative entry of the PATH would run programs of the checked-out repository. */
function absoluteFolders(path: string): string {
  const folders = path.split(delimiter).filter(isAbsolute);
  return (folders.length > 0 ? folders : ['/usr/local/bin', '/usr/bin', '/bin']).join(delimiter);
}

/**
 * @param named the path that the user gave, or null
 * @returns the path of the policy: relative to the working directory if it lies below it, with symbolic links resolved,
 * because code scanning shows no alerts on a link
 * @throws InputError if there is no policy, or if there are two default policies
 */
export async function findPolicy(named: string | null): Promise<string> {
  return presentable(named ?? (await defaultPolicy()));
}

/**
 * As `findPolicy`, for a policy whose path names its counterpart in a commit. A pull request could make the policy, or
 * a folder above it, a link to another policy of the base, and so choose its counterpart.
 * @throws InputError also if the path leads through a symbolic link
 */
export async function findComparedPolicy(named: string | null): Promise<string> {
  const written = named ?? (await defaultPolicy());
  const file = await presentable(written);
  const real = await realpath(written).catch(() => null);
  if (real === null || real === resolvePath(written)) return file;
  const message =
    `${printable(written)} is a symbolic link, or is below one, so nothing says which file of a ` +
    'commit it belongs to: name the file itself';
  throw new InputError([{ code: 'policy-linked', message }]);
}

/** As `findPolicy`, or as `findComparedPolicy` if a commit says what is authorized. */
export function findPolicyFor({
  policy,
  authorizationFrom,
}: {
  readonly policy: string | null;
  readonly authorizationFrom: string | null;
}): Promise<string> {
  return authorizationFrom === null ? findPolicy(policy) : findComparedPolicy(policy);
}

async function defaultPolicy(): Promise<string> {
  const present: string[] = [];
  for (const file of DEFAULT_POLICIES) {
    if (
      await stat(file).then(
        () => true,
        () => false,
      )
    )
      present.push(file);
  }
  const [first, second] = present;
  if (first === undefined) {
    const message =
      `there is no ${DEFAULT_POLICIES.join(' and no ')}: write one (the policies folder has ` +
      'examples), or name your policy';
    throw new InputError([{ code: 'no-policy', message }]);
  }
  if (second !== undefined) {
    const message = `there are two policies, ${present.join(' and ')}: remove one, or name the policy to use`;
    throw new InputError([{ code: 'two-policies', message }]);
  }
  return first;
}

async function presentable(file: string): Promise<string> {
  const real = await realpath(file).catch(() => null);
  if (real === null) return file;
  const here = await realpath('.');
  const below = belowFolder(here, real);
  if (below !== null) return below;
  // A pull request may contain a link to any file of the machine, and the messages about that
  // file would show its contents.
  if (belowFolder(process.cwd(), resolvePath(file)) !== null || belowFolder(here, resolvePath(file)) !== null) {
    const message =
      `${printable(file)} is a symbolic link that leads out of the working directory; put the policy ` + 'itself there';
    throw new InputError([{ code: 'policy-outside', message }]);
  }
  return real;
}

/**
 * @param used policies that the policy uses
 * @returns the repository around a policy, and the texts of the policies that can be read
 */
export async function locationOptions(file: string, used: Iterable<string> = []): Promise<LocationOptions> {
  const repository = await repositoryOf(file, process.env);
  const sources = new Map<string, string>();
  for (const one of new Set([file, ...used])) {
    const found = await stat(one).catch(() => null);
    // A pipe or a device may never end, and a longer file is not a policy.
    const isPolicy = found?.isFile() === true && found.size <= MAX_POLICY_BYTES;
    const text = isPolicy ? await readFile(one, 'utf8').catch(() => null) : null;
    if (text !== null) sources.set(one, text.replace(/^\ufeff/, ''));
  }
  return { repository, sources };
}

/** `getaddrinfo` distinguishes "no such record" from "query failed" only if one family is queried at a time. */
async function resolve(name: string, family: Family): Promise<readonly string[]> {
  try {
    const answers = await lookup(name, { family: family === 'ipv4' ? 4 : 6, all: true });
    return answers.map(({ address }) => address);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_ADDRFAMILY'].includes(code)) throw error;
    const doubt = await doubtAboutNone(name, family);
    if (doubt === null) return [];
    throw new Error(doubt);
  }
}

function readPolicy(file: string): Promise<Uint8Array> {
  return readInput(file, 'policy', MAX_POLICY_BYTES);
}

/** If a pipe replaces the file after the check, opening it must not make the run wait for a writer. */
async function openResults(file: string): Promise<AsyncIterable<Uint8Array>> {
  await requireFile(file, 'results');
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: Error) =>
    unreadable(file, error),
  );
  if ((await handle.stat()).isFile()) return handle.createReadStream({ highWaterMark: 1 << 18 });
  await handle.close();
  return refuseFile(file, 'results', 'it is not a regular file');
}
