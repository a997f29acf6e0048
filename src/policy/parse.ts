import type { Policy } from '../model/policy.ts';
import { compareLocations, compareProblems, InputError, type Location, type Problem } from '../model/problem.ts';
import { nameFor, oddProblems } from './advice.ts';
import { buildAuthorization, buildDevices, buildTarget, defaultsProblems } from './build.ts';
import { zoneProblems } from './device-rules.ts';
import { entryProblems } from './entry-rules.ts';
import { quote } from './fault.ts';
import { hostProblems, scopeProblems } from './host-rules.ts';
import { rootProblems, shapeProblems } from './issues.ts';
import { memoryProblems } from './memory-rules.ts';
import { misplacedProblems } from './misplaced.ts';
import {
  DEFAULT_ENVIRONMENT,
  DEFAULT_MAX_HOSTS,
  policySchema,
  type RawDefaults,
  type RawRemainder,
  remainderSchema,
  TARGET_NAME,
} from './schema.ts';
import { endWarnings, textProblems } from './source.ts';
import { withSlips } from './syntax.ts';
import { find, keyLocations, locate, plain, prune, type Tree } from './tree.ts';
import type { UsedPolicies } from './use.ts';
import { waiverProblems } from './waiver-rules.ts';
import { readYaml } from './yaml.ts';

export { decodePolicy, MAX_POLICY_BYTES } from './source.ts';

/**
 * Reads a policy (version 1 of the language). A policy with any problem is invalid: nothing is dropped, guessed or
 * repaired.
 * @param text the whole file; a byte order mark and CRLF are accepted
 * @param file the path as the user gave it, repeated in every location
 * @param used the policies that its targets use
 * @throws InputError with every problem that can be found at once, in the order of the file
 */
export function parsePolicy(text: string, file: string, used: UsedPolicies = NONE): Policy {
  const source = text.replace(/^\ufeff/, '');
  const { policy, problems } = read(source, file, used);
  const advised = withSlips(source, problems, (other) => read(other, file, used).problems);
  return policy === null || advised.length > 0 ? refuse(advised) : { ...policy, warnings: endWarnings(source, file) };
}

const NONE: UsedPolicies = new Map();

function read(
  source: string,
  file: string,
  used: UsedPolicies,
): { policy: Policy | null; problems: readonly Problem[] } {
  const unreadable = textProblems(source, file);
  if (unreadable.length > 0) return { policy: null, problems: unreadable };
  const yaml = readYaml(source, file);
  if (yaml.tree === null) return { policy: null, problems: yaml.problems };

  const { tree } = yaml;
  const odd = oddProblems(tree);
  const misplaced = misplacedProblems(tree, source);
  const problems = [...yaml.problems, ...odd, ...misplaced, ...nameProblems(tree)];
  const reported = new Set(problems.map(({ location }) => placeKey(location)));
  const { remainder, shape, incomplete, damaged } = readShape(tree, reported);
  problems.push(...shape);

  const policy = build(remainder, tree, file, { damaged, used });
  const { authorization } = policy.value;
  // A target or an environment that cannot be read may have the zone.
  if (problems.length === 0) problems.push(...zoneProblems(policy.value, tree));
  problems.push(...policy.problems, ...memoryProblems(policy.value, policy.value.failOn));
  if (authorization !== null) problems.push(...scopeProblems(authorization, tree));
  for (const target of policy.value.targets) {
    const isWhole = !incomplete.has(target.name) && !policy.partial.has(target.name);
    const complete = isWhole && yaml.problems.length + odd.length === 0;
    problems.push(...hostProblems(target, authorization, complete, tree));
    problems.push(...entryProblems(target, tree), ...waiverProblems(target, complete, tree));
  }
  return { policy: policy.value, problems };
}

/**
 * Checks the shape, and removes invalid parts until the rest is valid, so that the rest can be checked as a whole.
 * @param reported locations of problems that are already reported
 * @returns `incomplete`: the targets with missing hosts or entries; `damaged`: the targets with missing options
 */
function readShape(
  tree: Tree,
  reported: ReadonlySet<string>,
): { remainder: RawRemainder; shape: Problem[]; incomplete: ReadonlySet<string>; damaged: ReadonlySet<string> } {
  const whole = policySchema.safeParse(plain(tree));
  const wrong = whole.success ? [] : rootProblems(tree, whole.error.issues);
  const shape = wrong
    .filter(
      ({ problem, path }) => ![problem.location, find(tree, path)?.at].some((place) => reported.has(placeKey(place))),
    )
    .map(({ problem }) => problem);
  const damaging = wrong.filter(({ path }) => path[0] === 'targets' && !INCONSEQUENTIAL.has(String(path[2])));
  const incomplete = new Set(damaging.map(({ path }) => String(path[1])));
  const damaged = new Set(wrong.flatMap(({ path }) => (path[2] === 'options' ? [String(path[1])] : [])));
  let paths = wrong.map(({ path }) => path);
  for (;;) {
    const removed = prune(tree, paths);
    const rest = remainderSchema.safeParse(plain(tree));
    if (rest.success) return { remainder: rest.data, shape, incomplete, damaged };
    if (!removed && paths.length > 0) return { remainder: {}, shape, incomplete, damaged };
    paths = shapeProblems(tree, rest.error.issues).map(({ path }) => path);
  }
}

/** Parts of a target without which the rest can be checked. */
const INCONSEQUENTIAL = new Set(['waive', 'owner', 'tags', 'activation', 'options', 'assume', 'confidence']);

/** Reports invalid names of targets and replaces them, so that problems inside these targets are reported too. */
function nameProblems(tree: Tree): readonly Problem[] {
  const targets = find(tree, ['targets']);
  if (targets?.kind !== 'mapping') return [];
  const problems: Problem[] = [];
  for (const [name, entry] of [...targets.entries]) {
    if (TARGET_NAME.test(name)) continue;
    const wrong = `${quote(name)} can't name a target`;
    const meant = nameFor(name, (text) => TARGET_NAME.test(text) && !targets.entries.has(text));
    problems.push({
      code: 'invalid-name',
      location: entry.key,
      ...(meant === undefined
        ? { message: `${wrong}: use up to 64 of a-z, 0-9, ".", "_", "-", a letter or digit first` }
        : { message: `${wrong}: write ${meant}`, fix: { start: entry.key, end: entry.keyEnd, text: meant } }),
    });
    targets.entries.delete(name);
    let placeholder = `unnamed-${entry.key.line}-${entry.key.column}`;
    while (targets.entries.has(placeholder)) placeholder += '-';
    targets.entries.set(placeholder, entry);
  }
  return problems;
}

function build(
  remainder: RawRemainder,
  tree: Tree,
  file: string,
  { damaged, used }: { readonly damaged: ReadonlySet<string>; readonly used: UsedPolicies },
): { value: Policy; problems: readonly Problem[]; partial: ReadonlySet<string> } {
  const defaults: RawDefaults = remainder.defaults ?? policySchema.shape.defaults.parse(undefined);
  const authorization = remainder.authorization ?? null;
  const targets = Object.entries(remainder.targets ?? {}).map(([name, raw]) =>
    buildTarget(name, raw, defaults, tree, damaged.has(name), used),
  );
  targets.sort((a, b) => compareLocations(a.value.location, b.value.location));
  const maxHosts = ['authorization', 'max-hosts'];
  const value: Policy = {
    file,
    environment: remainder.environment ?? DEFAULT_ENVIRONMENT,
    authorization: authorization === null ? null : buildAuthorization(authorization, tree),
    authorizationFrom: null,
    maxHosts: {
      value: authorization?.['max-hosts'] ?? DEFAULT_MAX_HOSTS,
      location: find(tree, maxHosts) === undefined ? null : locate(tree, maxHosts),
    },
    failOn: defaults['fail-on'],
    confirm: defaults.confirm,
    serviceConfidence: defaults['service-confidence'],
    levels: defaults.levels,
    maxWaiverDays: defaults['max-waiver-days'] ?? null,
    warnBefore: Number.parseInt(defaults['warn-before'], 10),
    devices: buildDevices(remainder.devices ?? [], tree),
    unknownDevices: defaults['unknown-devices'] ?? null,
    maxRandom: defaults['max-random'] ?? null,
    grace: defaults.grace,
    noiseWindow: defaults['noise-window'],
    unusedAfter: defaults['unused-after'] ?? null,
    pruneAfter: Number.parseInt(defaults['prune-after'], 10),
    targets: targets.map((target) => target.value),
    settings: settingLocations(tree),
    warnings: [],
  };
  const problems = [...defaultsProblems(defaults, tree), ...targets.flatMap((target) => target.problems)];
  const partial = targets.filter(({ isPartial }) => isPartial).map((target) => target.value.name);
  return { value, problems, partial: new Set(partial) };
}

/** Levels have one key for each finding, and targets have settings of their own. */
function settingLocations(tree: Tree): Policy['settings'] {
  const targets = find(tree, ['targets']);
  const names = targets?.kind === 'mapping' ? [...targets.entries.keys()] : [];
  const paths = [
    [],
    ['authorization'],
    ['defaults'],
    ['defaults', 'levels'],
    ...names.map((name) => ['targets', name]),
  ];
  return new Map(paths.flatMap((path) => keyLocations(tree, path)));
}

function refuse(problems: readonly Problem[]): never {
  const [first, ...rest] = [...problems].sort(compareProblems);
  if (first === undefined) throw new TypeError('a refusal needs a problem');
  throw new InputError([first, ...rest]);
}

function placeKey(location: Location | undefined): string {
  return `${location?.line}:${location?.column}`;
}
