/** nmap's file of probes and match lines, in the folder of its data files. */
export const SERVICE_PROBES = 'nmap-service-probes';

/** Milliseconds that nmap waits for an answer if its file does not say how long (nmap 7.93, service_scan.h). */
const USUAL_WAIT = 5_000;
/** A file with fewer probes is not the file that nmap installs. */
const LEAST_PROBES = 100;

/**
 * Limits how long version detection waits: for a service that speaks first (the probe NULL), and for the answer to each
 * other probe. nmap itself waits 6 s and 5 s or more (nmap-service-probes, `totalwaitms`, `tcpwrappedms`). The probes
 * and the match lines stay as they are.
 * @param installed the text of the installed file
 * @param wait milliseconds
 * @returns the text with shorter waits; null if the text is not what nmap installs
 */
export function withShorterWaits(installed: string, wait: number): string | null {
  const lines: string[] = [];
  let [probes, place] = [0, -1];
  for (const line of installed.split('\n')) {
    const [, directive, value] = /^(totalwaitms|tcpwrappedms)\s+(\d+)\s*$/.exec(line) ?? [];
    if (directive === 'totalwaitms' && place >= 0) lines[place] = `totalwaitms ${Math.min(wait, Number(value))}`;
    else if (directive === 'tcpwrappedms') lines.push(`tcpwrappedms ${Math.min(wait, Number(value))}`);
    else if (/^(?:totalwaitms|tcpwrappedms)/.test(line)) return null;
    else lines.push(line);
    if (!line.startsWith('Probe ')) continue;
    probes++;
    // If the line is missing, nmap waits for its usual time.
    place = lines.push(`totalwaitms ${Math.min(wait, USUAL_WAIT)}`) - 1;
  }
  return probes < LEAST_PROBES || !/^Probe TCP NULL q\|\|/m.test(installed) ? null : lines.join('\n');
}
