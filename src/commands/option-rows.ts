import { DEFAULT_POLICIES } from '../model/repository.ts';
import { DEFAULTS } from '../model/request.ts';
import { byFormat, FORMATS } from '../report/formats.ts';

/** One option of the command line. */
export interface OptionRow {
  /** The placeholder for the option's value; null: the option has no value. */
  readonly value: string | null;
  readonly meaning: string;
  /** The value if the option is left out; absent: not worth mentioning. */
  readonly usual?: string;
}

/** Every option except `--help` and `--version`: one table for `--help`, docs/cli.md and the parser in cli.ts. */
export const OPTION_ROWS = {
  policy: { value: 'FILE', meaning: 'the policy', usual: 'exposure-policy.yml, then .github/exposure-policy.yml' },
  target: { value: 'NAME', meaning: 'only this target; may be repeated', usual: 'every target' },
  'scan-xml': { value: 'FILE', meaning: "judge nmap's XML, plain or gzip, instead of scanning; may be repeated" },
  'max-age': {
    value: 'AGE',
    meaning: 'oldest start of the scans in these files, such as 30m, 24h or 7d',
    usual: DEFAULTS.maxAge,
  },
  'fail-on': {
    value: 'SEVERITY',
    meaning: 'lowest severity that fails: critical, high, medium, low or note',
    usual: 'as the policy says',
  },
  'authorization-from': {
    value: 'REF',
    meaning: 'obey the authorization that the policy has in this commit, read with Git',
    usual: 'the policy itself',
  },
  'on-incomplete': {
    value: 'MODE',
    meaning: 'fail, or warn: exit with 0 although the run is inconclusive',
    usual: DEFAULTS.onIncomplete,
  },
  timeout: { value: 'TIME', meaning: 'time for the whole run, such as 90s, 45m or 2h', usual: DEFAULTS.timeout },
  nmap: { value: 'FILE', meaning: 'the nmap to run', usual: 'the first on the PATH' },
  install: { value: 'MODE', meaning: 'auto: install nmap if there is none; or never', usual: DEFAULTS.install },
  debug: {
    value: null,
    meaning: 'print each step, chunk, decision and retry, with the time and the reason, on stderr',
  },
  trace: { value: 'FILE', meaning: 'write the same, as lines of JSON, to a file' },
  'keep-xml': {
    value: 'DIR',
    meaning: 'keep each document that nmap writes, with its command, in a folder that is new or empty',
  },
  state: { value: 'FILE', meaning: 'remember runs in a file, and say since when each finding is there' },
  'dry-run': { value: null, meaning: 'print addresses, commands, packets and time of the scan; send nothing' },
  format: { value: 'FORMAT', meaning: 'format on stdout: text or json', usual: 'text' },
  ...byFormat((format): OptionRow => ({ value: 'FILE', meaning: `file to write: ${FORMATS[format].description}` })),
  'sarif-include-waived': { value: null, meaning: 'include waived findings in SARIF, as suppressed results' },
  category: {
    value: 'NAME',
    meaning: 'category of the alerts in code scanning',
    usual:
      "exposure-gate/, the environment, the policy's path unless it is a default path, and the targets if " +
      '--target selects some',
  },
  strict: { value: null, meaning: 'treat warnings as errors' },
  plan: { value: null, meaning: 'add addresses, commands, packets and time of a check; send nothing' },
  host: {
    value: 'HOST',
    meaning: 'an address, a range or a name for the policy; may be repeated',
    usual: 'the hosts of the results, or 127.0.0.1',
  },
  by: { value: 'WHO', meaning: 'who authorized the scan; any host except loopback needs it' },
  reference: { value: 'TEXT', meaning: 'where the authorization is recorded' },
  scope: { value: 'HOST', meaning: 'an address, a range or a name that may be scanned; may be repeated' },
  compose: { value: 'FILE', meaning: 'require the ports that a compose file publishes; may be repeated' },
  kubernetes: {
    value: 'FILE',
    meaning: 'require the ports that Kubernetes manifests open outside the cluster; may be repeated',
  },
  owner: { value: 'NAME', meaning: 'owner of the targets and of the waivers' },
  output: { value: 'FILE', meaning: 'the new policy, which must not exist', usual: DEFAULT_POLICIES[0] },
  print: { value: null, meaning: 'print the policy and write no file' },
  'accept-seen': { value: null, meaning: 'allow what is open for ever, in place of waivers that end' },
  base: {
    value: 'REF',
    meaning: 'the commit of the earlier policy: a branch, a tag or a hash',
    usual: 'the merge base with the branch of the pull request, or else with the default branch',
  },
  head: { value: 'REF', meaning: 'the commit of the later policy', usual: 'the working tree' },
  add: { value: null, meaning: 'add a waiver for each selected finding of the report' },
  prune: { value: null, meaning: 'remove waivers that are over and, with --from, waivers that nothing needs' },
  check: { value: null, meaning: 'write nothing; exit with 1 if the file (exposure.lock.md) is not current' },
  from: { value: 'FILE', meaning: 'the report of a check, written with --json' },
  finding: { value: 'CODE', meaning: 'only findings with this code', usual: 'every finding that can be waived' },
  port: { value: 'PORT', meaning: 'only findings on this port, such as 6379/tcp', usual: 'every port' },
  service: { value: 'NAME', meaning: 'the service that answers on PORT', usual: 'each that a line names' },
  reason: { value: 'TEXT', meaning: 'why the finding is tolerated' },
  ticket: { value: 'TEXT', meaning: 'where the repair is tracked' },
  expires: { value: 'TIME', meaning: 'the last day of the waiver: 30d, or a day such as 2027-01-31' },
  'fail-on-new': {
    value: 'SEVERITY',
    meaning: 'exit with 1 if a change that allows more has this severity or a higher one',
    usual: 'no change fails',
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
export type OptionName = keyof typeof OPTION_ROWS;
