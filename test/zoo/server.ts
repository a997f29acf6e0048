import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lab/command.ts';

/** A port that a server serves. */
export interface Served {
  readonly port: `${number}/${'tcp' | 'udp'}`;
  /** The service as a policy names it; null: the installed nmap recognises nothing here. */
  readonly word: string | null;
  /** Seconds after which the server greets; absent: at once, or after a question. */
  readonly greetsAfter?: number;
}

export type Argv = readonly [string, ...string[]];

/** A real server: where it comes from, what it serves, and how it is started in the foreground. */
export interface Server {
  /** Unique. */
  readonly name: string;
  /** Debian's packages by the programs that they bring. */
  readonly packages: Readonly<Record<string, string>>;
  readonly serves: readonly Served[];
  /** Writes the configuration into the folder, which every user may write. */
  readonly start: (folder: string) => Argv;
}

/** A server of one port. */
export function single(
  name: string,
  packages: Readonly<Record<string, string>>,
  port: Served['port'],
  word: string | null,
  start: Server['start'],
): Server {
  return { name, packages, serves: [{ port, word }], start };
}

/** @returns the path of a file that every user may read */
export function written(folder: string, name: string, text: string, mode = 0o644): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
  /** Both in one file. */
  readonly both: string;
}

/** @returns a self-signed certificate, made once for a folder */
export function keyPair(folder: string): KeyPair {
  const [key, certificate, both] = ['key.pem', 'certificate.pem', 'both.pem'].map((name) => join(folder, name));
  if (key === undefined || certificate === undefined || both === undefined) throw new Error('no names');
  if (!existsSync(both)) {
    const subject = ['-nodes', '-days', '300', '-subj', '/CN=zoo.test'];
    const kind = ['-newkey', 'rsa:2048'];
    run(['openssl', 'req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate]);
    writeFileSync(both, run(['cat', key, certificate]));
    for (const file of [key, certificate, both]) chmodSync(file, 0o644);
  }
  return { key, certificate, both };
}
