import type { Privilege, QuickQuestions } from '../model/plan.ts';
import { overlap, type PortSet, type Protocol } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { type Option, optionsOf, written } from './options.ts';
import { FACT_SCRIPTS } from './scripts.ts';

/**
 * Printers print what they receive on these TCP ports. nmap detects no services on them unless an option says so
 * (nmap-service-probes, `Exclude`).
 */
export const PRINTER_PORTS: PortSet = [[9100, 9107]];

/**
 * Services that nmap asks at the same time. They mostly wait. Measured with 320 services of 8 hosts (nmap 7.93): 98 s
 * with the 30 of -T4, 40 s with 100, 22 s with 300.
 */
const AT_ONCE = '300';

/** The part of an invocation that version detection depends on. */
interface VersionScan {
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly privilege: Privilege;
  readonly settings: ScanSettings;
  readonly facts?: boolean;
  readonly quick?: QuickQuestions | undefined;
}

/** @returns the arguments of version detection, and of the scripts that ride with it */
export function versionScan(ask: VersionScan, given: readonly Option[]): readonly string[] {
  const { protocol, ports, settings, facts, quick } = ask;
  return [
    '-sV',
    // A plan contains these ports only if the policy names their service.
    ...(protocol === 'tcp' && overlap(ports, PRINTER_PORTS) ? ['--allports'] : []),
    ...(quick !== undefined ? ['--version-intensity', QUICK_INTENSITY[quick]] : usualIntensity(settings, given)),
    ...sideBySide(ask, given),
    ...(facts === true ? factsOf(ask, given) : []),
  ];
}

/** @returns the arguments of a scan with probes of the gate, which nmap reads from standard input */
export function handshakeScan(ask: VersionScan, given: readonly Option[]): readonly string[] {
  // Below intensity 7, nmap does not run the scripts that rewrite results (`http-server-header`, `https-redirect`).
  return ['-sV', '--version-intensity', '1', ...PROBES_FROM_INPUT, ...sideBySide(ask, given)];
}

/**
 * `light` is what nmap's documentation calls so (`--version-light`): the questions that most services answer, and those
 * that belong to the port. `most` is one below the intensity from which nmap's scripts ask too (shortport.lua,
 * `rarity`). For a service that is not recognised, patient version detection follows.
 */
const QUICK_INTENSITY: Readonly<Record<QuickQuestions, string>> = { light: '2', most: '6' };

/**
 * Services that speak first, or answer a light question: nmap recognises nearly all of them by it. One that is late
 * needs patience, and more questions would only delay it.
 */
export const ANSWER_LIGHTLY: ReadonlySet<string> = new Set(
  'daytime ftp http imap irc lmtp mysql nntp pop3 pop3pw sieve smtp ssh telnet vnc'.split(' '),
);

function usualIntensity(settings: ScanSettings, given: readonly Option[]): readonly string[] {
  return settings.profile === 'stealth' ? ['--version-light'] : written(given, 'version');
}

/** @returns how many of its questions nmap asks a service that it does not recognise: at most so many */
export function intensityOf(settings: ScanSettings): 'light' | 'usual' | 'all' {
  const chosen = usualIntensity(settings, optionsOf(settings));
  if (chosen.length === 0) return 'usual';
  return chosen.every((argument) => argument === '--version-light') ? 'light' : 'all';
}

/** @returns whether quick version detection fits the scan settings: they may ask for other questions, or for calm */
export function mayBeQuick(settings: ScanSettings): boolean {
  const given = optionsOf(settings);
  return written(given, 'version').length === 0 && sideBySide({ settings }, given).length > 0;
}

/** The options that make nmap read the probes from its standard input. */
export const PROBES_FROM_INPUT = ['--versiondb', '/dev/stdin'] as const;

/** Stealth, -T0 to -T2, and options of the policy for parallel probes keep what they say. */
export function sideBySide({ settings }: Pick<VersionScan, 'settings'>, given: readonly Option[]): readonly string[] {
  const chosen = given.some(
    ({ name, argument }) => name.endsWith('-parallelism') || name === '--scan-delay' || /^-T[0-2]$/.test(argument),
  );
  return chosen || settings.profile === 'stealth' ? [] : ['--min-parallelism', AT_ONCE];
}

function factsOf({ privilege, settings }: VersionScan, given: readonly Option[]): readonly string[] {
  const system = privilege === 'unprivileged' ? [] : ['-O'];
  const facts = settings.profile === 'custom' ? written(given, 'facts') : [...system, `--script=${FACT_SCRIPTS}`];
  return [...facts, '--script-timeout', '30s'];
}

/** What a plan says of its questions: see `Plan`. */
interface Questions {
  readonly probes?: string;
  readonly share?: number;
  readonly services?: number;
  readonly wait?: number | undefined;
  readonly quick?: QuickQuestions | undefined;
  readonly facts?: boolean;
}

/** @returns the part of a plan about its questions */
export function questionsOf({ probes, share, services, wait, quick, facts }: Questions) {
  return {
    ...(probes === undefined ? {} : { input: probes }),
    ...(share === undefined ? {} : { share }),
    ...(services === undefined ? {} : { services }),
    ...(wait === undefined ? {} : { wait }),
    ...(quick === undefined ? {} : { quick }),
    ...(facts === true ? { facts } : {}),
  };
}
