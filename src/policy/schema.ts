import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import { ADJUSTABLE_CODES, LEVELS, SEVERITIES, WAIVABLE_CODES } from '../model/finding.ts';
import { ASSUMPTIONS, PROFILES, USUAL_MANNER } from '../model/manner.ts';
import type { Expectation } from '../model/policy.ts';
import { ALL_PORTS, MAX_PORT, type Protocol } from '../model/port.ts';
import { printable } from '../model/text.ts';
import { parseDay } from '../model/time.ts';
import { parseEntryPort, parseShortEntry, parseWaivedPort, serviceRefused } from './entries.ts';
import { fault, type Parsed, quote } from './fault.ts';
import { parseHost, parseScope, parseSingleHost } from './hosts.ts';
import { parseOption } from './options.ts';
import { findOverlap, parsePortItem } from './ports.ts';
import { parseForbiddenService, parseService } from './services.ts';

/** Longest text in a policy, and longest list: what a person writes and reads is far shorter. */
const MAX_TEXT = 200;
const MAX_ITEMS = 1000;
const MAX_HOSTS = 65_536;
/** Also where there is no authorization. */
export const DEFAULT_MAX_HOSTS = 256;

/** The environment of a policy that names none. */
export const DEFAULT_ENVIRONMENT = 'default';

/** What a target may be called. */
export const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

// The pieces. A description is what an editor shows.

const text = (description: string, longest = MAX_TEXT) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .transform((input) => printable(input))
    .meta({ description });

/** Text that has a grammar of its own. Host names may be longer than other text (RFC 1035, 2.3.4). */
const word = <T>(parse: (text: string) => Parsed<T>, description: string, examples: string[] = []) =>
  z
    .string()
    .max(300)
    .meta(examples.length > 0 ? { examples } : {})
    .transform((input, context): T => {
      const parsed = parse(input);
      if ('value' in parsed) return parsed.value;
      const { code, message } = parsed.fault;
      context.issues.push({ code: 'custom', input, message, params: { code } });
      return z.NEVER;
    })
    .meta({ description });

const list = <T extends z.ZodType>(item: T, description: string) =>
  z.array(item).min(1).max(MAX_ITEMS).meta({ description });

const day = (description: string) =>
  word(
    (input) => {
      const parsed = parseDay(input);
      if (parsed !== undefined) return { value: parsed };
      return fault('invalid-date', `${quote(input)} is not a day of the calendar: write it as in 2027-03-31`);
    },
    description,
    ['2027-03-31'],
  );

const HOST_EXAMPLES = ['192.0.2.10', '192.0.2.0/28', '192.0.2.10-19', '2001:db8::1', 'www.example.com'];
const host = (description: string) => word(parseHost, description, HOST_EXAMPLES);
const families = z
  .array(z.enum(FAMILIES))
  .min(1)
  .max(FAMILIES.length)
  .meta({ description: "Which of a name's addresses are scanned" });
const profile = z.enum(PROFILES).meta({
  description:
    'A way of scanning. discovery: which hosts are up, and no ports but those of entries; quick: the 100 most common TCP ports; standard: 1,000; thorough: what `ports` says; deep: the same, operating systems and safe scripts; udp: UDP alone; stealth: as thorough, slowly; custom: as thorough, with options',
});
const assume = z.enum(ASSUMPTIONS).meta({
  description: 'up: every port of every address is asked; discover: first which addresses are up, then those',
});
const confidence = z.number().gt(0).max(1).meta({
  description: 'Open ports that a sweep may be expected to miss and still count as complete',
});

// Ports

const portItem = (protocol: Protocol) =>
  z.union([z.int().min(0).max(MAX_PORT), z.string().max(MAX_TEXT)]).transform((input, context) => {
    const parsed = parsePortItem(input, protocol);
    if ('value' in parsed) return parsed.value;
    context.issues.push({ code: 'custom', input, message: parsed.fault.message, params: { code: parsed.fault.code } });
    return z.NEVER;
  });

const portList = (protocol: Protocol) => {
  const item = portItem(protocol);
  const several = list(item, `Ports, ranges and words such as ${protocol === 'tcp' ? 'top-100' : 'all'}`).check(
    (payload) => {
      // Items that are wrong have been told, and are no sets.
      if (!payload.value.every(Array.isArray)) return;
      const none = payload.value.findIndex((set) => set.length === 0);
      const overlap =
        none === -1 ? findOverlap(payload.value) : { index: none, message: 'none stands alone, not in a list' };
      if (overlap === undefined) return;
      const { index, message } = overlap;
      const issue = { code: 'custom' as const, input: payload.value, path: [index], message };
      payload.issues.push({ ...issue, params: { code: none === -1 ? 'duplicate-value' : 'invalid-port' } });
    },
  );
  return z
    .union([several, item.transform((set) => [set])])
    .meta({ description: `${protocol.toUpperCase()} ports that are looked at: all, none, a port, or a list` });
};

const ports = z
  .strictObject({ tcp: portList('tcp'), udp: portList('udp'), sctp: portList('sctp') })
  .partial()
  .refine((sets) => Object.keys(sets).length > 0, { params: { code: 'empty-value' }, error: 'no ports are named here' })
  .meta({
    description: 'What is looked at. A protocol that is left out is as in the defaults: all of TCP, nothing else',
  });

/** Who adds UDP ports has not said that TCP is not to be looked at: for that there is `none`. */
const defaultPorts = ports.transform(({ tcp = [ALL_PORTS], ...others }) => ({ tcp, ...others }));

// Entries

const paperwork = {
  reason: text('Why this is so').optional(),
  'approved-by': text('Who agreed').optional(),
  ticket: text('Where it was agreed').optional(),
  'review-by': day('When to look at it again').optional(),
};

const shortEntry = (expectation: Expectation) =>
  word(
    (input) => parseShortEntry(input, expectation),
    expectation === 'forbid'
      ? 'A port, or a service on any port, also inside TLS'
      : 'A port or a range, with its protocol',
    {
      require: ['443/tcp https'],
      allow: ['80/tcp http', '8000-8010/tcp'],
      filtered: ['5432/tcp'],
      forbid: ['telnet', '2375/tcp'],
    }[expectation],
  );

const entryPort = (expectation: Expectation) =>
  word((input) => parseEntryPort(input, expectation), 'A port or a range, with its protocol', ['443/tcp']);

const longEntry = (expectation: 'require' | 'allow') =>
  z.strictObject({
    port: entryPort(expectation),
    service: word(parseService, 'The service that must be there', ['https']).optional(),
    ...paperwork,
  });

const filteredEntry = z.strictObject({ port: entryPort('filtered'), ...paperwork });

/** `forbid` names a port or a service; which of the two is checked here, and both keys are known to editors. */
const forbidEntry = z
  .strictObject({
    port: entryPort('forbid').optional(),
    service: word(parseForbiddenService, 'A service that must be on no port', ['telnet']).optional(),
    ...paperwork,
  })
  .refine(({ port, service }) => port !== undefined || service !== undefined, {
    params: { code: 'missing-key' },
    error: 'neither a port nor a service is named here',
  })
  .refine(({ port, service }) => port === undefined || service === undefined, {
    path: ['service'],
    params: { code: 'unexpected-service' },
    error: `with a port no service is named: ${serviceRefused('forbid')}`,
  });

const waiver = z.strictObject({
  finding: z.enum(WAIVABLE_CODES).meta({ description: 'The code of the finding that is waived' }),
  port: word(parseWaivedPort, 'Exactly one port, with its protocol', ['8443/tcp']),
  host: word(parseSingleHost, 'Only on this address or name of the target').optional(),
  reason: text('Why this is tolerated'),
  owner: text('Who answers for it'),
  ticket: text('Where it is followed up').optional(),
  expires: day('Tolerated until the end of this day, UTC'),
});

const target = z
  .strictObject({
    hosts: list(host('An address, a range in any nmap form, or a name'), 'What is scanned'),
    exclude: list(host('What is left out'), 'Addresses and names that are not scanned').optional(),
    families: families.optional(),
    owner: text('Who answers for this target').optional(),
    tags: z.array(text('A word of your own', 64)).min(1).max(50).optional(),
    profile: profile.optional(),
    options: list(
      word(parseOption, "One of nmap's own options that are allowed", ['--max-retries=4', '-T3', '--script=ssl-cert']),
      'With the profile custom: options for nmap, one an item',
    ).optional(),
    assume: assume.optional(),
    confidence: confidence.optional(),
    ports: ports.optional(),
    require: list(z.union([shortEntry('require'), longEntry('require')]), 'Must be open').optional(),
    allow: list(z.union([shortEntry('allow'), longEntry('allow')]), 'May be open').optional(),
    filtered: list(z.union([shortEntry('filtered'), filteredEntry]), 'Must not answer at all').optional(),
    forbid: list(z.union([shortEntry('forbid'), forbidEntry]), 'Must not be open; beats every allow').optional(),
    waive: list(waiver, 'Failures that are tolerated for a while').optional(),
  })
  .meta({ description: 'Hosts and what is expected of them. What is not mentioned must not be open' });

const authorization = z
  .strictObject({
    by: text('Who authorized the scan'),
    reference: text('Where that is written down'),
    scope: list(
      word(parseScope, 'An address, a range, a name, or *.example.com', HOST_EXAMPLES),
      'What may be scanned',
    ),
    exclude: list(host('What is never probed'), 'Never probed, whatever else is said').optional(),
    expires: day('Valid until the end of this day, UTC'),
    'max-rate': z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .meta({ description: 'Packets a second, all probes together' }),
    'max-hosts': z
      .int()
      .min(1)
      .max(MAX_HOSTS)
      .default(DEFAULT_MAX_HOSTS)
      .meta({ description: 'The most addresses one run may probe' }),
  })
  .meta({ description: 'Who allowed this scan. Without it only loopback is probed' });

const levels = z
  .partialRecord(z.enum(ADJUSTABLE_CODES), z.enum(LEVELS))
  .meta({ description: 'The level of a finding, where not the usual one' });

const defaults = z
  .strictObject({
    ports: defaultPorts.prefault({ tcp: 'all' }),
    profile: profile.default(USUAL_MANNER.profile),
    assume: assume.default(USUAL_MANNER.assume),
    confidence: confidence.default(USUAL_MANNER.confidence),
    confirm: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether what would fail the build is probed once more before it counts' }),
    'fail-on': z.enum(SEVERITIES).default('low').meta({ description: 'The least severity that fails the build' }),
    'service-confidence': z
      .int()
      .min(1)
      .max(10)
      .default(8)
      .meta({ description: "nmap's confidence from which a service counts as proven" }),
    levels: levels.prefault({}),
    families: families.default([...FAMILIES]),
  })
  .meta({ description: 'What holds for every target that does not say otherwise' });

/**
 * The policy language, version 1: its keys, types, words and all its defaults. What the lines say together (overlaps,
 * contradictions) is checked afterwards.
 */
export const policySchema = z.strictObject({
  version: z.literal(1).meta({ description: 'The version of this language' }),
  environment: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z0-9-]+$/)
    .default(DEFAULT_ENVIRONMENT)
    .meta({ description: 'Which environment this is: part of the code-scanning category' }),
  authorization: authorization.optional(),
  defaults: defaults.prefault({}),
  targets: z
    .record(z.string().regex(TARGET_NAME), target)
    .refine((targets) => Object.keys(targets).length > 0, {
      params: { code: 'empty-value' },
      error: 'targets is empty',
    })
    .meta({ description: 'What is scanned, by a name of your own' }),
});

/** For finding out what else is wrong once what is wrong has been taken out: nothing at the root is owed. */
export const remainderSchema = policySchema.partial();

export type RawTarget = z.output<typeof target>;
export type RawAuthorization = z.output<typeof authorization>;
export type RawDefaults = z.output<typeof defaults>;
export type RawRemainder = z.output<typeof remainderSchema>;
