import { formatAddresses } from '../model/address-set.ts';
import { graceWords, type Policy, type Target } from '../model/policy.ts';
import { formatPorts } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { counted, grouped } from '../model/quantity.ts';
import { TOOL_NAME } from '../model/version.ts';
import { cellWords } from '../review/cells.ts';
import type { EffectiveHosts } from '../review/effective.ts';
import { addressesOf, namesOf } from '../review/hosts.ts';
import { reviewDaysOf } from '../review/review-days.ts';
import { code, markdown } from './escape.ts';
import { hostWords } from './review-words.ts';

/** The first line of every text. It tells an earlier text from a file of somebody else. */
export const EFFECTIVE_NOTICE = `<!-- Made by "${TOOL_NAME} effective"; edits are lost. -->`;

/** @returns what a policy means, as Markdown that is the same for policies that mean the same */
export function renderEffective(policy: Policy, hosts: readonly EffectiveHosts[]): string {
  const head =
    `Environment ${code(policy.environment)}. Findings of severity ${policy.failOn} and above ` + 'fail the build.';
  const about = [
    EFFECTIVE_NOTICE,
    '# Effective policy',
    head,
    ...authorization(policy),
    settings(policy),
    ...devices(policy),
  ];
  return `${[...about, ...hosts.map(section)].join('\n\n')}\n`;
}

function authorization({ authorization: granted, maxHosts }: Policy): readonly string[] {
  if (granted === null) return ['## Authorization', 'None: only loopback is scanned.'];
  const { by, reference, scope, exclude, excludeMacs = [], expires, maxRate } = granted;
  const listed = (all: readonly { readonly value: { readonly text: string } }[]): string =>
    all
      .map(({ value }) => value.text)
      .sort()
      .map((text) => code(text, 300))
      .join(', ');
  const lines = [
    `- By ${markdown(by)}, ${markdown(reference)}, until ${expires.value}`,
    `- Scope: ${listed(scope)}`,
    ...(exclude.length === 0 ? [] : [`- Never probed: ${listed(exclude)}`]),
    ...(excludeMacs.length === 0 ? [] : [`- Never port scanned: ${macsListed(excludeMacs)}`]),
    `- At most ${grouped(maxHosts.value)} addresses, ` +
      `${maxRate === null ? 'at any rate' : `${grouped(maxRate)} packets per second`}`,
  ];
  return ['## Authorization', lines.join('\n')];
}

/** Scan settings of a target are those of its name; what it scans is in the sections of its hosts. */
function settings({ levels, confirm, serviceConfidence, maxWaiverDays, warnBefore, targets }: Policy): string {
  const own = [...targets]
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap((target) => {
      const { profile, assume, confidence, options, rest } = target.settings;
      const more = options.length === 0 ? '' : `, options ${code(options.join(' '), 1_000)}`;
      const families = namesOf(target.hosts).length === 0 ? '' : `, ${target.families.join(' and ')}`;
      const zone = target.zone === undefined ? '' : `, zone ${code(target.zone)}`;
      const memory =
        rest === undefined
          ? ''
          : `, rescan after ${rest.minutes} minutes, memory ${rest.isCovered ? '' : 'not '}accepted`;
      const scanned = `${profile}, assume ${assume}, confidence ${confidence}${memory}${families}${zone}${more}`;
      const later = target.activation === null ? '' : `, not active until ${target.activation.value}`;
      return [`- Target ${code(target.name)}: ${scanned}${exclusions(target)}${later}`, ...reviews(target)];
    });
  const changed = Object.entries(levels).sort(([a], [b]) => compareText(a, b));
  const lines = [
    `- Findings are ${confirm ? 'confirmed by a second probe' : 'not confirmed'}; service confidence ` +
      serviceConfidence,
    `- Waivers: ${maxWaiverDays === null ? 'no limit' : `at most ${maxWaiverDays} days`}, reported ${warnBefore} ` +
      'days before their end',
    ...changed.map(([finding, level]) => `- Level of ${finding}: ${level}`),
    ...own,
  ];
  return ['## Settings', lines.join('\n')].join('\n\n');
}

/** Devices that the policy knows, and what other devices are. Empty if devices decide nothing. */
function devices({ devices: known, unknownDevices, maxRandom, grace }: Policy): readonly string[] {
  if (known.length === 0 && unknownDevices === null && maxRandom === null && graceWords(grace) === '0m') return [];
  const lines = [
    `- Devices that are not known: ${unknownDevices ?? 'no finding'}`,
    `- Randomised hardware addresses in a zone: ${maxRandom === null ? 'any number' : `at most ${maxRandom}`}`,
    `- Grace of required devices and ports: ${graceOf(grace)}`,
    ...known
      .map(({ name, zone, macs, addresses, required }) => {
        const where = zone === null ? '' : ` in zone ${code(zone)}`;
        const by = [...[...macs].sort(), ...[...addresses].sort()].map((one) => code(one)).join(', ');
        return `- ${code(name)}${where}: ${by}${required ? ', required' : ''}`;
      })
      .sort(),
  ];
  return ['## Devices', lines.join('\n')];
}

function graceOf(grace: Policy['grace']): string {
  const { minutes, runs } = grace;
  if (minutes + runs === 0) return 'none';
  return `${runs > 0 ? graceWords(grace) : counted(minutes, 'minute')} since a run of the state file saw them`;
}

function macsListed(macs: NonNullable<Target['excludeMacs']>): string {
  return macs
    .map(({ value }) => value)
    .sort()
    .map((mac) => code(mac))
    .join(', ');
}

/** Only DNS tells which hosts these exclude: addresses that names of the target may have, and names. */
function exclusions({ hosts, exclude, excludeMacs = [] }: Target): string {
  const addresses = namesOf(hosts).length === 0 ? '' : formatAddresses(addressesOf(exclude), Number.POSITIVE_INFINITY);
  const macs = excludeMacs.map(({ value }) => value).sort();
  const all = [addresses, ...[...namesOf(exclude)].sort(compareText), ...macs].filter((one) => one !== '');
  return all.length === 0 ? '' : `, without ${all.map((one) => code(one, Number.POSITIVE_INFINITY)).join(', ')}`;
}

function reviews(target: Target): readonly string[] {
  return reviewDaysOf(target).map(({ day, expectation, protocol, ports, service }) => {
    const what = protocol === null ? (service ?? '') : `${formatPorts(ports)}/${protocol}`;
    return (
      `- Target ${code(target.name)}: ${expectation} ${code(what, Number.POSITIVE_INFINITY)} is ` + `reviewed by ${day}`
    );
  });
}

function section({ hosts, targets, ports, services, waivers }: EffectiveHosts): string {
  const rows = ports.map(
    ({ protocol, ports: set, cell }) =>
      `| ${code(`${formatPorts(set)}/${protocol}`, Number.POSITIVE_INFINITY)} | ${cellWords(cell)} |`,
  );
  const tolerated = waivers.map(({ target, waiver }) => {
    const { finding, protocol, port, host, owner, expires } = waiver;
    const where = host === null ? '' : ` of ${code(host.text, 300)}`;
    return (
      `- ${finding} on ${port}/${protocol}${where} (target ${code(target)}), until ${expires}, owner ` +
      markdown(owner, 100)
    );
  });
  return [
    `## ${markdown(hostWords(hosts) ?? 'no host', Number.POSITIVE_INFINITY)}`,
    `${targets.length === 1 ? 'Target' : 'Targets'} ${targets.map((target) => code(target)).join(', ')}`,
    ['| Ports | Expectation |', '|---|---|', ...rows].join('\n'),
    ...(services.length === 0 ? [] : [`Forbidden on any port: ${services.map((service) => code(service)).join(', ')}`]),
    ...(tolerated.length === 0 ? [] : [['Waived:', '', ...tolerated].join('\n')]),
  ].join('\n\n');
}
