/** What `--help` prints. The README shows it too, and a test holds the two together. */
export const HELP = `exposure-gate keeps a network's exposure under review like code.

Usage:
  exposure-gate check [options]        scan what the policy names, and judge it
  exposure-gate validate [FILE...]     say what a check would refuse in policies; scan nothing, look up no name
  exposure-gate explain [options]      say what a policy means, and with --plan what a check would do
  exposure-gate demo                   show a failing and a passing gate on services of its own

Options of check:
  --policy FILE            the policy (default: exposure-policy.yml, then .github/exposure-policy.yml)
  --target NAME            only this target; may be repeated
  --scan-xml FILE          judge nmap's XML (also gzipped) instead of scanning; may be repeated
  --max-age AGE            how long ago the scans of these files may have begun, such as 7d (default: 24h)
  --fail-on SEVERITY       critical, high, medium, low or note (default: as the policy says)
  --on-incomplete MODE     fail, or warn: exit 0 although the scan was incomplete (default: fail)
  --timeout TIME           time budget of the whole run, such as 45m (default: 60m)
  --nmap FILE              the nmap to run (default: the one on the PATH)
  --install MODE           auto: install nmap if there is none; never (default: auto)
  --dry-run                say what would be scanned, with which commands, for how long; send nothing
  --format FORMAT          text, json or sarif on stdout (default: text)
  --sarif FILE, --json FILE, --summary FILE
                           write reports as well (summary: Markdown)
  --sarif-include-waived   waived findings too, as suppressed results
  --category NAME          category of the alerts in code scanning (default: exposure-gate/, the environment, the policy's path
                           unless it is a default path, and the targets if --target selects some)

Options of explain: --policy, --target, --nmap, --timeout and --format (text or json) as above, and
  --plan                   the addresses, the exact commands, packets and time; send nothing

Options of validate:
  --format FORMAT          text or json on stdout (default: text)

  --help, --version

Exit status:
  0  pass: every owed port was answered, and nothing was open that the policy does not allow
  1  fail: at least one finding at or above --fail-on
  2  bad policy, bad input or a refused authorization: nothing was probed
  3  inconclusive: something owed was not answered, or the tool could not work
`;
