import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Repository, Revision } from '../model/repository.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The largest of Git's files to read, in bytes: `packed-refs` may be long. */
const LONGEST = 8 * 1024 * 1024;

/**
 * @param policyFile relative to the working directory, or absolute; empty if no policy was found
 * @param environment for the runner's `GITHUB_*` variables
 * @returns the nearest repository above the policy. Without a repository, the root is the first of these that contains
 * the policy: the runner's workspace, the working directory, the policy's folder.
 */
export async function repositoryOf(policyFile: string, environment: Environment): Promise<Repository> {
  const workingDirectory = await realpath('.');
  const folder = await real(policyFile === '' ? workingDirectory : dirname(resolve(workingDirectory, policyFile)));
  const workspace = environment.GITHUB_WORKSPACE ? await real(environment.GITHUB_WORKSPACE) : null;
  const root = await rootAbove(folder);
  if (root !== null) {
    const revision = await revisionOf(root).catch(() => null);
    return { root, workingDirectory, revision: revision ?? (root === workspace ? runnerRevision(environment) : null) };
  }
  const fallback = [workspace, workingDirectory].find((one) => one !== null && contains(one, folder)) ?? folder;
  return { root: fallback, workingDirectory, revision: fallback === workspace ? runnerRevision(environment) : null };
}

function real(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function contains(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/** In a submodule and in a linked working tree, `.git` is a file. */
async function rootAbove(folder: string): Promise<string | null> {
  const found = await stat(join(folder, '.git')).catch(() => null);
  if (found?.isDirectory() === true || found?.isFile() === true) return folder;
  const above = dirname(folder);
  return above === folder ? null : rootAbove(above);
}

/** @returns the revision that the runner's variables name; null outside a runner */
function runnerRevision({
  GITHUB_SERVER_URL,
  GITHUB_REPOSITORY,
  GITHUB_SHA,
  GITHUB_REF,
}: Environment): Revision | null {
  const uri = publicUri(`${GITHUB_SERVER_URL ?? ''}/${GITHUB_REPOSITORY ?? ''}`);
  return uri === null ? null : { uri, commit: hashIn(GITHUB_SHA ?? ''), branch: branchIn(GITHUB_REF ?? '') };
}

/** Reads Git's files and does not run Git, because a repository's configuration can make Git run programs. */
async function revisionOf(root: string): Promise<Revision | null> {
  const own = join(root, '.git');
  const pointer = (await stat(own)).isFile() ? /^gitdir: (.+)$/m.exec(await text(own))?.[1] : null;
  if (pointer === undefined) return null;
  const folder = pointer === null ? own : resolve(root, pointer);
  const common = resolve(folder, (await text(join(folder, 'commondir')).catch(() => '.')).trim());
  const uri = originIn(await text(join(common, 'config')));
  if (uri === null) return null;
  const head = (await text(join(folder, 'HEAD'))).trim();
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (ref === undefined) return { uri, commit: hashIn(head), branch: null };
  return { uri, commit: await commitOf(ref, common), branch: branchIn(ref) };
}

async function commitOf(ref: string, folder: string): Promise<string | null> {
  const loose = await text(join(folder, ...ref.split('/'))).catch(() => null);
  if (loose !== null) return hashIn(loose.trim());
  const packed = await text(join(folder, 'packed-refs')).catch(() => '');
  const line = packed.split('\n').find((one) => one.endsWith(` ${ref}`));
  return hashIn(line?.split(' ', 1)[0] ?? '');
}

function originIn(config: string): string | null {
  const [, section = ''] = config.split(/^\[remote "origin"\]\s*$/m);
  const url = /^\s*url\s*=\s*"?([^\s"]+)"?\s*$/m.exec(section.split(/^\[/m, 1)[0] ?? '')?.[1];
  return url === undefined ? null : publicUri(url);
}

/**
 * @param text a URL, or Git's short form `user@host:path`
 * @returns the URL without user, password and query, which may be secrets; null if it is not the URL of a repository
 */
export function publicUri(text: string): string | null {
  const url = text.replace(/^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?/, 'ssh://$1/');
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (!['https:', 'http:', 'ssh:', 'git:'].includes(protocol) || host === '') return null;
  return `${protocol}//${host}${pathname.replace(/(?:\.git)?\/*$/, '')}`;
}

export function hashIn(word: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(word) ? word : null;
}

/** No branch begins with a dot: `.invalid` is the placeholder of a repository that stores its refs elsewhere. */
export function branchIn(ref: string): string | null {
  return /^refs\/heads\/([^.].*)$/.exec(ref)?.[1] ?? null;
}

async function text(file: string): Promise<string> {
  const found = await stat(file);
  if (!found.isFile() || found.size > LONGEST) throw new Error(`${file} is not a file of Git`);
  return readFile(file, 'utf8');
}
