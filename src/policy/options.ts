import { nearest } from '../model/suggest.ts';
import { OPTION_NAMES, type Option, readOption } from '../nmap/options.ts';
import { fault, type Parsed, quote } from './fault.ts';

const CODES = { forbidden: 'forbidden-option', unknown: 'unknown-option', invalid: 'invalid-option' } as const;

/** Reads one item of `options`. The room `nmap` knows which options exist and which are allowed. */
export function parseOption(text: string): Parsed<Option> {
  const read = readOption(text);
  if ('option' in read) return { value: read.option };
  const { kind, message, meant } = read.fault;
  const [name = ''] = text.split('=');
  const near = kind === 'unknown' ? nearest(name, OPTION_NAMES) : undefined;
  return fault(CODES[kind], `${quote(text)} is not accepted: ${message}`, {
    ...(meant === undefined ? {} : { meant }),
    ...(near === undefined ? {} : { meant: near + text.slice(name.length), guess: true }),
  });
}
