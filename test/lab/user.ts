import { chmodSync, chownSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCli } from '../support/bundles.ts';
import { run } from './command.ts';
import { CLI } from './gate.ts';

/** A user of this machine without any privilege, who can run the shipped program. */
export interface User {
  readonly name: string;
  /** Starts the program as this user: for `GatePlace.program`. */
  readonly program: readonly [string, ...string[]];
  /** Lets the user become root with sudo, without a password. */
  readonly allowSudo: () => void;
  /** Removes the user and what was allowed. May be called twice. */
  readonly remove: () => void;
}

let users = 0;

/**
 * @param folder a folder that every user can read: the program is copied there, with node, in case they lie where only
 * root can
 */
export function addUser(folder: string): User {
  const name = `egt-${process.pid}-${users++}`;
  const sudoers = `/etc/sudoers.d/${name}`;
  const [node, copies] = [join(folder, `${name}-node`), join(folder, `${name}-cli`)];
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(sudoers, { force: true });
    try {
      run(['userdel', '--force', name]);
    } catch {
      // It was not added, or is gone already.
    }
  };
  process.on('exit', remove);
  let cli: string;
  try {
    cli = copyCli(copies, CLI);
    run(['useradd', '--system', '--no-create-home', '--home-dir', folder, '--shell', '/usr/sbin/nologin', name]);
    copyFileSync(process.execPath, node);
    chmodSync(node, 0o755);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    name,
    program: ['setpriv', '--reuid', name, '--regid', name, '--clear-groups', node, cli],
    allowSudo: () => {
      writeFileSync(sudoers, `${name} ALL=(root) NOPASSWD: ALL\n`, { mode: 0o440 });
      chownSync(sudoers, 0, 0);
    },
    remove,
  };
}
