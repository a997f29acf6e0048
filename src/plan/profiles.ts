import type { Profile } from '../model/manner.ts';

/** A usual nmap command, and what to write in a policy for the same work. */
export interface ProfileRow {
  readonly profile: Profile;
  /** What people want when they type it. */
  readonly wish: string;
  /** The usual command; `TARGETS` stands for hosts, `OPTIONS` for options of one's own. */
  readonly command: string;
  /** Lines of a target, beside its hosts. */
  readonly policy: string;
  /** What the gate does otherwise. */
  readonly differs: string;
}

/** The nmap commands that people type, and the profile that does the same work. */
export const PROFILE_TABLE: readonly ProfileRow[] = [
  {
    profile: 'discovery',
    wish: 'Which hosts are up',
    command: 'nmap -sn TARGETS',
    policy: 'profile: discovery',
    differs: 'More probes than ICMP, the ports that the policy expects first; hosts that are down are listed too',
  },
  {
    profile: 'quick',
    wish: 'A fast look at the usual ports',
    command: 'nmap -F TARGETS',
    policy: 'profile: quick',
    differs: 'The 100 ports are fixed, whatever nmap is installed; open ones are asked for their service',
  },
  {
    profile: 'standard',
    wish: "nmap's default scan",
    command: 'nmap TARGETS',
    policy: 'profile: standard',
    differs: 'The 1,000 ports are fixed; open ones are asked for their service; hosts that drop pings are scanned too',
  },
  {
    profile: 'thorough',
    wish: 'Every TCP port, services and versions',
    command: 'nmap -p- -sV TARGETS',
    policy: 'profile: thorough',
    differs:
      'In passes at a rate that the path carries, until next to nothing can have been missed; services in a step of their own',
  },
  {
    profile: 'deep',
    wish: 'Everything: system, scripts ("aggressive")',
    command: 'nmap -A -p- TARGETS',
    policy: 'profile: deep',
    differs: 'Safe scripts alone, and no traceroute: routers are not in scope',
  },
  {
    profile: 'udp',
    wish: 'UDP',
    command: 'nmap -sU TARGETS',
    policy: 'profile: udp',
    differs: 'A fixed list of common ports, or those of ports.udp; versions only of ports that answered',
  },
  {
    profile: 'stealth',
    wish: 'Slowly, without raising alarms',
    command: 'nmap -sS -T2 TARGETS',
    policy: 'profile: stealth',
    differs:
      'At most 50 packets a second in all, where -T2 waits 0.4 seconds after each: 22 to 44 minutes for all of TCP on a host, not 7 hours',
  },
  {
    profile: 'custom',
    wish: 'A command of your own',
    command: 'nmap OPTIONS TARGETS',
    policy: 'profile: custom\noptions: [-T3, --max-retries=4]',
    differs: 'Options are checked one by one; hosts, ports and files are never theirs to choose',
  },
];
