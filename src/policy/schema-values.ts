import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import type { Grace } from '../model/policy.ts';
import { ALL_PORTS, MAX_PORT, type Protocol } from '../model/port.ts';
import { ASSUMPTIONS, PROFILES } from '../model/scan-settings.ts';
import { printable } from '../model/text.ts';
import { parseDay } from '../model/time.ts';
import { dayChoice, dayMeant } from './days.ts';
import { type Fault, fault, type Parsed, quote } from './fault.ts';
import { parseHost } from './hosts.ts';
import { DAY, HOST, PORT_ITEM, VISIBLE } from './patterns.ts';
import { findOverlap, parsePortItem } from './ports.ts';

// The values of a policy. Descriptions and patterns are for editors. The parser of a value decides.

/** The longest text and the longest list in a policy. People write far shorter ones. */
const MAX_TEXT = 200;
const MAX_ITEMS = 1000;

/** The length counts the text as written, including spaces around it, as editors do. */
export const text = (description: string, example: string, longest = MAX_TEXT) =>
  z
    .string()
    .max(longest)
    .meta({ pattern: VISIBLE, examples: [example] })
    .trim()
    .min(1)
    .transform((input) => printable(input))
    .meta({ description });

/** Days, as `14d`. */
const NUMBER_OF_DAYS = /^[1-9]\d{0,4}d$/;

/** For editors: the pattern and examples of a text. The parser decides what is valid. */
interface Shape {
  readonly pattern: string;
  readonly examples: string[];
}

/** Word processors replace quotes and dashes by typographic ones. */
function typesetting(text: string): { readonly fault: Fault } | undefined {
  const meant = text.replace(/[\u2018-\u201f\u00ab\u00bb]/g, '').replace(/[\u2010-\u2015\u2212]/g, '-');
  if (meant === text) return undefined;
  return fault('invalid-value', `${quote(text)} has quotes or dashes of a word processor`, { meant });
}

/** Text with a grammar of its own. Host names may be longer than other text (RFC 1035, 2.3.4). */
export const word = <T>(parse: (text: string) => Parsed<T>, description: string, { pattern, examples }: Shape) =>
  z
    .string()
    .max(300)
    .meta({ pattern, examples })
    .transform((input, context): T => {
      const parsed = parse(input);
      if ('value' in parsed) return parsed.value;
      const typeset = parsed.fault.code === 'invalid-option' ? undefined : typesetting(input)?.fault;
      const { message, ...params } = typeset ?? parsed.fault;
      context.issues.push({ code: 'custom', input, message, params });
      return z.NEVER;
    })
    .meta({ description });

const days = word(
  (text) => {
    if (NUMBER_OF_DAYS.test(text)) return { value: text };
    const meant = /^([1-9]\d{0,4}) ?(?:d|days?)?$/i.exec(text)?.[1];
    return fault('invalid-value', `${quote(text)} is no number of days`, {
      rule: 'write days such as 14d',
      ...(meant === undefined ? {} : { meant: `${meant}d` }),
    });
  },
  'Days',
  { pattern: NUMBER_OF_DAYS.source, examples: ['30d'] },
);

export const numberOfDays = (description: string) => days.meta({ description });

/** A time in minutes, hours or days, as minutes. */
export const minutes = (description: string, example: string, most?: Longest) =>
  word(
    (text) => {
      const [, count, unit] = TIME.exec(text) ?? [];
      if (unit !== undefined) {
        const value = Number(count) * MINUTES[unit as keyof typeof MINUTES];
        if (most === undefined || value <= most.minutes) return { value };
        return fault('invalid-value', `${quote(text)} is too long`, { rule: `write at most ${most.words}` });
      }
      return fault('invalid-value', `${quote(text)} is no time`, {
        rule: `write minutes, hours or days such as ${example}`,
        ...timeMeant(text),
      });
    },
    description,
    { pattern: most?.pattern ?? TIME.source, examples: [example] },
  );

/** The longest time of a key, in minutes and as it is written, and the pattern of all times up to it. */
interface Longest {
  readonly minutes: number;
  readonly words: string;
  readonly pattern: string;
}

const ONE_DAY: Longest = {
  minutes: 1_440,
  words: '24h',
  pattern: String.raw`^((0|[1-9]\d{0,2}|1[0-3]\d{2}|14[0-3]\d|1440)m|(\d|1\d|2[0-4])h|[01]d)$`,
};

function timeMeant(text: string): { readonly meant?: string } {
  const [, number, letter] = /^(\d{1,5}) ?([mhd])[a-z]{0,6}$/i.exec(text) ?? [];
  return letter === undefined ? {} : { meant: `${number}${letter.toLowerCase()}` };
}

/** A number of runs, or a time. */
export const grace = (description: string) =>
  word(
    (text): Parsed<Grace> => {
      const runs = RUNS.exec(text)?.[1];
      if (runs !== undefined) return { value: { minutes: 0, runs: Number(runs) } };
      const [, count, unit] = TIME.exec(text) ?? [];
      const minutes = unit === undefined ? undefined : Number(count) * MINUTES[unit as keyof typeof MINUTES];
      if (minutes !== undefined) return { value: { minutes, runs: 0 } };
      return fault('invalid-value', `${quote(text)} is no time and no number of runs`, {
        rule: 'write a time such as 2h, or a number of runs such as 3 runs',
        ...timeMeant(text),
      });
    },
    description,
    { pattern: `${TIME.source}|${RUNS.source}`, examples: ['2h', '3 runs'] },
  );

const RUNS = /^([1-9]\d?) runs?$/;
const TIME = /^(0|[1-9]\d{0,3})([mhd])$/;
const MINUTES = { m: 1, h: 60, d: 1_440 } as const;

export const list = <T extends z.ZodType>(item: T, description: string) =>
  z.array(item).min(1).max(MAX_ITEMS).meta({ description });

export const day = (description: string) =>
  word(
    (input) => {
      const parsed = parseDay(input);
      if (parsed !== undefined) return { value: parsed };
      const meant = dayMeant(input);
      return fault('invalid-date', `${quote(input)} is not a day of the calendar`, {
        rule: dayChoice(input) ?? 'write a day such as 2027-03-31',
        ...(meant === undefined ? {} : { meant }),
      });
    },
    description,
    { pattern: DAY, examples: ['2027-03-31'] },
  );

export const HOST_EXAMPLES = ['192.0.2.10', 'www.example.com', '192.0.2.0/28', '192.0.2.10-19', '2001:db8::1'];
export const host = (description: string, examples: string[] = HOST_EXAMPLES) =>
  word(parseHost, description, { pattern: HOST, examples });

export const families = z
  .array(z.enum(FAMILIES).meta({ description: 'Family of addresses' }))
  .min(1)
  .max(FAMILIES.length)
  .meta({ uniqueItems: true, description: 'Which addresses of a name are scanned', examples: [['ipv4']] });
export const profile = z.enum(PROFILES).meta({
  description:
    'How the target is scanned. discovery: which hosts are up, and only the ports that lines name; quick: the ' +
    '100 most common TCP ports; standard: the 1,000 most common; thorough: the ports that `ports` names; ' +
    'deep: thorough, and operating systems and safe scripts; udp: UDP only; stealth: thorough, slowly; ' +
    'custom: thorough, with `options`',
  examples: ['standard'],
});
export const assume = z.enum(ASSUMPTIONS).meta({
  description:
    'up: every port of every address is scanned; discover: host discovery first, and of hosts that are down ' +
    'only the required ports',
  examples: ['discover'],
});
export const confidence = z
  .number()
  .gt(0)
  .max(1)
  .meta({
    description: 'Number of open ports that a sweep may be expected to miss and still count as complete',
    examples: [0.001],
  });

export const rescanAfter = minutes(
  'How long a host that a run found clean is not port scanned again, at most 24h. Needs the state file, and ' +
    '`assume: discover`',
  '10m',
  ONE_DAY,
);
export const acceptMemory = z.boolean().meta({
  description: 'Whether hosts that `rescan-after` leaves out are covered; otherwise their ports are unobserved',
  examples: [true],
});

// Ports

const PORT_EXAMPLES = { tcp: [22, 443], udp: [53, 123], sctp: [3868] };

const portItem = (protocol: Protocol) =>
  z
    .union([
      z.int().min(0).max(MAX_PORT).meta({ examples: PORT_EXAMPLES[protocol] }),
      z.string().max(MAX_TEXT).meta({ pattern: PORT_ITEM[protocol] }),
    ])
    .transform((input, context) => {
      const parsed = parsePortItem(input, protocol);
      if ('value' in parsed) return parsed.value;
      const { message, ...params } = parsed.fault;
      context.issues.push({ code: 'custom', input, message, params });
      return z.NEVER;
    })
    .meta({
      description: `A port, a range such as 8000-8010, or ${protocol === 'tcp' ? 'all, top-100, top-1000' : 'all'}`,
    });

const portList = (protocol: Protocol) => {
  const item = portItem(protocol);
  const several = list(item, `Ports, ranges and words such as ${protocol === 'tcp' ? 'top-100' : 'all'}`).check(
    (payload) => {
      // Invalid items are already reported, and are no sets.
      if (!payload.value.every(Array.isArray)) return;
      const none = payload.value.findIndex((set) => set.length === 0);
      const overlap =
        none === -1 ? findOverlap(payload.value) : { index: none, message: 'none stands alone, not in a list' };
      if (overlap === undefined) return;
      const { index, message, ...remedy } = overlap;
      const issue = { code: 'custom' as const, input: payload.value, path: [index], message };
      payload.issues.push({ ...issue, params: { code: none === -1 ? 'duplicate-value' : 'invalid-port', ...remedy } });
    },
  );
  return z
    .union([several, item.transform((set) => [set])])
    .meta({ description: `${protocol.toUpperCase()} ports to scan: all, none, a port, a range, or a list` });
};

export const ports = z
  .strictObject({ tcp: portList('tcp'), udp: portList('udp'), sctp: portList('sctp') })
  .partial()
  .refine((sets) => Object.keys(sets).length > 0, { params: { code: 'empty-value' }, error: 'no ports are named here' })
  .meta({
    minProperties: 1,
    description:
      'Ports to scan. A protocol that is left out is as in `defaults`, and there all of TCP and nothing else',
  });

/** A user who adds UDP ports does not exclude TCP. `tcp: none` does that. */
export const defaultPorts = ports.transform(({ tcp = [ALL_PORTS], ...others }) => ({ tcp, ...others }));
