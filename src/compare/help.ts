import type { FindingCode } from '../model/finding.ts';

/** The prose of one finding's help, Markdown without headings. */
export interface HelpText {
  readonly meaning: string;
  readonly why: string;
  readonly fix: string;
  /** Lines of a policy that belong to `fix`. */
  readonly policy: string;
  /** The line of a target that a waiver of this stands beside, empty where there is none; or what to do in place of a waiver. */
  readonly waiver: { readonly beside: string } | { readonly instead: string };
}

/** @returns the help as Markdown, with headings of the given depth. */
export function helpMarkdown(code: FindingCode, text: HelpText, depth = 2): string {
  const heading = '#'.repeat(depth);
  return `${heading} What it means

${text.meaning}

${heading} Why it matters

${text.why}

${heading} How to fix it

${text.fix}

\`\`\`yaml
${text.policy}
\`\`\`

${heading} How to waive it

${'instead' in text.waiver ? text.waiver.instead : waiverHelp(code, text.waiver.beside)}
`;
}

/** @returns the help without Markdown: headings become lines, code is indented, other markup is removed. */
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
      'A port is open that no line of the policy allows, or that a `filtered` line says a firewall must drop. What no line mentions is denied.',
    why: 'An open port that nobody declared is a door that nobody watches. The severity comes from what listens there, or from what usually uses the port where nothing was identified.',
    fix: 'Stop the service, bind it to another address, or close the port in the firewall. If it is meant to be open, declare it, as narrowly as you can:',
    policy: ALLOW,
    waiver: { beside: '' },
  },
  'forbidden-port': {
    meaning: 'A port is open that a `forbid` line of the policy names.',
    why: 'Somebody decided, in writing, that this port must never be open here. `forbid` beats every `allow`, so that no other line can have meant it.',
    fix: 'Stop the service or close the port. Change the `forbid` line only if the decision has changed, and say who changed it:',
    policy: `targets:
  edge:
    forbid: [2375/tcp]`,
    waiver: { beside: 'forbid: [8443/tcp]' },
  },
  'forbidden-service': {
    meaning:
      'A service that a `forbid` line names was identified on an open port, whatever the number of the port. The scanner recognised it by its answers, not by the port. A plain name also forbids its TLS form (`imap` also `imaps`); only `http` leaves alone a port for which the policy declares `https`.',
    why: 'A forbidden service on an unusual port is either forgotten or hidden. An `allow` line for the port does not excuse it.',
    fix: 'Stop the service. If the name in the policy is too wide, forbid the port in its place:',
    policy: `targets:
  edge:
    forbid: [telnet, ftp]`,
    waiver: { beside: 'forbid: [telnet]' },
  },
  'wrong-service': {
    meaning:
      'The port may be open, but for another service than the one that was identified there. The identification is evidence, with a confidence at or above `service-confidence`, not a guess from the port number.',
    why: 'The permission was given to a service, not to a number. Something else may have taken its place, or TLS may have been lost (`http` where `https` was declared).',
    fix: 'Find out what listens and restore what was declared. If the change is wanted, change the line:',
    policy: REQUIRE,
    waiver: { beside: 'allow: [8443/tcp https]' },
  },
  'unverified-service': {
    meaning:
      'The port may be open for one service, and the scanner could not establish which service listens: nothing answered its questions, or its confidence is below `service-confidence`. In a target that forbids services also: the port may be one of them, as HTTP of anything but a web server proper (nginx, Apache) may be `docker` or `elasticsearch`.',
    why: 'A guess from the port number proves nothing. What cannot be verified is not counted as agreeing.',
    fix: 'Look at what listens. If it answers only clients that it knows, or speaks a protocol of your own, leave the service out of the line; a lower threshold is the wider remedy:',
    policy: `defaults:
  service-confidence: 7
targets:
  edge:
    allow:
      - 9443/tcp`,
    waiver: { beside: 'allow: [8443/tcp https]' },
  },
  'missing-port': {
    meaning: 'A port that the policy requires to be open is closed, or does not answer.',
    why: 'The service is down, has moved, or is cut off by a firewall. It may also show that the scan does not see what its users see, and then its silence elsewhere proves less.',
    fix: 'Start the service, or open the way from where the scan runs. If the port may be open and need not be, use `allow`:',
    policy: `targets:
  edge:
    allow:
      - 443/tcp https`,
    waiver: { beside: 'require: [8443/tcp https]' },
  },
  'unfiltered-port': {
    meaning:
      'A firewall is supposed to drop what is sent to this port, and the host answered: the port is closed or unfiltered, not filtered.',
    why: 'Nothing listens there now, and nothing stops it from being reached once it does. The rule that the policy relies on does not work.',
    fix: 'Repair the firewall: drop, do not reject. If an answer of "closed" is good enough, leave the line out; a port that nothing mentions must not be open, and may be closed:',
    policy: `targets:
  db:
    filtered: [5432/tcp]`,
    waiver: { beside: 'filtered: [8443/tcp]' },
  },
  'possibly-open': {
    meaning:
      'The port did not answer, and the protocol does not tell silence from a closed door: it is open or filtered (`open|filtered`), as UDP often is.',
    why: 'Silence is no proof that the port is closed. Where the policy requires the port this is a warning, else a note; `levels` makes it stricter.',
    fix: 'Make the firewall reject, or the service answer. Where silence is what you want, say so:',
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
      'Nearly every port of the host answers as open. That is one finding, and its open ports are not reported one by one.',
    why: 'This is how a SYN proxy, a tarpit, a honeypot or a middlebox on the way behaves. Nothing can be said about the services behind it.',
    fix: 'Scan from a place where no device answers for the host, or exclude the address if it is meant to behave so:',
    policy: `targets:
  edge:
    exclude: [192.0.2.13]`,
    waiver: { instead: 'A waiver concerns one port, and this finding concerns a host: exclude the address.' },
  },
  'incomplete-scan': {
    meaning:
      'The policy declares ports that were not answered for: the scan ended early, a host timed out or was down, a name did not resolve, an excluded name leads to an address of a target (`excluded-by-name`: exclude the address itself if it is meant), or this machine lacks a privilege or a route. Or the answers prove nothing: results made elsewhere were made with options that miss open ports (`refused-options`) or too long ago (`results-age`), two probes of a port disagree (`answers-disagree`), the run was stopped before a second probe could confirm what one found (`not-confirmed`), ports known to be open stopped answering in the middle of the scan, because something began to block this scanner (`blocked`), or so many packets were lost that open ports may have been missed (`too-lossy`). The message says which.',
    why: 'What was not seen may be open. The run is inconclusive: it is not a pass, and it closes no alert.',
    fix: 'Remove the reason that the message names, and run again. Do not declare what cannot be seen from here:',
    policy: `targets:
  edge:
    hosts: [www.example.com]
    families: [ipv4]        # this machine has no IPv6`,
    waiver: {
      instead:
        'It cannot be waived, and its level cannot be changed. `on-incomplete: warn` lets the build go on, unless what would have failed it was not confirmed or not identified by a later probe; the verdict stays inconclusive.',
    },
  },
  'expired-waiver': {
    meaning: 'A waiver is past the end of its last day (UTC). It suppresses nothing any more.',
    why: 'A waiver is a promise to repair something by a day. The day has come, and the finding that it suppressed has returned if the cause is still there.',
    fix: 'Repair the cause and remove the waiver. If more time was agreed on, write the new day and the reason:',
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
  'unused-waiver': {
    meaning: 'A waiver suppressed nothing: the finding that it names was not there, on a port that was answered for.',
    why: 'The cause is gone, or the waiver names the wrong port, host or finding. Left in place, it would silently excuse the same fault later.',
    fix: 'Remove the waiver, or correct what it names. To insist on it, raise the level:',
    policy: `defaults:
  levels:
    unused-waiver: error`,
    waiver: { instead: 'It cannot be waived: remove the waiver.' },
  },
};
