import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import { SEVERITIES, type Severity } from '../model/finding.ts';
import { PORT_STATES, RECALL_EVIDENCE, UNOBSERVED_CODES } from '../model/observation.ts';
import { PRIVILEGES } from '../model/plan.ts';
import { MAX_PORT, PROTOCOLS } from '../model/port.ts';
import { VERDICTS } from '../model/report.ts';
import { CI_SYSTEMS } from '../model/repository.ts';
import { TOOL_NAME, TOOL_URL } from '../model/version.ts';
import { findingSchema, locationSchema } from './json-finding-schema.ts';
import { macsSchema, memorySchema } from './memory-schema.ts';

const text = z.string();
const count = z.int().min(0);
const portNumber = z.int().min(0).max(MAX_PORT);
const portList = z.string().describe('Ports in nmap\'s notation: "22,80-90".');
const protocol = z.enum(PROTOCOLS);
const day = z.iso.date();
const moment = z.iso.datetime();
const generator = z.strictObject({ name: z.literal(TOOL_NAME), version: text });
const reportVersion = z
  .literal(1)
  .describe(
    'Rises when a field is removed or changes its meaning. Fields may be added without that: ignore those that you ' +
      'do not know.',
  );

const service = z.strictObject({
  name: text,
  product: text.nullable(),
  version: text.nullable(),
  confidence: z.int().min(0).max(10),
  method: z.enum(['table', 'probed']).describe('"table" is a guess from the port number and proves nothing.'),
  tunnel: z.literal('ssl').nullable(),
});

const portState = z.enum(['open', 'open|filtered', 'unfiltered']);
const hostPort = z.union([
  z.strictObject({
    protocol,
    port: portNumber,
    state: portState,
    reason: text.nullable(),
    service: service.nullable(),
    second: z
      .enum(PORT_STATES)
      .nullable()
      .describe('What a second probe found before a finding counted; null: none was made.'),
  }),
  z.strictObject({ protocol, ports: portList, state: portState }).describe('Too many ports in one state to list each.'),
]);

const stateCounts = z.strictObject(
  Object.fromEntries(PORT_STATES.map((state) => [state, count.optional()])) as Record<
    (typeof PORT_STATES)[number],
    z.ZodOptional<typeof count>
  >,
);

const fact = z
  .strictObject({ protocol: protocol.nullable(), port: portNumber.nullable(), source: text, text })
  .describe('What a script found out, or ("os") what the operating system may be. Nothing is decided by it.');

const host = z.strictObject({
  address: text,
  names: z.array(text).describe("Names that the scan's own results give."),
  declaredAs: z.array(text).describe('How the policy names this address.'),
  targets: z.array(text),
  state: z.enum(['up', 'down']),
  ports: z.array(hostPort),
  states: z.strictObject({ tcp: stateCounts.optional(), udp: stateCounts.optional(), sctp: stateCounts.optional() }),
  macs: macsSchema.optional(),
  facts: z.array(fact),
});

const unobserved = z.strictObject({
  target: text,
  host: text,
  address: text.nullable(),
  protocol: protocol.nullable().describe('Null, and no ports: it is not known whether anything is there.'),
  ports: portList,
  reason: z.enum(UNOBSERVED_CODES),
  detail: text,
});

const exclusion = z
  .strictObject({
    ...{ target: text, exclude: text.describe('As the policy writes it.'), location: locationSchema, count },
    addresses: z.array(text).describe('The first thousand.'),
  })
  .describe('Addresses that a line of the policy excludes from a target.');

const sweep = z.strictObject({
  family: z.enum(FAMILIES),
  protocol,
  addresses: count,
  required: count.describe('Addresses × ports.'),
  probes: count.describe('Probes sent over all passes.'),
  passes: count.describe('How often every port was probed, at least.'),
  rate: z.number().min(0).nullable().describe('Packets per second at most; null: the scanner chose its own rate.'),
  seconds: z.number().min(0),
  loss: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Share of the probes of open ports that had no answer; null: not measurable.'),
  missed: z
    .number()
    .min(0)
    .describe('Missed-port estimate, for open ports that answer within the time that the sweep waits.'),
  evidence: z.enum(RECALL_EVIDENCE),
  silentRetry: z
    .strictObject({
      ports: count,
      hosts: count,
      answered: count.describe('How many of the ports answered.'),
      answersWithin: z
        .number()
        .min(0)
        .nullable()
        .describe('Milliseconds within which the slowest host is expected to answer; null: no host answered.'),
    })
    .nullable()
    .describe(
      'Silent TCP ports that were probed again, by connect() or raw probes, each for at least 5 s; null: none were.',
    ),
});

const discovery = z
  .strictObject({
    asked: count,
    up: count,
    down: count,
    downAddresses: z.array(text).describe('At most 1,000.'),
    probes: text.describe('In nmap\'s notation: "-PE -PS443".'),
  })
  .describe('Result of host discovery. If an address is down, only its required ports must be answered.');

const seconds = z.number().min(0);

const severityCounts = Object.fromEntries(SEVERITIES.map((severity) => [severity, count])) as Record<
  Severity,
  typeof count
>;

export const originSchema = z
  .strictObject({
    repository: text.nullable().describe('URL, without credentials.'),
    commit: text.nullable(),
    branch: text.nullable(),
    run: z.strictObject({ system: z.enum(CI_SYSTEMS), id: text, url: text.nullable() }).nullable(),
  })
  .describe('What was checked out, and the run of the CI system; null: unknown.');

const report = z
  .strictObject({
    reportVersion,
    generator,
    verdict: z.enum(VERDICTS),
    exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
    complete: z.boolean().describe('Whether this run got an answer of every port; false if a host rests on memory.'),
    origin: originSchema,
    failOn: z.enum(SEVERITIES),
    policy: z.strictObject({
      file: text,
      environment: text,
      targets: z.array(text),
      notActive: z
        .array(z.strictObject({ target: text, until: day }))
        .describe('Targets whose findings fail no build until the end of a day, UTC.'),
    }),
    authorization: z.strictObject({ by: text, reference: text, expires: text }).nullable(),
    startedAt: moment,
    finishedAt: moment,
    scannedAt: moment
      .nullable()
      .describe('When the oldest scan began whose results count: by this run, or elsewhere; null: unknown.'),
    seconds: z
      .strictObject({ total: seconds, scan: seconds.nullable(), judging: seconds })
      .describe('How long the run took: scanning, and everything else. `scan` is null if nothing was sent.'),
    scanner: z.strictObject({
      name: z.literal('nmap'),
      version: text,
      privilege: z.enum([...PRIVILEGES, 'none']),
      data: text.describe('The folder of its data files; absent if nothing was sent.').optional(),
    }),
    scans: z.array(z.strictObject({ command: text, seconds: z.number().min(0), failure: text.nullable() })),
    sweeps: z.array(sweep),
    stages: z
      .strictObject({ discover: seconds, ports: seconds, services: seconds, confirm: seconds })
      .describe('Where the time of the run went, in seconds; absent if nothing was sent.')
      .optional(),
    discovery: discovery.nullable(),
    coverage: z
      .strictObject({
        required: count,
        answered: count,
        addresses: count.describe('How many of `required` are addresses that only need an answer to host discovery.'),
        unobserved: z.array(unobserved),
        excluded: z.array(exclusion),
        resting: z
          .strictObject({
            addresses: z.array(text),
            ports: count.describe('Ports that the run would have scanned. They are not in `required`.'),
            since: z.string().describe('When the first of the hosts was found clean.'),
          })
          .describe('Hosts that rest on the memory of earlier runs (`rescan-after`); absent: none.')
          .optional(),
      })
      .describe('A port counts once for every address and protocol.'),
    counts: z
      .strictObject({
        new: count.describe('Findings that nobody tolerates.'),
        waived: count.describe('Findings that a waiver tolerates.'),
        gone: count.describe('Waivers whose finding was expected and is not there any more: remove them.'),
        bySeverity: z
          .strictObject(severityCounts)
          .describe('Findings that are neither waived nor of targets that are not active yet.'),
        notActive: count.describe('Findings of targets that are not active yet; they are neither new nor waived.'),
      })
      .describe('The findings in numbers.'),
    findings: z.array(findingSchema).describe('Worst first.'),
    hosts: z.array(host),
    notices: z.array(text),
    memory: memorySchema.optional(),
  })
  .describe('A run with a verdict.');

const failure = z
  .strictObject({
    reportVersion,
    generator,
    verdict: z.literal('error'),
    complete: z.literal(false),
    origin: originSchema,
    exitCode: z.union([z.literal(2), z.literal(3)]),
    policy: z.strictObject({ file: text, environment: text.nullable() }),
    problems: z.array(z.strictObject({ code: text, message: text, location: locationSchema.nullable() })).min(1),
    startedAt: moment,
    finishedAt: moment,
  })
  .describe('A run without a verdict: bad policy or input, a refusal (2), or a tool that could not work (3).');

const outcome = z.union([report, failure]);

export type JsonReport = z.infer<typeof report>;
export type JsonFailure = z.infer<typeof failure>;
export type JsonHost = z.infer<typeof host>;

/**
 * The schema allows unknown fields. A copy of it stays valid if a later version adds fields.
 * @returns the JSON Schema (draft 2020-12) of the output of `renderJson`
 */
export function reportJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(outcome, {
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) jsonSchema.additionalProperties = true;
    },
  });
  return { $schema, $id: `${TOOL_URL}/blob/main/docs/report.schema.json`, title: `${TOOL_NAME} report`, ...schema };
}
