import { isNameless, normaliseService } from '../model/service.ts';
import { nearest } from '../model/suggest.ts';
import { servicesOfProduct } from '../nmap/products.ts';
import { isReportable, SERVICE_NAMES } from '../nmap/service-names.ts';
import { fault, type Parsed, quote, type Remedy } from './fault.ts';

const FOR_ANY_LINE: ReadonlySet<string> = new Set(SERVICE_NAMES);

/**
 * Reads the service that a `require` or `allow` expects: a name that nmap can report. Any other name would fail every
 * check.
 * @param port the port of the line, for a better suggestion; null: unknown
 */
export function parseService(text: string, port: number | null = null): Parsed<string> {
  const name = text.toLowerCase();
  const unfit = notAService(text, port, {});
  if (unfit !== undefined) return unfit;
  if (isReportable(name)) return { value: normaliseService(name) };
  const guess = suggestion(name);
  if (guess !== undefined) return fault('unknown-service', `unknown service ${quote(text)}`, guess);
  return isWellFormed(name)
    ? fault('unreported-service', `nmap reports no service ${quote(text)}, so no check could pass`, WITHOUT_SERVICE)
    : malformed(text);
}

/** Reads the service of a `forbid`. Only names of the list are valid: another name may silently forbid nothing. */
export function parseForbiddenService(text: string): Parsed<string> {
  const name = text.toLowerCase();
  const byPort = { rule: 'forbid it by its port, as in 2375/tcp' };
  const unfit = notAService(text, null, byPort);
  if (unfit !== undefined) return unfit;
  if (FOR_ANY_LINE.has(bare(name))) return { value: normaliseService(name) };
  if (!isWellFormed(name) && !isReportable(name)) return malformed(text);
  return fault('unknown-service', `unknown service ${quote(text)}`, suggestion(name) ?? byPort);
}

/** The line is valid without its service: the empty text stands for that. */
const WITHOUT_SERVICE: Remedy = { meant: '' };

function suggestion(name: string): Remedy | undefined {
  const prefix = name.slice(0, name.length - bare(name).length);
  const near = nearest(
    name,
    SERVICE_NAMES.map((known) => prefix + known),
  );
  return near === undefined ? undefined : { meant: near, guess: true };
}

function bare(name: string): string {
  return name.replace(/^(?:ssl|tls)\//, '');
}

/** Names that say what carries a service, but not which service. No answer could prove or violate them. */
const WRAPPINGS: ReadonlySet<string> = new Set(['dtls', 'ssl', 'tls']);

/** @returns what is wrong with a name that is no service, but something else that people know; undefined: nothing */
function notAService(text: string, port: number | null, unreported: Remedy): ReturnType<typeof fault> | undefined {
  const whole = bare(text.toLowerCase());
  // A version may follow: nmap shows `mosquitto version 2.0.11`.
  const [name = ''] = whole.split(/\s+/);
  if (WRAPPINGS.has(name)) {
    return fault('unknown-service', `${quote(text)} is not a service, but what a service runs inside`, {
      rule: 'name the service, such as https, imaps or ssl/redis',
    });
  }
  if (name !== '' && isNameless(name)) {
    const message = `nmap says ${quote(text)} of a port that it does not recognise`;
    return fault('unreported-service', message, 'rule' in unreported ? unreported : WITHOUT_SERVICE);
  }
  const plain = servicesOfProduct(name, port);
  if (plain === undefined) return undefined;
  const inTls = whole !== text.toLowerCase();
  const services = inTls ? [...new Set(plain.map((one) => normaliseService(`ssl/${one}`)))] : plain;
  const [first] = services;
  if (first === undefined) {
    const message = `${quote(text)} is a product that nmap does not recognise`;
    return fault('unreported-service', message, 'rule' in unreported ? unreported : WITHOUT_SERVICE);
  }
  return fault('unknown-service', `${quote(text)} is a product; nmap reports it as ${services.join(' or ')}`, {
    meant: first,
    rule: `write ${services.join(' or ')}`,
  });
}

function isWellFormed(name: string): boolean {
  return /^(?:(?:ssl|tls)\/)?[a-z\d][a-z\d._+-]{0,62}$/.test(name) && /[a-z]/.test(name);
}

function malformed(text: string): ReturnType<typeof fault> {
  return fault('unknown-service', `${quote(text)} is not the name of a service, such as https or ssh`);
}
