import assert from 'node:assert/strict';
import { z } from 'zod';
import { SEVERITIES } from '../../src/model/finding.ts';
import { PRECISIONS } from '../../src/model/rule.ts';

const level = z.enum(['error', 'warning', 'note']);
const text = z.string().min(1);
const short = text.max(1024);

const rule = z.looseObject({
  id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  name: text.max(255),
  shortDescription: z.looseObject({ text: short }),
  fullDescription: z.looseObject({ text: short }),
  help: z.looseObject({ text, markdown: text }),
  helpUri: z.url({ protocol: /^https$/ }),
  defaultConfiguration: z.looseObject({ level }),
  properties: z.looseObject({
    tags: z.array(text).max(10),
    precision: z.enum(PRECISIONS),
    'problem.severity': z.enum(['error', 'warning', 'recommendation']),
    'security-severity': z.string(),
  }),
});

const location = z.looseObject({
  physicalLocation: z.looseObject({
    artifactLocation: z.looseObject({ uri: text }),
    region: z.looseObject({
      startLine: z.int().min(1),
      startColumn: z.int().min(1),
      endLine: z.int().min(1),
      endColumn: z.int().min(2).optional(),
      snippet: z.looseObject({ text }).optional(),
    }),
  }),
});

const logicalLocation = z.looseObject({ name: text, fullyQualifiedName: text, kind: z.literal('resource') });

const result = z.looseObject({
  ruleId: text,
  ruleIndex: z.int().min(0),
  level,
  message: z.looseObject({ text }),
  locations: z.tuple([location.extend({ logicalLocations: z.tuple([logicalLocation]) })]),
  relatedLocations: z.array(location.extend({ id: z.int().min(1), message: z.looseObject({ text }) })).optional(),
  suppressions: z.array(z.looseObject({ justification: text })).optional(),
  properties: z.looseObject({ severity: z.enum(SEVERITIES).optional(), activation: z.iso.date().optional() }),
  partialFingerprints: z.looseObject({ primaryLocationLineHash: z.string().regex(/^[0-9a-f]{32}:1$/) }),
});

const notification = z.looseObject({
  level,
  message: z.looseObject({ text }),
  locations: z.array(location).optional(),
});

const invocation = z.looseObject({
  executionSuccessful: z.boolean(),
  exitCode: z.int().min(0).max(3),
  startTimeUtc: z.iso.datetime(),
  endTimeUtc: z.iso.datetime(),
  toolExecutionNotifications: z.array(notification).optional(),
  toolConfigurationNotifications: z.array(notification).optional(),
});

const run = z.looseObject({
  tool: z.looseObject({
    driver: z.looseObject({
      name: z.literal('exposure-gate'),
      fullName: z.string().regex(/^exposure-gate \d+\.\d+\.\d+/),
      version: text,
      semanticVersion: text,
      rules: z.array(rule).min(1),
    }),
  }),
  automationDetails: z.looseObject({ id: z.string().regex(/^(?:[\w.~+%!'()*-]+\/)+$/) }),
  versionControlProvenance: z
    .array(
      z.looseObject({
        repositoryUri: z.url(),
        revisionId: z
          .string()
          .regex(/^[0-9a-f]{40,64}$/)
          .optional(),
      }),
    )
    .optional(),
  invocations: z.tuple([invocation]),
  results: z.array(result).max(5000),
  properties: z.looseObject({ verdict: text, carried: z.int().min(0).optional() }),
});

const log = z.looseObject({ $schema: text, version: z.literal('2.1.0'), runs: z.tuple([run]) });

/** Bands of security-severity on GitHub, by the grade in our rules' ids: at least this score, and below that one. */
const BANDS: Readonly<Record<string, readonly [number, number]>> = {
  critical: [9.1, 10.1],
  high: [7, 9.1],
  medium: [4, 7],
  low: [0.1, 4],
  note: [0.1, 4],
};

/** The score of a rule by the severity of its findings. */
const SCORE_OF: Readonly<Record<string, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  note: '0.1',
};

/**
 * What code scanning demands of our SARIF and neither the schema nor the multitool looks at: fingerprints of our own,
 * unique; severities that are numbers in the right band; known levels and rules; one run; relative URIs; one location
 * of one line for each result; texts neither empty nor too long; no success without completeness being claimed for it.
 * @param policyIsThere whether the policy could be read again, so that every result says where it ends and what stands
 * there
 */
export function assertSarif(sarif: unknown, policyIsThere = true): void {
  const [only] = log.parse(sarif).runs;
  assertRules(only.tool.driver.rules);
  const ids = only.tool.driver.rules.map(({ id }) => id);
  assertUnique(
    only.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash),
    'fingerprint',
  );
  for (const found of only.results) {
    assert.equal(ids[found.ruleIndex], found.ruleId, 'ruleIndex points at the rule of ruleId');
    // Until its target is active, a finding weighs what a note does.
    const severity = found.properties.activation === undefined ? found.properties.severity : 'note';
    const score = only.tool.driver.rules[found.ruleIndex]?.properties['security-severity'];
    if (severity !== undefined) assert.equal(score, SCORE_OF[severity], `${found.ruleId} weighs what its finding does`);
    assertMessage(found.message.text);
    for (const one of [...found.locations, ...(found.relatedLocations ?? [])]) {
      assertLocation(one);
      if (policyIsThere) assertEnd(one);
    }
    if (found.suppressions !== undefined)
      assert.ok(found.relatedLocations !== undefined, 'a suppression shows its waiver');
    const { provenance, ...rest } = found;
    assert.deepEqual(Object.keys(provenance ?? { firstDetectionTimeUtc: '' }), ['firstDetectionTimeUtc']);
    assert.doesNotMatch(JSON.stringify(rest), /\d{4}-\d\d-\d\dT\d\d:/, 'a result holds no other clock time');
  }
  assertInvocation(only.invocations[0], only.results.length, only.properties.carried !== undefined);
  if (only.properties.carried !== undefined && only.invocations[0].executionSuccessful)
    assert.ok(
      only.results.some(({ ruleId }) => ruleId === 'incomplete-scan'),
      'an alert says so',
    );
}

function assertRules(rules: readonly z.infer<typeof rule>[]): void {
  assertUnique(
    rules.map(({ id }) => id),
    'rule',
  );
  for (const { id, help, defaultConfiguration, properties } of rules) {
    const score = properties['security-severity'];
    const [from, below] = BANDS[/-(critical|high|medium|low|note)$/.exec(id)?.[1] ?? ''] ?? [0.1, 10.1];
    assert.match(score, /^\d+\.\d$/, `${id}: security-severity is a number in a string`);
    assert.ok(Number(score) >= from && Number(score) < below, `${id}: ${score} is not in the band of its grade`);
    assert.ok(properties.tags.includes('security'), `${id}: security-severity counts only with the tag "security"`);
    const { level } = defaultConfiguration;
    assert.equal(properties['problem.severity'], level === 'note' ? 'recommendation' : level, id);
    assert.doesNotMatch(help.text, /:\s*$/, `${id}: its help ends where something should follow`);
  }
}

/** @param carries whether the file of an incomplete run has what it could not verify again */
function assertInvocation(made: z.infer<typeof invocation>, results: number, carries: boolean): void {
  const said = [...(made.toolExecutionNotifications ?? []), ...(made.toolConfigurationNotifications ?? [])];
  for (const { message, locations } of said) {
    assertMessage(message.text);
    for (const place of locations ?? []) assertLocation(place);
  }
  const errors = said.filter((one) => one.level === 'error').length;
  assert.equal(errors > 0, !made.executionSuccessful, 'a run is unsuccessful exactly where a notification says why');
  if (made.exitCode === 2) assert.equal(results, 0, 'nothing was probed, so nothing was found');
  if (made.exitCode >= 2 && !carries)
    assert.equal(made.executionSuccessful, false, `exit status ${made.exitCode} is no success`);
}

function assertLocation({ physicalLocation: { artifactLocation, region } }: z.infer<typeof location>): void {
  const { uri } = artifactLocation;
  const base = new URL('https://root.invalid/base/');
  assert.match(uri, /^(?:[A-Za-z0-9\-._~!'()*/]|%[0-9A-F]{2})+$/, `${uri}: not a percent-encoded path`);
  assert.ok(
    !uri.startsWith('/') && new URL(uri, base).href === `${base.href}${uri}`,
    `${uri}: not a relative path inside`,
  );
  assert.equal(region.endLine, region.startLine, 'a result lies on one line');
}

function assertEnd({ physicalLocation: { region } }: z.infer<typeof location>): void {
  const { startColumn, endColumn = 0, snippet } = region;
  assert.ok(endColumn > startColumn, `column ${startColumn} of line ${region.startLine} ends nowhere`);
  assert.ok(snippet !== undefined);
}

/** No embedded link and no placeholder: brackets are escaped, braces doubled (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function assertMessage(message: string): void {
  assert.doesNotMatch(message.replace(/\\[\\[\]]|\{\{|\}\}/g, ''), /[\\[\]{}]/, `unescaped markup in: ${message}`);
}

function assertUnique(keys: readonly string[], what: string): void {
  assert.equal(new Set(keys).size, keys.length, `two of one ${what}`);
}
