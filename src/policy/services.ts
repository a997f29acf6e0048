import { normaliseService } from '../model/service.ts';
import { nearest } from '../model/suggest.ts';
import { PRODUCTS, SERVICE_NAMES } from '../nmap/service-names.ts';
import { fault, type Parsed, quote, type Remedy } from './fault.ts';

const KNOWN = new Set(SERVICE_NAMES);

/**
 * Reads the service that a `require` or `allow` expects. nmap knows more names than our list. An unknown name that is
 * near one of ours is a typing error; any other name is accepted.
 */
export function parseService(text: string): Parsed<string> {
  const name = wellFormed(text);
  if ('fault' in name || isKnown(name.value)) return normalised(name);
  const guess = suggestion(name.value);
  return guess === undefined ? normalised(name) : fault('unknown-service', `unknown service ${quote(text)}`, guess);
}

/** Reads the service of a `forbid`. Only known names are valid: an unknown name would silently forbid nothing. */
export function parseForbiddenService(text: string): Parsed<string> {
  const name = wellFormed(text);
  if ('fault' in name || isKnown(name.value)) return normalised(name);
  const remedy = suggestion(name.value) ?? { rule: 'forbid it by its port, as in 2375/tcp' };
  return fault('unknown-service', `unknown service ${quote(text)}`, remedy);
}

/** `ssl/NAME` is known if NAME is known. */
function isKnown(name: string): boolean {
  return KNOWN.has(bare(name));
}

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

function wellFormed(text: string): Parsed<string> {
  const name = text.toLowerCase();
  if (WRAPPINGS.has(name)) {
    return fault('unknown-service', `${quote(text)} is not a service, but what a service runs inside`, {
      rule: 'name the service, such as https, imaps or ssl/redis',
    });
  }
  if (Object.hasOwn(PRODUCTS, name)) {
    return fault('unknown-service', `${quote(text)} is a product; nmap reports its service`, {
      ...(/ or /.test(PRODUCTS[name] ?? '') ? {} : { meant: PRODUCTS[name] }),
      rule: `write ${PRODUCTS[name]}`,
    });
  }
  if (/^(?:(?:ssl|tls)\/)?[a-z\d][a-z\d._+-]{0,62}$/.test(name) && /[a-z]/.test(name)) return { value: name };
  return fault('unknown-service', `${quote(text)} is not the name of a service, such as https or ssh`);
}

function normalised(name: Parsed<string>): Parsed<string> {
  return 'fault' in name ? name : { value: normaliseService(name.value) };
}
