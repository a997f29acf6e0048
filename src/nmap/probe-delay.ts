import type { ScanSettings } from '../model/scan-settings.ts';
import { milliseconds, optionsOf } from './options.ts';

/** Seconds between two probes of a host (nmap manual, "Timing templates"). */
const DELAYS: Readonly<Record<string, number>> = { '-T0': 300, '-T1': 15, '-T2': 0.4 };

/** @returns the seconds that scan settings put between two probes of a host; 0: none */
export function probeDelay(settings: ScanSettings): number {
  const delays = optionsOf(settings).map(({ name, argument, value }) =>
    name === '--scan-delay' ? (milliseconds(value ?? '') ?? 0) / 1_000 : (DELAYS[argument] ?? 0),
  );
  return Math.max(0, ...delays);
}
