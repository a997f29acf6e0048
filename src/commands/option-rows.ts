import { SEVERITIES, WAIVABLE_CODES } from '../model/finding.ts';
import { DEFAULT_POLICIES } from '../model/repository.ts';
import { DEFAULTS, INSTALL_MODES, ON_INCOMPLETE } from '../model/request.ts';
import { byFormat, FORMATS } from '../report/formats.ts';
import { NOTIFY_NAMES } from '../report/notify/formats.ts';

/** One option of the command line. */
export interface OptionRow {
  /** The placeholder for the option's value; null: the option has no value. */
  readonly value: string | null;
  readonly meaning: string;
  /** A letter for `-x`. */
  readonly short?: string;
  /** All values that the option takes; absent: they cannot be listed. */
  readonly choices?: readonly string[];
  /** The value if the option is left out; absent: not worth mentioning. */
  readonly usual?: string;
}

/** Every option that not all commands have: one table for the help, docs/cli.md, completion and the parser. */
export const OPTION_ROWS = {
  policy: {
    short: 'p',
    value: 'FILE',
    meaning: 'the policy',
    usual: 'exposure-policy.yml, then .github/exposure-policy.yml',
  },
  target: { value: 'NAME', meaning: 'only this target; may be repeated', usual: 'every target' },
  'scan-xml': { value: 'FILE', meaning: "judge nmap's XML, plain or gzip, instead of scanning; may be repeated" },
  'max-age': {
    value: 'AGE',
    meaning: 'oldest start of the scans in these files, such as 30m, 24h or 7d',
    usual: DEFAULTS.maxAge,
  },
  'fail-on': {
    value: 'SEVERITY',
    choices: SEVERITIES,
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
    choices: ON_INCOMPLETE,
    meaning: 'fail, or warn: exit with 0 although the run is inconclusive',
    usual: DEFAULTS.onIncomplete,
  },
  timeout: { value: 'TIME', meaning: 'time for the whole run, such as 90s, 45m or 2h', usual: DEFAULTS.timeout },
  nmap: { value: 'FILE', meaning: 'the nmap to run', usual: 'the first on the PATH' },
  install: {
    value: 'MODE',
    choices: INSTALL_MODES,
    meaning: 'auto: install nmap if there is none; or never',
    usual: DEFAULTS.install,
  },
  quiet: { short: 'q', value: null, meaning: 'print only findings or problems, and the verdict; no progress' },
  verbose: { short: 'v', value: null, meaning: 'print facts, commands, and all lines to paste as well' },
  debug: {
    value: null,
    meaning: 'print each step, decision and retry on stderr, with the time and the reason',
  },
  trace: { value: 'FILE', meaning: 'write the same, as lines of JSON, to a file' },
  'keep-xml': {
    value: 'DIR',
    meaning: 'keep the documents that nmap writes, in a folder that is new or empty',
  },
  state: { value: 'FILE', meaning: 'remember runs in a file, and say since when each finding is there' },
  'dry-run': { value: null, meaning: 'print addresses, commands, packets and time of the scan; send nothing' },
  format: formatRow(['text', 'json']),
  ...byFormat((format): OptionRow => ({ value: 'FILE', meaning: `file to write: ${FORMATS[format].description}` })),
  'notify-file': {
    value: 'FORMAT=FILE',
    meaning: `message about changes to write, if there are any, for ${NOTIFY_NAMES.join(', ')}; may be repeated`,
  },
  'sarif-include-waived': { value: null, meaning: 'include waived findings in SARIF, as suppressed results' },
  category: {
    value: 'NAME',
    meaning: 'category of the alerts in code scanning',
    usual: 'made of the environment, the policy and the selected targets',
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
  name: { value: 'NAME', meaning: 'name of the device' },
  add: { value: null, meaning: 'add a waiver for each selected finding of the report' },
  prune: { value: null, meaning: 'remove waivers that are over and, with --from, waivers that nothing needs' },
  'unused-allowances': {
    value: null,
    meaning: 'with --prune and --from: remove the allow lines that the report calls unused, too',
  },
  check: { value: null, meaning: 'write nothing; exit with 1 if the file (exposure.lock.md) is not current' },
  from: { value: 'FILE', meaning: 'the report of a check, written with --json' },
  finding: {
    value: 'CODE',
    choices: WAIVABLE_CODES,
    meaning: 'only findings with this code',
    usual: 'every finding that can be waived',
  },
  port: { value: 'PORT', meaning: 'only findings on this port, such as 6379/tcp', usual: 'every port' },
  service: { value: 'NAME', meaning: 'the service that answers on PORT', usual: 'each that a line names' },
  reason: { value: 'TEXT', meaning: 'why the finding is tolerated' },
  ticket: { value: 'TEXT', meaning: 'where the repair is tracked' },
  expires: { value: 'TIME', meaning: 'the last day of the waiver: 30d, or a day such as 2027-01-31' },
  'fail-on-new': {
    value: 'SEVERITY',
    choices: SEVERITIES,
    meaning: 'exit with 1 if a change that allows more has this severity or a higher one',
    usual: 'no change fails',
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
export type OptionName = keyof typeof OPTION_ROWS;

/** The options of every command. */
export const GENERAL_OPTION_ROWS = {
  'no-color': { value: null, meaning: 'print without colour, like NO_COLOR' },
  help: { short: 'h', value: null, meaning: 'print this help; after a command, its own' },
  version: { short: 'V', value: null, meaning: 'print the version' },
} as const satisfies Readonly<Record<string, OptionRow>>;
export type GeneralOptionName = keyof typeof GENERAL_OPTION_ROWS;

/** @returns the option that chooses the format on stdout */
export function formatRow(formats: readonly string[]): OptionRow {
  const choice = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`;
  return { value: 'FORMAT', choices: formats, meaning: `format on stdout: ${choice}`, usual: 'text' };
}
