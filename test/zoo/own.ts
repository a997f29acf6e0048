import { join } from 'node:path';
import { keyPair, type Server } from './server.ts';

const start: Server['start'] = (folder) => {
  const { key, certificate } = keyPair(folder);
  return [process.execPath, join(import.meta.dirname, 'programs.mjs'), key, certificate];
};

/** Servers that no package brings: see programs.mjs. */
export const OWN: readonly Server[] = [
  {
    name: 'programs of our own',
    packages: {},
    serves: [
      { port: '8080/tcp', word: 'http' },
      { port: '8443/tcp', word: 'https' },
      { port: '8444/tcp', word: null },
      { port: '8081/tcp', word: null },
      { port: '8445/tcp', word: null },
      { port: '50051/tcp', word: null },
      { port: '1081/tcp', word: null },
      { port: '2525/tcp', word: 'smtp', greetsAfter: 4 },
    ],
    start,
  },
];

/** nmap listens for 6 s, and hears the greeting while it waits for the answer to its first question. */
export const VERY_LATE: Server = {
  name: 'a program that greets after 9 s',
  packages: {},
  serves: [{ port: '2121/tcp', word: 'ftp', greetsAfter: 9 }],
  start: (folder) => [...start(folder), '2121'],
};
