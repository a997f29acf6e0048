import { z } from 'zod';
import { WAIVABLE_CODES } from '../model/finding.ts';
import type { Expectation } from '../model/policy.ts';
import { parseEntryPort, parseShortEntry, parseWaivedPort, serviceRefused } from './entries.ts';
import { parseSingleHost } from './hosts.ts';
import { FORBIDDEN, ONE_HOST, PORT, PORT_AND_SERVICE, SERVICE } from './patterns.ts';
import { day, list, text, word } from './schema-values.ts';
import { parseForbiddenService, parseService } from './services.ts';

const paperwork = {
  reason: text('Why the line exists', 'administration through the bastion only').optional(),
  'approved-by': text('Who approved the line', 'jo@example.com').optional(),
  ticket: text('Where the approval is recorded', 'SEC-901').optional(),
  'review-by': day('Day by which somebody should review the line; after it, the line is a finding').optional(),
};

const PORT_DESCRIPTION = 'A port or a range of ports, with the protocol';

/** The pattern and examples of the short form of an entry. */
const SHORT = {
  require: {
    description: `${PORT_DESCRIPTION}, and the service if it matters`,
    pattern: PORT_AND_SERVICE,
    examples: ['443/tcp https'],
  },
  allow: {
    description: `${PORT_DESCRIPTION}, and the service if it matters`,
    pattern: PORT_AND_SERVICE,
    examples: ['80/tcp http', '8000-8010/tcp'],
  },
  filtered: { description: PORT_DESCRIPTION, pattern: PORT, examples: ['5432/tcp'] },
  forbid: {
    description: 'A port or a range of ports, or a service on any port, inside TLS too',
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
  z.union([shortEntry(expectation), long]).meta({ description: `${SHORT[expectation].description}; or the long form` });

const longEntry = (expectation: 'require' | 'allow') =>
  z.strictObject({
    port: entryPort(expectation),
    service: word(parseService, 'The service that must answer on the port', {
      pattern: SERVICE,
      examples: ['https'],
    }).optional(),
    ...paperwork,
  });

const filteredEntry = z.strictObject({ port: entryPort('filtered'), ...paperwork });

/** `forbid` names either a port or a service. The check is here, so that editors know both keys. */
const forbidEntry = z
  .strictObject({
    port: entryPort('forbid').optional(),
    service: word(parseForbiddenService, 'The service that no port may have, in place of `port`', {
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
    finding: z.enum(WAIVABLE_CODES).meta({ description: 'Code of the finding', examples: ['unexpected-port'] }),
    port: word(parseWaivedPort, 'The port: exactly one, with the protocol', { pattern: PORT, examples: ['8443/tcp'] }),
    host: word(parseSingleHost, 'The only address or name of the target that the waiver covers', {
      pattern: ONE_HOST,
      examples: ['192.0.2.12', 'www.example.com'],
    }).optional(),
    reason: text('Why the finding is tolerated', 'legacy admin console, being removed'),
    owner: text('Who is responsible for the waiver', 'team-edge'),
    ticket: text('Where the repair is tracked', 'EDGE-77').optional(),
    expires: day('Last day of the waiver, which ends at the end of that day, UTC'),
  })
  .meta({ description: 'A finding on one port that is tolerated until a day' });

/** What a target expects of ports, and what it tolerates. */
export const lines = {
  require: list(entry('require', longEntry('require')), 'Ports that must be open').optional(),
  allow: list(entry('allow', longEntry('allow')), 'Ports that may be open').optional(),
  filtered: list(
    entry('filtered', filteredEntry),
    'Ports that must not answer at all, because a firewall drops the packets',
  ).optional(),
  forbid: list(
    entry('forbid', forbidEntry),
    'Ports, and services on any port, that must not be open; wins over every `allow`',
  ).optional(),
  waive: list(waiver, 'Findings that are tolerated until a day').optional(),
};
