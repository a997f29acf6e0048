import { posix, relative, resolve, sep } from 'node:path';
import type { ScanEnvironment } from '../model/effects.ts';
import { InputError, type Problem, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { MAX_POLICY_BYTES } from '../policy/source.ts';
import { runSetup, type SetupEnd } from './setup.ts';
import { which } from './which.ts';

/** Milliseconds for one command. None of them uses the network. */
const LIMIT = 30_000;

/**
 * Git reads only objects: no hook, pager, filter, text conversion, replaced object, transport or prompt. The program
 * gets no other variable of `GIT_*`.
 */
const ARGUMENTS = [
  ...['--no-pager', '--no-replace-objects', '--literal-pathspecs', '--no-optional-locks'],
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'],
];
const VARIABLES = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' };

/** The repository around the working directory. */
export interface Git {
  /** Runs a command that only reads. */
  readonly run: (...args: readonly string[]) => Promise<SetupEnd>;
  /** The working directory below the root of the repository: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Whether old commits are missing here. */
  readonly isShallow: boolean;
}

/** A commit: the name that the user gave, and its hash. */
export interface Commit {
  readonly ref: string;
  readonly hash: string;
}

/**
 * @throws InputError if the working directory is in no repository that Git trusts
 * @throws ToolError if there is no Git
 */
export async function openGit(environment: ScanEnvironment, signal: AbortSignal): Promise<Git> {
  const program = await which('git', environment);
  if (program === null) throw new ToolError('there is no git on the PATH: install it, or compare two files');
  const run: Git['run'] = (...args) =>
    runSetup([program, ...ARGUMENTS, ...args], environment, { limit: LIMIT, signal, variables: VARIABLES });
  const found = await run('rev-parse', '--is-shallow-repository', '--show-prefix');
  const [shallow = '', prefix = ''] = found.stdout.split('\n');
  if (found.status !== 0) throw refusal(found);
  return { run, prefix, isShallow: shallow !== 'false' };
}

function refusal({ output, why }: SetupEnd): InputError {
  const said = printable(output.trim().split('\n')[0] ?? '');
  if (/dubious ownership/.test(output)) {
    const trust = 'allow it with: git config --global --add safe.directory "$PWD"';
    return bad('git-refused', `git does not trust this repository, because another user owns it: ${trust}`);
  }
  if (/not a git repository/.test(output)) {
    return bad(
      'no-repository',
      'the working directory is not in a Git repository: change to a checkout, or name two files',
    );
  }
  return bad('git-refused', `git could not read the repository: ${said || (why ?? 'it gave no reason')}`);
}

/** What Git would read as an option, a range, a path in a commit, a pattern or a reflog is no name of a commit. */
const REF = /^(?![-.])(?!.*\.\.)[^\s\p{Cc}:?*[\\{]{1,250}$/u;

/**
 * @param option the option that names the commit, for messages
 * @param remoteFirst whether `main` means `origin/main` if both exist: a pull request can bring a local branch
 * @throws InputError if the name is not the name of one commit that is here
 */
export async function findCommit(git: Git, ref: string, option: string, remoteFirst: boolean): Promise<Commit> {
  if (!REF.test(ref)) {
    throw bad(
      'bad-option',
      `${option} "${printable(ref)}" is no branch, tag or commit: write a name such as origin/main`,
    );
  }
  const isHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
  const remote = `refs/remotes/origin/${ref}`;
  for (const name of isHash ? [ref] : remoteFirst ? [remote, ref] : [ref, remote]) {
    const hash = await commitAt(git, name);
    if (hash !== null) return { ref, hash };
  }
  throw bad('no-commit', `${option} "${printable(ref)}": there is no such commit here${remedy(git)}`);
}

async function commitAt(git: Git, name: string): Promise<string | null> {
  const found = await git.run('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  const hash = found.stdout.trim();
  return found.status === 0 && /^[0-9a-f]{40,64}$/.test(hash) ? hash : null;
}

function remedy({ isShallow }: Git): string {
  return isShallow
    ? '. This clone is shallow: give actions/checkout fetch-depth: 0, or run git fetch --unshallow'
    : ': check the name, or run git fetch';
}

/** Where a default branch is, if nobody names one. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * @param baseBranch the branch into which a pull request goes; null: the default branch
 * @param head the commit to compare; `HEAD` for the working tree
 * @returns the best common ancestor of the commit and of the branch
 * @throws InputError if there is none here
 */
export async function findMergeBase(git: Git, baseBranch: string | null, head: string): Promise<Commit> {
  const branch = baseBranch === null ? await defaultBranch(git) : await findCommit(git, baseBranch, '--base', true);
  const found = await git.run('merge-base', '--end-of-options', branch.hash, head);
  const hash = found.stdout.trim().split('\n')[0] ?? '';
  if (found.status === 0 && hash !== '') return { ref: `merge base with ${branch.ref}`, hash };
  throw bad('no-commit', `there is no common ancestor with ${printable(branch.ref)} here${remedy(git)}`);
}

async function defaultBranch(git: Git): Promise<Commit> {
  for (const ref of DEFAULT_BRANCHES) {
    const hash = await commitAt(git, ref);
    if (hash !== null) return { ref, hash };
  }
  const names = DEFAULT_BRANCHES.join(', ');
  throw bad('no-commit', `there is no default branch here (${names}): name a commit with --base${remedy(git)}`);
}

/**
 * Reads a file of a commit without checking it out.
 * @param file relative to the working directory, or absolute
 * @returns its text; null: the commit has no such file
 * @throws InputError if it is a link or a folder, too large for a policy, or cannot be read as a whole
 */
export async function readAt(git: Git, { ref, hash }: Commit, file: string): Promise<string | null> {
  const path = posix.normalize(git.prefix + relative(process.cwd(), resolve(file)).split(sep).join('/'));
  const label = `${printable(ref)}:${printable(path)}`;
  if (path === '..' || path.startsWith('../'))
    throw bad('no-policy', `${printable(file)} is outside of the repository`);
  const listed = await git.run('ls-tree', '-z', '--full-tree', '--end-of-options', hash, path);
  if (listed.status !== 0) throw unreadable(label, listed, git);
  if (listed.stdout === '') return null;
  const [, mode = '', blob = ''] = /^(\d{6}) \w+ ([0-9a-f]{40,64})\t/.exec(listed.stdout) ?? [];
  if (!mode.startsWith('100')) throw bad('no-policy', `${label} is not a file: a policy is a regular file`);
  const size = await git.run('cat-file', '-s', blob);
  if (size.status !== 0) throw unreadable(label, size, git);
  if (Number(size.stdout) > MAX_POLICY_BYTES) throw bad('file-too-large', `${label} is too large for a policy`);
  const content = await git.run('cat-file', 'blob', blob);
  if (content.status !== 0) throw unreadable(label, content, git);
  if (Buffer.byteLength(content.stdout) !== Number(size.stdout)) {
    throw bad('unreadable-file', `${label} could not be read as a whole, or is not UTF-8`);
  }
  return content.stdout;
}

function unreadable(label: string, { output, why }: SetupEnd, git: Git): InputError {
  const said = printable(output.trim().split('\n')[0] ?? '') || (why ?? 'git gave no reason');
  return bad('unreadable-file', `${label} can't be read: ${said}${remedy(git)}`);
}

function bad(code: string, message: string): InputError {
  const problem: Problem = { code, message };
  return new InputError([problem]);
}
