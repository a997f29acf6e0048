import { commandNamed, everyValue, parseArguments, type Values } from './commands/arguments.ts';
import { COMMAND_NAMES, type CommandName, SHELLS } from './commands/command-rows.ts';
import { commandHelp, helpText } from './commands/help-text.ts';
import { complain, failClosed } from './edge/lifecycle.ts';
import {
  badOption,
  nothingToKeep,
  readAge,
  readCategory,
  readChoice,
  readDuration,
  readInstall,
  readOnIncomplete,
  readSeverity,
  readText,
} from './edge/options.ts';
import { writeStdout } from './edge/outputs.ts';
import { namedFiles, readNotify, readReports } from './edge/report-options.ts';
import { wantsColor, widthOf } from './edge/terminal.ts';
import { formatProblem, InputError } from './model/problem.ts';
import type { ExitCode } from './model/report.ts';
import { DEFAULTS } from './model/request.ts';
import { printable } from './model/text.ts';
import { TOOL_NAME, TOOL_VERSION } from './model/version.ts';
import { FORMAT_NAMES } from './report/formats.ts';
import { REVIEW_FORMAT_NAMES } from './report/review-formats.ts';
import type { Detail } from './report/screen.ts';
import { VALIDATION_FORMATS } from './report/validation.ts';

const COMMANDS: Readonly<Record<CommandName, (values: Values, files: readonly string[]) => Promise<ExitCode>>> = {
  check: async (values, files) => {
    const notify = readNotify(values['notify-file'] ?? [], '--notify-file', {
      ...{ option: '--state FILE', file: values.state ?? null },
    });
    const options = { ...checkOptions(values), ...readReports(values), notify, policy: policyOf(values, files) };
    if (values['dry-run'] !== true) return (await import('./commands/check.ts')).runCheck(options);
    const report = (
      [...FORMAT_NAMES, 'output', 'notify-file', 'category', 'format', 'trace', 'keep-xml', 'state'] as const
    ).find((name) => values[name] !== undefined);
    if (report !== undefined) throw badOption(`a dry run judges nothing and writes no report: leave out --${report}`);
    return (await import('./commands/explain.ts')).runDryRun(options);
  },
  explain: async (values, files) => {
    const { format: named = 'text', ...others } = values;
    const format = readChoice('--format', named, ['text', 'json']);
    const [host, port, ...more] = files;
    if (host !== undefined)
      return (await import('./commands/explain.ts')).runExplainPort(portQuestion(values, host, port, more), {
        policy: values.policy ?? null,
        format,
      });
    if (values.service !== undefined) throw badOption('--service needs a host and a port: explain HOST PORT/PROTO');
    const { policy, targets, nmap, timeout, color, width, authorizationFrom } = checkOptions(others);
    const asked = { policy, targets, nmap, timeout, color, width, authorizationFrom };
    return (await import('./commands/explain.ts')).runExplain({ ...asked, format, plan: values.plan === true });
  },
  validate: async (values, files) => {
    const format = readChoice('--format', values.format ?? 'text', VALIDATION_FORMATS);
    return (await import('./commands/validate.ts')).runValidate(files, {
      format,
      strict: values.strict === true,
      quiet: values.quiet === true,
    });
  },
  init: async (values, files) => {
    if (files.length > 0)
      throw badOption(`init takes no file "${printable(files.join(' '))}": name it with --compose or --kubernetes`);
    return (await import('./commands/init.ts')).runInit(initOptions(values));
  },
  diff: async (values, files) => {
    return (await import('./commands/diff.ts')).runDiff({
      ...sidesOf(values, files),
      format: readChoice('--format', values.format ?? 'text', REVIEW_FORMAT_NAMES),
      failOnNew: values['fail-on-new'] === undefined ? null : readSeverity('--fail-on-new', values['fail-on-new']),
    });
  },
  waive: async (values, files) => {
    if (files.length > 0)
      throw badOption(`waive takes no file "${printable(files.join(' '))}": name the policy with --policy`);
    return (await import('./commands/waive.ts')).runWaive(values);
  },
  effective: async ({ policy, output, check }, files) => {
    if (files.length > 0) throw badOption('effective takes no file: name the policy with --policy');
    return (await import('./commands/effective.ts')).runEffective({
      policy: policy ?? null,
      output: oneFile(output),
      check: check === true,
    });
  },
  devices: async (values, operands) => (await import('./commands/devices.ts')).runDevices(values, operands),
  history: async (values, operands) => (await import('./commands/history.ts')).runHistory(values, operands),
  demo: async (values, files) => {
    if (files.length > 0) throw badOption('demo takes no files');
    return (await import('./commands/demo.ts')).runDemo(screenOf(values));
  },
  completion: async (_, [shell = '', ...more]) => {
    if (more.length > 0) throw badOption('completion takes one shell');
    return say((await import('./commands/completion.ts')).completionScript(readChoice('completion', shell, SHELLS)));
  },
  help: async (_, [name, ...more]) => {
    if (more.length > 0) throw badOption('help takes one command');
    return say(helpOf(name));
  },
  version: async () => say(`${TOOL_NAME} ${TOOL_VERSION}\n`),
};

/**
 * Runs one command. Each command is loaded when it is named: the others would only delay it.
 * @returns the exit status. No error may end as a pass: bad input is 2, everything else 3
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  failClosed();
  try {
    return await main(args);
  } catch (error) {
    await discardStale(args);
    const text =
      error instanceof InputError ? error.problems.map(formatProblem).join('\n') : printable(String(error), 1_000);
    complain(text);
    return error instanceof InputError ? 2 : 3;
  }
}

async function main(args: readonly string[]): Promise<ExitCode> {
  if (args.length === 0) {
    process.stderr.write(helpText(helpWidth(process.stderr)));
    return 2;
  }
  const { values, command, operands } = parseArguments(args);
  if (values.help === true) return say(helpOf(command));
  if (values.version === true) return COMMANDS.version(values, operands);
  if (command === undefined) throw badOption('which command? exposure-gate help lists them');
  return COMMANDS[command](values, operands);
}

/** @param name a command; undefined: all */
function helpOf(name: string | undefined): string {
  const width = helpWidth(process.stdout);
  return (name === undefined ? undefined : commandHelp(commandNamed(name).name, width)) ?? helpText(width);
}

/** Help is wrapped in a file too. */
function helpWidth(stream: NodeJS.WriteStream): number {
  return widthOf(stream, process.env) ?? 100;
}

/** A check with invalid options writes no reports. This removes the reports of an earlier run. */
async function discardStale(args: readonly string[]): Promise<void> {
  const { values, operands } = everyValue(args);
  // What comes before the command may be the value of an option that is misspelt.
  const command = operands.find((one) => COMMAND_NAMES.some((name) => name === one));
  if (command !== 'check' || values['dry-run']?.length === 0) return;
  const { policy: policies = [], 'scan-xml': scanXml = [], state: stateFiles = [], trace: traces = [] } = values;
  const { discardReports } = await import('./edge/publish.ts');
  await discardReports({
    policy: policies[0] ?? operands.find((one) => one !== command) ?? null,
    // No operand is a report, also where there is one too many, and neither is what this run may read.
    scanXml: [...operands, ...policies, ...scanXml, ...stateFiles],
    reports: [...namedFiles(values), ...traces.map((file) => ({ file }))],
    ...{ notify: [], trace: null, stateFile: null },
  });
}

/** How text is put on stdout. */
function screenOf(values: Values) {
  const color = values['no-color'] !== true && wantsColor(process.stdout, process.env);
  return { color, width: widthOf(process.stdout, process.env) };
}

function readDetail({ quiet = false, verbose = false, debug = false }: Values): Detail {
  if (quiet && (verbose || debug)) throw badOption(`--quiet and --${verbose ? 'verbose' : 'debug'} exclude each other`);
  return quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
}

/** The policy may be named with or without `--policy`. */
function policyOf({ policy }: Values, [file, ...more]: readonly string[]): string | null {
  if (more.length > 0) throw badOption(`check takes one policy, not "${printable(more.join(' '))}" as well`);
  if (file !== undefined && policy !== undefined)
    throw badOption(`check takes one policy: leave out --policy or "${printable(file)}"`);
  return file ?? policy ?? null;
}

function checkOptions(values: Values) {
  if (values['scan-xml'] !== undefined && values['keep-xml'] !== undefined)
    throw nothingToKeep('--keep-xml', '--scan-xml');
  if (values['scan-xml'] === undefined && values['max-age'] !== undefined)
    throw badOption('--max-age belongs to --scan-xml: add --scan-xml FILE, or leave out --max-age');
  return {
    policy: values.policy ?? null,
    targets: values.target ?? [],
    scanXml: values['scan-xml'] ?? [],
    maxAge: readAge('--max-age', values['max-age'] ?? DEFAULTS.maxAge),
    failOn: values['fail-on'] === undefined ? null : readSeverity('--fail-on', values['fail-on']),
    onIncomplete: readOnIncomplete('--on-incomplete', values['on-incomplete'] ?? DEFAULTS.onIncomplete),
    install: readInstall('--install', values.install ?? DEFAULTS.install),
    timeout: readDuration('--timeout', values.timeout ?? DEFAULTS.timeout),
    nmap: values.nmap ?? null,
    debug: values.debug === true,
    ...{ trace: values.trace ?? null, keepXml: values['keep-xml'] ?? null, stateFile: values.state ?? null },
    includeWaived: values['sarif-include-waived'] === true,
    category: values.category === undefined ? null : readCategory('--category', values.category),
    ...screenOf(values),
    detail: readDetail(values),
    authorizationFrom: values['authorization-from'] ?? null,
  };
}

function initOptions(values: Values) {
  const { scanXml, maxAge, install, timeout, nmap } = checkOptions(values);
  return {
    ...{ scanXml, maxAge, install, timeout, nmap },
    hosts: values.host ?? [],
    authorization: readAuthorization(values),
    compose: values.compose ?? [],
    kubernetes: values.kubernetes ?? [],
    owner: values.owner === undefined ? null : readText('--owner', values.owner),
    output: oneFile(values.output),
    print: values.print === true,
    acceptSeen: values['accept-seen'] === true,
    command: process.argv.slice(2),
  };
}

/** @returns the file that `--output` names in a command that writes one file; null: none */
function oneFile(files: readonly string[] = []): string | null {
  const [file = null, ...more] = files;
  if (more.length > 0) throw badOption('--output is given more than once: name one file');
  return file;
}

function readAuthorization({ by, reference, scope }: Values) {
  if (by === undefined && reference === undefined && scope === undefined) return null;
  if (by === undefined || reference === undefined || scope === undefined)
    throw badOption('--by, --reference and --scope belong together: give all three, or none for loopback');
  return { by: readText('--by', by), reference: readText('--reference', reference), scope };
}

/** Reads a question about one port of one host. Options about a scan do not apply to it. */
function portQuestion(values: Values, host: string, port: string | undefined, more: readonly string[]) {
  if (port === undefined || more.length > 0)
    throw badOption('explain takes a host and a port, such as 192.0.2.10 6379/tcp, and the policy with --policy');
  const extra = (['target', 'plan', 'nmap', 'timeout', 'authorization-from'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (extra !== undefined) throw badOption(`explain of one port has no option --${extra}: leave it out`);
  return { host, port, service: values.service ?? null };
}

/** Reads what to compare: two files, or one file in two commits. */
function sidesOf(values: Values, files: readonly string[]) {
  const named = { policy: values.policy ?? null, base: values.base ?? null, head: values.head ?? null };
  const [earlier, later, ...more] = files;
  if (earlier === undefined) return { ...named, files: [] as const };
  if (later === undefined || more.length > 0) {
    throw badOption('diff takes two files or none: write diff BASE HEAD, or name commits with --base and --head');
  }
  if (Object.values(named).some((value) => value !== null)) {
    throw badOption('diff takes either two files, or --policy, --base and --head');
  }
  return { ...named, files: [earlier, later] as const };
}

async function say(text: string): Promise<ExitCode> {
  await writeStdout(text);
  return 0;
}
