import type { UnobservedCode } from '../model/observation.ts';

/** What a reason for unobserved ports means to a reader, in Markdown. */
export interface ReasonText {
  readonly meaning: string;
  /** What ends it, as an instruction. */
  readonly fix: string;
}

/** The compiler demands a row for every code. Rows are in the order in which the documentation shows them. */
export const REASONS: Readonly<Record<UnobservedCode, ReasonText>> = {
  blocked: {
    meaning:
      'The host answered, and stopped answering while the scan ran: known open ports became silent or refused. Only ' +
      'the ports that were seen open are known. The same happens if a firewall on the scanning machine drops ' +
      'the probes.',
    fix:
      'Allow the address of the scanner in the firewall or intrusion prevention system, or set `max-rate` below its ' +
      'limit. Check the firewall of the scanning machine. See ' +
      '[Debugging](debugging.md#blocked-the-host-stopped-answering).',
  },
  'too-lossy': {
    meaning: 'The path lost so many packets that open ports may have been missed: the estimate is above `confidence`.',
    fix:
      'Set a lower `max-rate`, or scan from a place closer to the hosts. Raise `confidence` only if more missed ' +
      'ports are acceptable.',
  },
  'not-identified': {
    meaning: 'A line needs the service of an open port, and version detection failed or was contradicted.',
    fix: 'Run again. If it stays, let the service answer the scanner, or remove the service from the line.',
  },
  'not-confirmed': {
    meaning: 'The run was stopped before a second probe could confirm a finding.',
    fix: 'Run again with a longer `--timeout`.',
  },
  'answers-disagree': {
    meaning: 'Two probes of the port gave different answers.',
    fix: 'Find out whether the service restarts, or whether a firewall limits connections. Then run again.',
  },
  'ambiguous-states': {
    meaning: 'The results do not say which state the port has.',
    fix: 'Probe the port with another technique: let the gate scan, or use a SYN or connect scan.',
  },
  'host-down': {
    meaning: 'The scanner found the host down.',
    fix:
      'Start the host, or exclude the address. If the gate scans, `assume: discover` lets addresses be unused. Make ' +
      'results from elsewhere with `-Pn`.',
  },
  'host-timeout': {
    meaning: 'nmap gave up on the host and discarded its results.',
    fix: 'Remove `--host-timeout` from the options, or give it more time.',
  },
  'host-absent': {
    meaning: 'The scan ended without a result for the host.',
    fix: 'Run again. For results from elsewhere: scan the host too, and pass that file.',
  },
  'not-accounted': {
    meaning: 'The results do not mention the port.',
    fix: "For results from elsewhere: scan all ports of the policy, and pass nmap's XML unchanged.",
  },
  'scan-failed': {
    meaning: 'nmap could not be started, was killed, ended with an error, or warned that it skipped something.',
    fix: 'Read the error in the message. `--keep-xml` keeps the command and its stderr.',
  },
  'scan-truncated': {
    meaning: "nmap's XML is cut off or malformed.",
    fix: 'Run again; check that the disk is not full. For results from elsewhere: let nmap finish.',
  },
  'scan-timeout': {
    meaning: 'The time budget (`--timeout`) or the authorization ended before the scan.',
    fix: 'Raise `--timeout` or `max-rate`, or scan fewer ports or hosts. `explain --plan` shows the expected time.',
  },
  'scan-interrupted': {
    meaning: 'A signal stopped the run.',
    fix: 'Run again. In GitHub Actions, check `timeout-minutes` of the job.',
  },
  'name-unresolved': {
    meaning: 'A name did not resolve, or not completely.',
    fix: 'Repair the DNS record, write the addresses, or write `families: [ipv4]` if only IPv4 counts.',
  },
  'excluded-by-name': {
    meaning: 'An excluded name leads to the address.',
    fix: 'Exclude the address itself.',
  },
  'excluded-by-mac': {
    meaning: 'The host has an excluded hardware address, and it is the last one of its target or name.',
    fix: 'Remove the target, or exclude the host by its address.',
  },
  'mac-not-seen': {
    meaning:
      'A line excludes a device by its hardware address. Several hardware addresses answered for this host, or none ' +
      'was seen, so it may be that device, and no port of it was probed.',
    fix: 'Scan from the link of the host. Find out which devices share the address, and exclude the device by address.',
  },
  'not-scanned-again': {
    meaning: 'An earlier run found the host clean, and `rescan-after` left it out of the port scan.',
    fix: 'Write `accept-memory: true` if memory is enough, remove `rescan-after`, or run without the state file.',
  },
  'no-privilege': {
    meaning: 'The scan needs raw sockets, and this user may not open them.',
    fix: 'Run as root, or give nmap the file capabilities for raw sockets ([privileges](profiles.md#privileges)).',
  },
  'no-route': {
    meaning: 'This machine has no route to the address. Hosted runners have no IPv6.',
    fix: 'Run on a machine with a route, or write `families: [ipv4]`.',
  },
  'refused-options': {
    meaning: 'Results from elsewhere were made with options that may miss open ports.',
    fix: 'Scan again without the option that the message names.',
  },
  'results-age': {
    meaning: 'Results from elsewhere are too old, or have no time.',
    fix: 'Scan again, or raise `--max-age`.',
  },
};
