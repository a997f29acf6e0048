import { SAFE_SCRIPTS } from '../../src/nmap/scripts.ts';

/** At least one of each option that a policy may give, as it is written. */
export const EXAMPLES = [
  ...['-T0', '-T3', '-T4', '--max-retries=2', '--max-retries=10', '--scan-delay=5ms', '--max-scan-delay=1s'],
  ...['--initial-rtt-timeout=500ms', '--min-rtt-timeout=100ms', '--max-rtt-timeout=2s', '--min-parallelism=4'],
  ...['--max-parallelism=20', '--min-hostgroup=4', '--max-hostgroup=8', '--max-rate=500'],
  ...['-PS', '-PS22,80', '-PA443', '-PU53', '-PY36412', '-PE', '-PP', '-PM', '-sS', '-sT', '--source-port=53', '-g53'],
  ...['--ttl=64', '--defeat-rst-ratelimit', '--version-intensity=5', '--version-light'],
  ...['--version-all', '-O', '--osscan-limit', '--script=ssl-cert', `--script=${[...SAFE_SCRIPTS].join()}`, '--reason'],
];
