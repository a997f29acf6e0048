import type { Step } from '../model/plan.ts';

type Part = readonly [task: RegExp, from: number, to: number];

/** nmap's tasks by name (7.93), and the part of an invocation's time that each task may take. */
const PORT_SCAN = /^(?!.*Ping)(?:.* )?Scan$/;
const PARTS: Readonly<Record<Step, readonly Part[]>> = {
  discover: [[/Ping Scan$/, 0, 1]],
  sweep: [[PORT_SCAN, 0, 1]],
  identify: [
    [PORT_SCAN, 0, 0.1],
    [/^Service scan$/, 0.1, 0.95],
    [/^NSE$/, 0.95, 1],
  ],
  listen: [
    [PORT_SCAN, 0, 0.1],
    [/^NSE$/, 0.1, 1],
  ],
  handshake: [
    [PORT_SCAN, 0, 0.1],
    [/^Service scan$/, 0.1, 1],
  ],
  confirm: [
    [PORT_SCAN, 0, 0.9],
    [/^Service scan$/, 0.9, 1],
  ],
};

/**
 * @param percent progress of the task, 0 to 100
 * @returns the progress of an invocation of the step, 0 to 1; null for a task that does not show
 * progress, such as an ARP ping
 */
export function taskShare(step: Step, task: string, percent: number): number | null {
  const part = PARTS[step].find(([name]) => name.test(task));
  return part === undefined ? null : part[1] + (part[2] - part[1]) * Math.min(1, Math.max(0, percent / 100));
}
