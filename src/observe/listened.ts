import type { Address } from '../model/address.ts';
import type { Listened } from '../model/observation.ts';
import { hasPort } from '../model/port.ts';
import { failureOf, type Judged } from './document.ts';

/** @returns what successful scans heard on a TCP port that they found open; null: nothing proves what it says first */
export function listenedOn(documents: readonly Judged[]): (address: Address, port: number) => Listened | null {
  const good = documents.filter((judged) => judged.step === 'listen' && failureOf(judged) === null);
  return (address, port) => {
    for (const { document, covers } of good) {
      const host = document.hosts.get(address);
      const listened = host?.listened.get(port);
      if (host === undefined || listened === undefined) continue;
      if (!hasPort(covers?.get(address)?.tcp ?? [], port)) continue;
      if (hasPort(host.protocols.tcp?.answers.states.open ?? [], port)) return listened;
    }
    return null;
  };
}
