import fc from 'fast-check';
import { type Finding, WAIVABLE_CODES } from '../../src/model/finding.ts';
import { portSet } from '../../src/model/port.ts';
import type { Failure, Report } from '../../src/model/report.ts';
import { address, day, detail, finding } from './make.ts';
import { BAD_POLICY, INCONCLUSIVE } from './samples.ts';

/** What banners, names and policies of strangers may hold. */
export const PAYLOADS = [
  '::error::x',
  '\u00a0::error::x',
  'a ##[stop-commands]tok',
  'x\r::add-mask::443',
  'x\n::set-output name=passed::true',
  'x\u2028::error::x\u2029::error::y\u0085::error::z\v::error::w\f::error::v',
  '\x1b[31mred\x1b[0m\x1b]0;title\x07',
  '\u202egnp.exe\u200b\ufeff',
  '| a | b |\n|---|---|',
  '\\| \\\\| \\`',
  '`code` ``more`` ```',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '&lt;b&gt; &#60; &amp;',
  '[click](https://evil.example) ![img](https://evil.example/x.png) [ref]: https://evil.example',
  'https://evil.example www.evil.example mailto:a@evil.example a@evil.example <https://evil.example>',
  '@octocat @org/team #123 GH-123 octo/repo#1 :tada: $x$ $`y`$',
  '*bold* _it_ ~~no~~ # heading\n- item\n1. item\n> quote\n---\n===',
  '</details></td></table>\n\n# Pass',
  '[text](1) {0} {{1}} \\[x\\]',
  '##\\[x] ###[x] # #[x]',
  '\ud800 lone \udc00',
  '-->',
  '',
] as const;

/** Any text, hostile more often than not. */
const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));

/** Some hostile texts, to be used in turn: see `inTurn`. */
export const hostileTexts = fc.array(hostileText, { minLength: 1, maxLength: 8 });

/** @returns a function that gives one text after the other, and then begins again. */
export function inTurn(texts: readonly string[]): () => string {
  let index = 0;
  return () => texts[index++ % texts.length] ?? '';
}

const HOST_DOWN = address('192.0.2.13');

/** Puts `text()` wherever a report holds text from outside, without the cleaning that happens at ingress. */
export function hostileReport(text: () => string): Report {
  const location = { file: `dir/${text()}`, line: 9, column: 3 };
  const foreign = (part: Partial<Finding>, index: number): Finding =>
    finding({
      code: WAIVABLE_CODES[index % WAIVABLE_CODES.length] ?? 'unexpected-port',
      port: index + 1,
      target: text(),
      host: text(),
      service: text(),
      product: text(),
      version: text(),
      message: `7/tcp is open: ${text()}`,
      location,
      ...part,
    });
  const waived = { reason: text(), owner: text(), expires: day('2026-12-31'), ticket: text(), location };
  return {
    ...INCONCLUSIVE,
    verdict: 'fail',
    exitCode: 1,
    policy: {
      file: location.file,
      environment: 'staging',
      targets: [text(), text()],
      looksAt: [],
      selected: false,
      notActive: [],
      expectations: [
        { target: text(), location, lines: [{ what: text(), protocol: 'tcp', ports: portSet([[7, 7]]), location }] },
      ],
    },
    authorization: { by: text(), reference: text(), expires: '2027-03-31' },
    findings: [
      ...Array.from({ length: 12 }, (_, index) => foreign({ location: { ...location, line: index + 1 } }, index)),
      foreign({ level: 'warning' }, 12),
      foreign({ level: 'note' }, 13),
      foreign({ waived }, 14),
      foreign({ activation: day('2026-12-31') }, 16),
      foreign({ code: 'incomplete-scan', severity: null, port: null, ports: '1-3' }, 15),
    ],
    coverage: {
      ...INCONCLUSIVE.coverage,
      unobserved: INCONCLUSIVE.coverage.unobserved.map((gap) => ({
        ...gap,
        target: text(),
        host: text(),
        reason: { code: 'scan-failed', text: text() },
      })),
    },
    hosts: INCONCLUSIVE.hosts.map((host) => ({
      ...host,
      names: [text()],
      hosts: [text()],
      targets: [text()],
      facts: [{ protocol: 'tcp', port: 7, source: text(), text: text() }],
      protocols: {
        tcp: {
          states: { open: portSet([[7, 7]]) },
          details: new Map([[7, { ...detail({ name: text(), product: text(), version: text() }), reason: text() }]]),
        },
      },
    })),
    discovery: { asked: 2, up: 1, down: 1, downAddresses: [HOST_DOWN], probes: text() },
    scanner: { ...INCONCLUSIVE.scanner, version: text() },
    scans: [{ command: text(), seconds: 1, failure: text() }],
    notices: [text(), text()],
  };
}

export function hostileFailure(text: () => string): Failure {
  const file = text();
  return {
    ...BAD_POLICY,
    policy: { file, environment: 'staging' },
    problems: [
      { code: 'unknown-key', message: text(), location: { file, line: 1, column: 1 } },
      { code: 'bad-input', message: text() },
    ],
  };
}

/**
 * @returns the lines of an output that the runner would take for workflow commands: `::name …::` after white space at
 * most, `##[` anywhere (actions/runner, ActionCommand.cs), whatever may count as the end of a line.
 */
export function workflowCommands(output: string): readonly string[] {
  return output
    .split(/[\r\n\v\f\u0085\u2028\u2029]/)
    .filter((line) => /^[\s\u200b\u180e]*::/.test(line) || line.includes('##['));
}
