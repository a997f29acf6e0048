import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import type { DeviceEvent, KnownFinding } from '../../../src/model/memory.ts';
import type { Report } from '../../../src/model/report.ts';
import type { RunChange } from '../../../src/model/run-change.ts';
import { parseMoment } from '../../../src/model/time.ts';
import { renderChanges } from '../../../src/report/changes-json.ts';
import { changesJsonSchema } from '../../../src/report/changes-schema.ts';
import { NOTIFY_FORMATS, NOTIFY_NAMES, type NotifyName } from '../../../src/report/notify/formats.ts';
import { runs } from '../../support/property-runs.ts';
import { ORIGIN } from '../contexts.ts';
import { hostileTexts, inTurn, PAYLOADS, workflowCommands } from '../hostile.ts';
import { day, finding } from '../make.ts';
import { FAILED } from '../samples.ts';
import { validateWithJsonSchema } from '../validators.ts';

const AT = parseMoment('2026-11-20T02:00:00Z') ?? assert.fail();

/** What mentions people, makes links or gives commands in these services. */
const CALLS = [
  '<!channel> <!here> @here @channel <@U0123> <#C0123> <https://evil.example|click> `code`',
  '<at>Everybody</at> [click](https://evil.example) {{DATE(2017-02-14T06:00:00Z,SHORT)}} $' + '{x}',
  '/start @octocat #tag https://evil.example </code><a href="https://evil.example">x</a> t.me/evil',
  ...PAYLOADS,
];

/** A change of each kind, with `text()` wherever text comes from outside. */
function changesOf(text: () => string): readonly RunChange[] {
  const one = finding({ code: 'unexpected-port', message: text(), target: text(), host: text(), owner: text() });
  const known: KnownFinding = {
    ...{ fingerprint: one.fingerprint, environment: text(), target: text(), code: 'unexpected-port', severity: 'high' },
    ...{ host: text(), protocol: 'tcp', ports: text(), waived: false, failing: false, first: AT, last: AT, gone: null },
    spans: [[AT, AT]],
  };
  const device = (event: DeviceEvent['event']): DeviceEvent => {
    return { event, id: `mac:${text()}/x`, vendor: text(), name: text(), addresses: [text(), text()], last: AT };
  };
  return [
    { change: 'first-run', findings: 2, devices: 3 },
    { change: 'new-finding', finding: one },
    { change: 'finding-back', finding: { ...one, message: text() } },
    { change: 'finding-failing', finding: { ...one, message: text() } },
    { change: 'finding-gone', known },
    { change: 'device-new', device: device('new') },
    { change: 'device-back', device: device('back') },
    { change: 'device-gone', device: device('gone') },
    { change: 'waiver-ending', finding: { ...one, code: 'expiring-waiver', message: text() } },
    { change: 'authorization-ending', expires: day('2026-12-01') },
  ];
}

function reportOf(text: () => string): Report {
  return { ...FAILED, policy: { ...FAILED.policy, environment: text(), file: text() } };
}

function payload(format: NotifyName, changes: readonly RunChange[], report: Report = FAILED): string {
  return NOTIFY_FORMATS[format].render(report, changes, ORIGIN);
}

const mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3_000),
  verbatim: z.literal(true),
});
const plainText = z.strictObject({
  ...{ type: z.literal('plain_text'), text: z.string().min(1).max(150), emoji: z.literal(false) },
});
const slack = z.strictObject({
  text: z.string(),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('header'), text: plainText }),
        z.strictObject({ type: z.literal('section'), text: mrkdwn }),
        z.strictObject({ type: z.literal('context'), elements: z.array(mrkdwn).max(10) }),
      ]),
    )
    .max(50),
});

function slackTexts(text: string): readonly string[] {
  const { text: fallback, blocks } = slack.parse(JSON.parse(text));
  const texts = blocks.flatMap((one) =>
    one.type === 'header' ? [] : one.type === 'section' ? one.text.text : one.elements.map((each) => each.text),
  );
  return [fallback, ...texts];
}

const run = z.strictObject({
  ...{ type: z.literal('TextRun'), text: z.string() },
  ...{ weight: z.string().optional(), size: z.string().optional(), isSubtle: z.boolean().optional() },
});
const teams = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.strictObject({
        $schema: z.string(),
        type: z.literal('AdaptiveCard'),
        version: z.literal('1.4'),
        body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.tuple([run]) })),
        actions: z.tuple([
          z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.literal(ORIGIN.run?.url) }),
        ]),
      }),
    }),
  ]),
});
const telegram = z.strictObject({
  text: z.string().max(4_096),
  parse_mode: z.literal('HTML'),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
});

/** Holds a payload to what its service takes, and to having no markup but ours. */
const ASSERT_SAFE: Readonly<Record<NotifyName, (text: string) => void>> = {
  slack: (text) => {
    const whole = slackTexts(text);
    for (const one of whole) {
      const ours = one.replaceAll(`<${ORIGIN.run?.url}|The run>`, '');
      assert.doesNotMatch(ours, /[<>]|&(?!(?:amp|lt|gt);)/, 'every character of markup is escaped');
    }
    for (const line of whole.slice(1, -1).flatMap((one) => one.split('\n')))
      assert.match(line, /^(?:• `[^`]*`|[\d,]+ more changes? (?:is|are) in the report\.)$/);
  },
  teams: (text) => {
    assert.ok(Buffer.byteLength(text) < 28_000);
    const { body } = teams.parse(JSON.parse(text)).attachments[0].content;
    for (const { inlines } of body) assert.doesNotMatch(inlines[0].text, /[{$]\{/);
  },
  telegram: (text) => {
    const { text: html } = telegram.parse(JSON.parse(text));
    const rest = html
      .replaceAll(/<code>[^<>]*<\/code>/g, '')
      .replace(/\n<a href="([^"<>]*)">The run<\/a>$/, (_, url) => (url === ORIGIN.run?.url ? '' : url));
    assert.match(rest, /^[\n• ]*(?:[\d,]+ more changes? (?:is|are) in the report\.)?\n*$/);
    assert.doesNotMatch(html, /&(?!(?:amp|lt|gt|quot);)/);
  },
  webhook: (text) => {
    assert.deepEqual(validateWithJsonSchema(changesJsonSchema(), JSON.parse(text)), []);
    assert.ok(Buffer.byteLength(text) < 65_536);
  },
};

for (const format of NOTIFY_NAMES) {
  describe(`the message for ${format}`, () => {
    test('has every change and the link to the run, and keeps to what the service takes', () => {
      const text = payload(
        format,
        changesOf(() => 'words'),
      );
      ASSERT_SAFE[format](text);
      for (const said of ['First run: 2 findings, 3 devices', 'Finding is gone', 'New device', 'renew it by then'])
        assert.ok(text.includes(said), said);
      assert.ok(text.includes('actions/runs/4711'));
    });

    test('says how many changes it leaves out, if they are many and long', () => {
      const all = Array.from({ length: 2_000 }, () => changesOf(() => '&<é'.repeat(200))).flat();
      const text = payload(format, all);
      ASSERT_SAFE[format](text);
      assert.match(text, /19,9\d\d more changes are in the report|"omitted":1[89]\d{3},/);
    });

    test('lets no text from outside mention, link or command, and no runner obey it', () => {
      fc.assert(
        fc.property(fc.oneof(hostileTexts, fc.shuffledSubarray(CALLS, { minLength: 1 })), (texts) => {
          const text = inTurn(texts);
          const made = payload(format, changesOf(text), reportOf(text));
          ASSERT_SAFE[format](made);
          assert.deepEqual(workflowCommands(made), []);
          assert.doesNotMatch(made, /[^\x20-\x7e\p{Script=Latin}]/u, 'one printable line');
        }),
        { numRuns: runs(50, 500), examples: [[CALLS]] },
      );
    });
  });
}

test('a link that could end its markup is left out', () => {
  const origin = { ...ORIGIN, run: { system: 'github', id: '1', url: 'https://evil.example/"><b>' } } as const;
  for (const format of ['slack', 'teams', 'telegram'] as const)
    assert.ok(!NOTIFY_FORMATS[format].render(FAILED, changesOf(String), origin).includes('evil.example'));
});

test('the changes are counted where none is listed', () => {
  const { count, omitted, changes, verdict } = JSON.parse(renderChanges(FAILED, [], ORIGIN));
  assert.deepEqual([count, omitted, changes, verdict], [0, 0, [], 'fail']);
});
