import { join } from 'node:path';
import { run } from './command.ts';
import type { OddService, OddServices } from './odd-services.ts';
import type { Service } from './services.ts';

/**
 * Servers that nmap has no match line for, or that are not what they seem: see `OddService`. All of them in one
 * process.
 */
export function oddServices(services: readonly OddService[]): Service {
  const program = join(import.meta.dirname, 'odd-services.ts');
  return (folder) => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
    run(['openssl', 'req', '-x509', ...curve, '-subj', '/CN=odd.test', '-keyout', key, '-out', certificate]);
    const all: OddServices = { services, key, certificate };
    return {
      argv: [process.execPath, '--import', import.meta.resolve('tsx'), program, JSON.stringify(all)],
      listens: services.map(({ port }) => `tcp ${port}` as const),
    };
  };
}

/** A name server whose answers about IPv6 are as the name asks for: see `odd-names.ts`. */
export function oddNames(ipv4: string): Service {
  const program = join(import.meta.dirname, 'odd-names.ts');
  return () => ({
    argv: [process.execPath, '--import', import.meta.resolve('tsx'), program, ipv4],
    listens: ['udp 53'],
  });
}
