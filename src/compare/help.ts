import type { FindingCode } from '../model/finding.ts';
import { DEVICE_HELP } from './device-help.ts';
import type { HelpText } from './help-text.ts';
import { LINE_HELP } from './line-help.ts';

/** @returns the help as Markdown, with headings of the given depth */
export function helpMarkdown(code: FindingCode, text: HelpText, depth = 2): string {
  const heading = '#'.repeat(depth);
  return `${heading} What it means

${text.meaning}

${heading} Why it matters

${text.why}

${heading} How to fix it

${text.fix} ${text.declare}

\`\`\`yaml
${text.policy}
\`\`\`

${heading} How to waive it

${'instead' in text.waiver ? text.waiver.instead : waiverHelp(code, text.waiver.beside)}
`;
}

/** @returns the help as Markdown without sample lines, for reports that show lines for their own findings */
export function adviceMarkdown({ meaning, why, fix, declare }: HelpText): string {
  const sections = {
    'What it means': meaning,
    'Why it matters': why,
    'How to fix it': `${fix} ${declare.slice(0, -1)}.`,
  };
  return Object.entries(sections)
    .map(([heading, text]) => `## ${heading}\n\n${text}`)
    .join('\n\n');
}

/** @returns the help without Markdown: headings become lines, code is indented, other markup is removed */
export function helpPlain(markdown: string): string {
  return markdown
    .replace(/^```\w*\n(.*?)\n```$/gms, (_, lines: string) => lines.replace(/^/gm, '    '))
    .replace(/^#+ /gm, '')
    .replaceAll('`', '')
    .trim();
}

function waiverHelp(code: FindingCode, beside: string): string {
  return `A waiver suppresses this finding on one port until the end of a day (UTC). It stays visible in every report.

\`\`\`yaml
targets:
  edge:
${beside === '' ? '' : `    ${beside}\n`}    waive:
      - finding: ${code}
        port: 8443/tcp
        reason: legacy console, being removed
        owner: team-edge
        expires: 2027-01-31
\`\`\``;
}

const ALLOW = `targets:
  edge:
    allow:
      - port: 8443/tcp
        service: https
        reason: console of the load balancer`;

const REQUIRE = `targets:
  edge:
    require:
      - 443/tcp https`;

export const HELP: Readonly<Record<FindingCode, HelpText>> = {
  'unexpected-port': {
    meaning:
      'A port is open, and no line of the policy allows it, or a `filtered` line says that a firewall must ' +
      'drop its packets. A port that no line mentions must not be open.',
    why:
      'An undeclared port is usually not monitored. The severity comes from the service that listens there, or ' +
      'from what usually uses the port if no service was identified.',
    fix: 'Stop the service, bind it to another address, or close the port in the firewall.',
    declare: 'If the port must stay open, declare it as narrowly as you can:',
    policy: ALLOW,
    waiver: { beside: '' },
  },
  'forbidden-port': {
    meaning: 'A port is open, and a `forbid` line of the policy names it.',
    why: 'The policy says that this port must never be open here. `forbid` wins over every `allow`.',
    fix: 'Stop the service or close the port.',
    declare: 'Change the `forbid` line only if the decision has changed, and say who changed it:',
    policy: `targets:
  edge:
    forbid: [2375/tcp]`,
    waiver: { beside: 'forbid: [8443/tcp]' },
  },
  'forbidden-service': {
    meaning:
      'A service that a `forbid` line names was identified on an open port. The scanner recognised it by its ' +
      'answers, not by the number of the port. A plain name also forbids the service inside TLS (`imap` ' +
      'covers `imaps`). The exception: `http` does not cover a port for which the policy declares `https`.',
    why:
      'A forbidden service on an unusual port was forgotten or hidden. An `allow` line for the port does not ' +
      'change this.',
    fix: 'Stop the service.',
    declare: 'If the name covers too much, forbid the port instead:',
    policy: `targets:
  edge:
    forbid: [telnet, ftp]`,
    waiver: { beside: 'forbid: [telnet]' },
  },
  'wrong-service': {
    meaning:
      'The port may be open, but for another service than the one that listens there. The scanner recognised ' +
      'the service by its answers, with a confidence of at least `service-confidence`.',
    why:
      'The policy allows a service, not a number. Another program may have taken its place, or TLS may be ' +
      'missing (`http` instead of `https`).',
    fix: 'Find out what listens, and restore the declared service.',
    declare: 'If the change is intended, change the line:',
    policy: REQUIRE,
    waiver: { beside: 'allow: [8443/tcp https]' },
  },
  'unverified-service': {
    meaning:
      'The port may be open for one service, and the scanner could not identify the service that listens: it ' +
      'did not answer, or the confidence is below `service-confidence`. In a target that forbids services, ' +
      'also: the service may be a forbidden one. HTTP may be `docker` or `elasticsearch`, unless the product ' +
      'is a web server proper (nginx, Apache). `rpcbind` may be `nfs`, unless nmap reports the RPC program.',
    why: 'A guess from the port number proves nothing, so the gate does not count it as agreement.',
    fix:
      'Find out what listens. If it answers only known clients, or has a protocol of your own, remove the ' +
      'service from the line.',
    declare: 'A lower `service-confidence` affects all targets:',
    policy: `defaults:
  service-confidence: 7
targets:
  edge:
    allow:
      - 9443/tcp`,
    waiver: { beside: 'allow: [8443/tcp https]' },
  },
  'missing-port': {
    meaning:
      'The policy requires the port to be open, and the port is closed or does not answer. If the policy sets ' +
      '`grace` and a run of the state file saw the port open within it, the finding is only a note.',
    why:
      'The service is down, has moved, or is behind a firewall. Or the scan does not see what the users of ' +
      'the service see: then silence of other ports proves less, too.',
    fix: 'Start the service, or let the scanner through the firewall.',
    declare: 'If the port need not be open, use `allow`:',
    policy: `targets:
  edge:
    allow:
      - 443/tcp https`,
    waiver: { beside: 'require: [8443/tcp https]' },
  },
  'unfiltered-port': {
    meaning:
      'A firewall should drop packets to this port, but the host answered: the port is closed or unfiltered, ' +
      'not filtered.',
    why:
      'No service listens on the port now, but the firewall would not protect it. The firewall rule that the ' +
      'policy relies on does not work.',
    fix: 'Repair the firewall: it must drop packets, not reject them.',
    declare: 'If the port may be closed, remove it from this line; a port that no line mentions may be closed:',
    policy: `targets:
  db:
    filtered: [5432/tcp]`,
    waiver: { beside: 'filtered: [8443/tcp]' },
  },
  'possibly-open': {
    meaning:
      'The port did not answer. In its protocol, UDP for example, a silent port is open or filtered (`open|filtered`).',
    why:
      'Silence does not prove that the port is closed. The finding is a warning if the policy requires the ' +
      'port, otherwise a note; `levels` can raise it.',
    fix: 'Let the firewall reject, or the service answer.',
    declare: 'If the port should be silent, use `filtered`:',
    policy: `defaults:
  levels:
    possibly-open: error
targets:
  edge:
    filtered: [161/udp]`,
    waiver: { beside: '' },
  },
  'suspicious-host': {
    meaning:
      'Nearly every port of the host answers as open. This is one finding: the open ports are not reported one by one.',
    why:
      'A SYN proxy, a tarpit, a honeypot or a middlebox on the path behaves like this. The scan learns ' +
      'nothing about the services behind it.',
    fix: 'Scan from a place where no device answers for the host.',
    declare: 'If that is not possible, exclude the address:',
    policy: `targets:
  edge:
    exclude: [192.0.2.13]`,
    waiver: { instead: 'A waiver covers one port, and this finding is about a host: exclude the address.' },
  },
  'incomplete-scan': {
    meaning:
      'The policy declares ports, and the scan has no trustworthy answer for some of them. It ended early; a ' +
      'host timed out or was down; a name did not resolve; an excluded name leads to an address of a target ' +
      '(`excluded-by-name`: exclude the address instead); or this machine lacks a privilege or a route. Or ' +
      'the answers prove nothing: results from elsewhere were made with options that miss open ports ' +
      '(`refused-options`) or too long ago (`results-age`); two probes of a port disagree ' +
      '(`answers-disagree`); the run was stopped before a second probe (`not-confirmed`); open ports stopped ' +
      'answering during the scan (`blocked`); or so many packets were lost that open ports may have been ' +
      'missed (`too-lossy`). The message names the reason.',
    why: 'A port without an answer may be open. The run is inconclusive: it does not pass, and it closes no alert.',
    fix: 'Remove the cause that the message names, and run again.',
    declare: 'Do not declare what this machine cannot scan:',
    policy: `targets:
  edge:
    hosts: [www.example.com]
    families: [ipv4]        # this machine has no IPv6`,
    waiver: {
      instead:
        'It cannot be waived, and its level cannot be changed. `on-incomplete: warn` lets the build continue, ' +
        'unless a later probe did not confirm a failure or could not identify a service. The verdict stays ' +
        'inconclusive.',
    },
  },
  'expired-waiver': {
    meaning: 'The last day of a waiver (UTC) is over. The waiver suppresses nothing any more.',
    why:
      'A waiver is a promise to repair something by a day, and the day is over. If the cause is still there, ' +
      'the suppressed finding has returned.',
    fix: 'Repair the cause and remove the waiver.',
    declare: 'If somebody granted more time, write the new day and the reason:',
    policy: `targets:
  edge:
    waive:
      - finding: unexpected-port
        port: 8443/tcp
        reason: removal moved to the spring release
        owner: team-edge
        expires: 2027-03-31`,
    waiver: { instead: 'It cannot be waived: renew or remove the waiver.' },
  },
  'expiring-waiver': {
    meaning: 'A waiver suppresses a finding, and ends within the days of `warn-before`.',
    why: 'After its last day (UTC) the finding returns and may fail the build. Its owner has time until then.',
    fix: 'Repair the cause and remove the waiver.',
    declare: 'To be told earlier or later, write the number of days:',
    policy: `defaults:
  warn-before: 30d`,
    waiver: { instead: 'It cannot be waived: repair the cause, or have the waiver renewed.' },
  },
  'unused-waiver': {
    meaning: 'A waiver suppressed nothing: the port was scanned, and did not have the finding.',
    why:
      'The cause is gone, or the waiver names the wrong port, host or finding. If it stays, it will suppress ' +
      'the same fault later.',
    fix: 'Remove or correct the waiver.',
    declare: 'To make unused waivers fail the build, raise the level:',
    policy: `defaults:
  levels:
    unused-waiver: error`,
    waiver: { instead: 'It cannot be waived: remove the waiver.' },
  },
  ...LINE_HELP,
  ...DEVICE_HELP,
};
