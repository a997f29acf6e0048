import { isIPv6 } from 'node:net';
import { Scalar } from 'yaml';
import { quote } from './fault.ts';

/** Plain scalars that YAML 1.1 does not read as their text (yaml.org/type: bool, int, float, null). */
const YAML_1_1_WORD = /^(?:y|yes|n|no|on|off)$/i;
const SEXAGESIMAL = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const UNDERSCORED_NUMBER = /^[-+]?(?:0[bxo])?[\da-f]+(?:_[\da-f]+)+$/i;
const YAML_1_1_BINARY = /^[-+]?0b[01]+$/;
const DECIMAL = /^(?:0|-?[1-9]\d*)$/;
const FRACTION = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;

/**
 * An unquoted scalar that YAML readers interpret differently: an auditor sees `022`, YAML sees 22.
 * @param value the value in YAML's core schema
 * @returns what is wrong with it; undefined if nothing is
 */
export function ambiguity(source: string, value: unknown): string | undefined {
  if (typeof value === 'number') {
    if (DECIMAL.test(source) && Number.isSafeInteger(value)) return undefined;
    // If the value prints as it was written, all readers agree.
    if (FRACTION.test(source) && String(value) === source) return undefined;
    return `YAML reads ${quote(source)} as the number ${value}`;
  }
  if (typeof value !== 'string') return undefined;
  if (YAML_1_1_WORD.test(source)) return `some YAML readers take ${quote(source)} for true or false`;
  if (
    YAML_1_1_BINARY.test(source) ||
    UNDERSCORED_NUMBER.test(source) ||
    (SEXAGESIMAL.test(source) && !isIPv6(source))
  ) {
    return `some YAML readers take ${quote(source)} for a number`;
  }
  return undefined;
}

/** @returns a text, quoted if some YAML readers take it for something else */
export function textNode(value: string): Scalar {
  const node = new Scalar(value);
  if (ambiguity(value, value) !== undefined) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}
