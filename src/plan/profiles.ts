import type { Profile } from '../model/scan-settings.ts';

/** A usual nmap command, and what to write in a policy for the same work. */
export interface ProfileRow {
  readonly profile: Profile;
  /** The goal of people who type the command. */
  readonly goal: string;
  /** The usual command. `TARGETS` stands for hosts, `OPTIONS` for options of the user. */
  readonly command: string;
  /** Lines of a target, without its hosts. */
  readonly policy: string;
  /** What the gate does differently. */
  readonly differs: string;
}

/** The nmap commands that people type, and the profile that does the same work. */
export const PROFILE_TABLE: readonly ProfileRow[] = [
  {
    profile: 'discovery',
    goal: 'Which hosts are up',
    command: 'nmap -sn TARGETS',
    policy: 'profile: discovery',
    differs: 'Sends more probes than ICMP echo, first to ports that the policy expects; lists hosts that are down too',
  },
  {
    profile: 'quick',
    goal: 'A fast look at the usual ports',
    command: 'nmap -F TARGETS',
    policy: 'profile: quick',
    differs: 'The 100 ports are the same with every nmap; open ports get version detection',
  },
  {
    profile: 'standard',
    goal: "nmap's default scan",
    command: 'nmap TARGETS',
    policy: 'profile: standard',
    differs:
      'The 1,000 ports are the same with every nmap; open ports get version detection; hosts that drop pings are ' +
      'scanned too',
  },
  {
    profile: 'thorough',
    goal: 'Every TCP port, services and versions',
    command: 'nmap -p- -sV TARGETS',
    policy: 'profile: thorough',
    differs:
      'Scans in passes at the rate that the path carries, until fewer open ports than `confidence` are expected ' +
      'to be missed',
  },
  {
    profile: 'deep',
    goal: 'Everything: system, scripts ("aggressive")',
    command: 'nmap -A -p- TARGETS',
    policy: 'profile: deep',
    differs: 'Runs safe scripts only, and no traceroute, because routers are not in scope',
  },
  {
    profile: 'udp',
    goal: 'UDP',
    command: 'nmap -sU TARGETS',
    policy: 'profile: udp',
    differs:
      'Scans a fixed list of common ports, or those of `ports.udp`; version detection of ports that answered, and of ' +
      'silent ports for which a line names the service',
  },
  {
    profile: 'stealth',
    goal: 'Slowly, without raising alarms',
    command: 'nmap -sS -T2 TARGETS',
    policy: 'profile: stealth',
    differs:
      'Sends at most 50 packets per second in all: 22 to 44 minutes for all TCP ports of a host. With -T2 nmap ' +
      'needs 7 hours',
  },
  {
    profile: 'custom',
    goal: 'A command of your own',
    command: 'nmap OPTIONS TARGETS',
    policy: 'profile: custom\noptions: [-T3, --max-retries=4]',
    differs: 'Checks each option: options choose neither hosts nor ports nor files',
  },
];
