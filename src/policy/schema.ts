import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import { ADJUSTABLE_CODES, LEVELS, SEVERITIES, WAIVABLE_CODES } from '../model/finding.ts';
import { USUAL_MANNER } from '../model/manner.ts';
import { type Expectation, MAX_HOSTS } from '../model/policy.ts';
import { parseEntryPort, parseShortEntry, parseWaivedPort, serviceRefused } from './entries.ts';
import { parseScope, parseSingleHost } from './hosts.ts';
import { parseOption } from './options.ts';
import { FORBIDDEN, ONE_HOST, OPTION, PORT, PORT_AND_SERVICE, SCOPE, SERVICE } from './patterns.ts';
import {
  assume,
  confidence,
  day,
  defaultPorts,
  families,
  HOST_EXAMPLES,
  host,
  list,
  ports,
  profile,
  text,
  word,
} from './schema-values.ts';
import { parseForbiddenService, parseService } from './services.ts';

/** Also where there is no authorization. */
export const DEFAULT_MAX_HOSTS = 256;

/** The environment of a policy that names none. */
export const DEFAULT_ENVIRONMENT = 'default';

/** What a target may be called. */
export const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

// Entries

const paperwork = {
  reason: text('Why this is so').optional(),
  'approved-by': text('Who agreed').optional(),
  ticket: text('Where it was agreed').optional(),
  'review-by': day('When to look at it again').optional(),
};

const PORT_DESCRIPTION = 'A port or a range, with its protocol';

/** What the short form of an entry looks like. */
const SHORT = {
  require: { description: PORT_DESCRIPTION, pattern: PORT_AND_SERVICE, examples: ['443/tcp https'] },
  allow: { description: PORT_DESCRIPTION, pattern: PORT_AND_SERVICE, examples: ['80/tcp http', '8000-8010/tcp'] },
  filtered: { description: PORT_DESCRIPTION, pattern: PORT, examples: ['5432/tcp'] },
  forbid: {
    description: 'A port, or a service on any port, also inside TLS',
    pattern: FORBIDDEN,
    examples: ['telnet', '2375/tcp'],
  },
};

const shortEntry = (expectation: Expectation) =>
  word((input) => parseShortEntry(input, expectation), SHORT[expectation].description, SHORT[expectation]);

const entryPort = (expectation: Expectation) =>
  word((input) => parseEntryPort(input, expectation), PORT_DESCRIPTION, { pattern: PORT, examples: ['443/tcp'] });

/** An entry in either form. */
const entry = <T extends z.ZodType>(expectation: Expectation, long: T) =>
  z.union([shortEntry(expectation), long]).meta({ description: `${SHORT[expectation].description}; or its parts` });

const longEntry = (expectation: 'require' | 'allow') =>
  z.strictObject({
    port: entryPort(expectation),
    service: word(parseService, 'The service that must be there', { pattern: SERVICE, examples: ['https'] }).optional(),
    ...paperwork,
  });

const filteredEntry = z.strictObject({ port: entryPort('filtered'), ...paperwork });

/** `forbid` names a port or a service; which of the two is checked here, and both keys are known to editors. */
const forbidEntry = z
  .strictObject({
    port: entryPort('forbid').optional(),
    service: word(parseForbiddenService, 'A service that must be on no port', {
      pattern: SERVICE,
      examples: ['telnet'],
    }).optional(),
    ...paperwork,
  })
  .refine(({ port, service }) => port !== undefined || service !== undefined, {
    params: { code: 'missing-key' },
    error: 'neither a port nor a service is named here',
  })
  .refine(({ port, service }) => port === undefined || service === undefined, {
    path: ['service'],
    params: { code: 'unexpected-service' },
    error: `a service is named beside a port: ${serviceRefused('forbid')}`,
  })
  .meta({ oneOf: [{ required: ['port'] }, { required: ['service'] }] });

const waiver = z
  .strictObject({
    finding: z.enum(WAIVABLE_CODES).meta({ description: 'The code of the finding that is waived' }),
    port: word(parseWaivedPort, 'Exactly one port, with its protocol', { pattern: PORT, examples: ['8443/tcp'] }),
    host: word(parseSingleHost, 'Only on this address or name of the target', {
      pattern: ONE_HOST,
      examples: ['192.0.2.12', 'www.example.com'],
    }).optional(),
    reason: text('Why this is tolerated'),
    owner: text('Who answers for it'),
    ticket: text('Where it is followed up').optional(),
    expires: day('Tolerated until the end of this day, UTC'),
  })
  .meta({ description: 'A failure of one port that is tolerated until a day' });

const target = z
  .strictObject({
    hosts: list(host('An address, a range in any nmap form, or a name'), 'What is scanned'),
    exclude: list(host('What is left out'), 'Addresses and names that are not scanned').optional(),
    families: families.optional(),
    owner: text('Who answers for this target').optional(),
    tags: z
      .array(text('A word of your own', 64))
      .min(1)
      .max(50)
      .meta({ description: 'Words of your own about this target' })
      .optional(),
    profile: profile.optional(),
    options: list(
      word(parseOption, "One of nmap's own options that are allowed", {
        pattern: OPTION,
        examples: ['--max-retries=4', '-T3', '--script=ssl-cert'],
      }),
      'With the profile custom: options for nmap, one an item',
    ).optional(),
    assume: assume.optional(),
    confidence: confidence.optional(),
    ports: ports.optional(),
    require: list(entry('require', longEntry('require')), 'Must be open').optional(),
    allow: list(entry('allow', longEntry('allow')), 'May be open').optional(),
    filtered: list(entry('filtered', filteredEntry), 'Must not answer at all').optional(),
    forbid: list(entry('forbid', forbidEntry), 'Must not be open; beats every allow').optional(),
    waive: list(waiver, 'Failures that are tolerated for a while').optional(),
  })
  .meta({ description: 'Hosts and what is expected of them. What is not mentioned must not be open' });

const authorization = z
  .strictObject({
    by: text('Who authorized the scan'),
    reference: text('Where that is written down'),
    scope: list(
      word(parseScope, 'An address, a range, a name, or *.example.com', {
        pattern: SCOPE,
        examples: [...HOST_EXAMPLES, '*.example.com'],
      }),
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
  .partialRecord(
    z.enum(ADJUSTABLE_CODES).meta({ description: 'The code of a finding' }),
    z.enum(LEVELS).meta({ description: 'How bad it is' }),
  )
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
    .record(z.string().regex(TARGET_NAME).meta({ description: 'A name of your own' }), target)
    .refine((targets) => Object.keys(targets).length > 0, {
      params: { code: 'empty-value' },
      error: 'targets is empty',
    })
    .meta({ minProperties: 1, description: 'What is scanned, by a name of your own' }),
});

/** For finding out what else is wrong once what is wrong has been taken out: nothing at the root is owed. */
export const remainderSchema = policySchema.partial();

export type RawTarget = z.output<typeof target>;
export type RawAuthorization = z.output<typeof authorization>;
export type RawDefaults = z.output<typeof defaults>;
export type RawRemainder = z.output<typeof remainderSchema>;
