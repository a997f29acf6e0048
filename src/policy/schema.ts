import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import { ADJUSTABLE_CODES, LEVELS, SEVERITIES } from '../model/finding.ts';
import { MOST_RUNS } from '../model/memory.ts';
import { MAX_HOSTS } from '../model/policy.ts';
import { DEFAULT_SETTINGS } from '../model/scan-settings.ts';
import { deviceSettings, devices, excluded } from './device-schema.ts';
import { lines } from './entry-schema.ts';
import { parseScope } from './hosts.ts';
import { parseOption } from './options.ts';
import { OPTION, SCOPE, USE } from './patterns.ts';
import {
  acceptMemory,
  assume,
  confidence,
  day,
  defaultPorts,
  families,
  HOST_EXAMPLES,
  host,
  list,
  numberOfDays,
  ports,
  profile,
  rescanAfter,
  text,
  word,
} from './schema-values.ts';
import { parseUse } from './use.ts';

/** Also holds without an authorization. */
export const DEFAULT_MAX_HOSTS = 256;

/** The environment of a policy that names none. */
export const DEFAULT_ENVIRONMENT = 'default';

/** Valid names of targets. */
export const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

const target = z
  .strictObject({
    hosts: list(host('An address, a range of addresses in any form that nmap reads, or a name'), 'Hosts to scan'),
    exclude: list(
      excluded,
      'Hosts of the target that are not scanned. A device with an excluded hardware address is discovered, and none ' +
        'of its ports is probed',
    ).optional(),
    families: families.optional(),
    use: list(
      word(parseUse, 'The name of a ready policy, or the path of a policy in this repository', {
        pattern: USE,
        examples: ['web-server', './policies/base.yml'],
      }),
      'Policies whose lines count for the target too',
    ).optional(),
    zone: z
      .string()
      .regex(TARGET_NAME)
      .optional()
      .meta({
        description: 'Name of the network of the hosts: the same private address in two zones is two devices',
        examples: ['office'],
      }),
    owner: text('Who is responsible for the target; every report shows it', 'team-edge').optional(),
    tags: z
      .array(text('A word of your own', 'pci', 64))
      .min(1)
      .max(50)
      .meta({ description: 'Words of your own about the target; every report shows them' })
      .optional(),
    activation: day(
      'Last day on which findings of the target are reported and fail no build, until the end of that day, UTC. An ' +
        'incomplete scan is inconclusive all the same',
    ).optional(),
    profile: profile.optional(),
    options: list(
      word(parseOption, 'An option of nmap, with its value', {
        pattern: OPTION,
        examples: ['--max-retries=4', '-T3', '--script=ssl-cert'],
      }),
      'Options for nmap, one per item; only with `profile: custom`',
    ).optional(),
    assume: assume.optional(),
    confidence: confidence.optional(),
    'rescan-after': rescanAfter.optional(),
    'accept-memory': acceptMemory.optional(),
    ports: ports.optional(),
    ...lines,
  })
  .meta({ description: 'Hosts, and what is expected of their ports. A port that no line mentions must not be open' });

const authorization = z
  .strictObject({
    by: text('Who authorized the scan', 'Platform Security <security@example.com>'),
    reference: text('Where the authorization is recorded', 'SEC-1182'),
    scope: list(
      word(parseScope, 'An address, a range of addresses, a name, or `*.example.com` for all names below it', {
        pattern: SCOPE,
        examples: ['192.0.2.0/24', '*.example.com', ...HOST_EXAMPLES],
      }),
      'Addresses and names that may be scanned. A name must be in scope, and so must each of its addresses',
    ),
    exclude: list(
      excluded,
      'Hosts that are never probed, whichever target names them. A device with an excluded hardware address is ' +
        'discovered, and none of its ports is probed',
    ).optional(),
    expires: day('Last day of the authorization, which ends at the end of that day, UTC'),
    'max-rate': z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .meta({ description: 'Most packets per second, all probes together', examples: [2000] }),
    'max-hosts': z
      .int()
      .min(1)
      .max(MAX_HOSTS)
      .default(DEFAULT_MAX_HOSTS)
      .meta({ description: 'Most addresses that one run may probe', examples: [1024] }),
  })
  .meta({
    description: 'Who allowed the scan, of what, and until when. Without it only loopback addresses are scanned',
  });

const levels = z
  .partialRecord(
    z.enum(ADJUSTABLE_CODES).meta({ description: 'Code of a finding' }),
    z.enum(LEVELS).meta({ description: 'Level of the finding' }),
  )
  .meta({
    description: 'Levels of findings that differ from the usual ones',
    examples: [{ 'possibly-open': 'error' }],
  });

const defaults = z
  .strictObject({
    ports: defaultPorts.prefault({ tcp: 'all' }),
    profile: profile.default(DEFAULT_SETTINGS.profile),
    assume: assume.default(DEFAULT_SETTINGS.assume),
    confidence: confidence.default(DEFAULT_SETTINGS.confidence),
    'rescan-after': rescanAfter.prefault('0m'),
    'accept-memory': acceptMemory.default(false),
    confirm: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether a second probe must confirm what would fail the build', examples: [false] }),
    'fail-on': z
      .enum(SEVERITIES)
      .default('low')
      .meta({ description: 'Lowest severity that fails the build', examples: ['high'] }),
    'service-confidence': z
      .int()
      .min(1)
      .max(10)
      .default(8)
      .meta({ description: "Lowest confidence of nmap's (`conf`) at which a service is proven", examples: [9] }),
    levels: levels.prefault({}),
    'warn-before': numberOfDays('Days before its end from which a waiver is reported, with its owner').default('14d'),
    'prune-after': numberOfDays(
      'Days after which the state file (`--state`) forgets what no run has seen again',
    ).default('90d'),
    'unused-after': z
      .int()
      .min(1)
      .max(MOST_RUNS)
      .optional()
      .meta({
        description:
          'Complete runs of the state file (`--state`) after which an `allow` line is a note if none of its ports ' +
          'was open (`unused-allowance`); left out: never',
        examples: [30],
      }),
    ...deviceSettings,
    'max-waiver-days': z
      .int()
      .min(1)
      .max(3_660)
      .optional()
      .meta({
        description: 'Most days from today until the end of a waiver; a check refuses longer ones',
        examples: [90],
      }),
    families: families.default([...FAMILIES]),
  })
  .meta({ description: 'Settings of all targets that do not have their own' });

/**
 * The policy language, version 1: its keys, types, words and all defaults. Later checks find what the lines together
 * get wrong (overlaps, contradictions).
 */
export const policySchema = z.strictObject({
  version: z.literal(1).meta({ description: 'Version of the policy language', examples: [1] }),
  environment: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z0-9-]+$/)
    .default(DEFAULT_ENVIRONMENT)
    .meta({
      description:
        'Name of the environment: lower-case letters, digits and hyphens. Part of each fingerprint, and of ' +
        'the category in code scanning',
      examples: ['staging'],
    }),
  authorization: authorization.optional(),
  defaults: defaults.prefault({}),
  devices: devices.optional(),
  targets: z
    .record(z.string().regex(TARGET_NAME).meta({ description: 'A name of your own' }), target)
    .refine((targets) => Object.keys(targets).length > 0, {
      params: { code: 'empty-value' },
      error: 'targets is empty',
    })
    .meta({
      minProperties: 1,
      description: 'Targets, each under a name of your own',
      examples: [{ web: { hosts: ['127.0.0.1'] } }],
    }),
});

/** Finds further problems after invalid parts are removed, so no key at the root is mandatory. */
export const remainderSchema = policySchema.partial();

export type RawTarget = z.output<typeof target>;
export type RawDevices = z.output<typeof devices>;
export type RawAuthorization = z.output<typeof authorization>;
export type RawDefaults = z.output<typeof defaults>;
export type RawRemainder = z.output<typeof remainderSchema>;
