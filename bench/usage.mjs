import { readFileSync, writeFileSync } from 'node:fs';

// Loaded before the measured program (node --import): at its end it writes what the process itself used, and the helper
// that guards its scanners, which still runs then. Scanners have ended by now, and are left out.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const helper = helperSeconds();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6 + helper;
  const usage = { cpuSeconds, helperSeconds: helper, peakMegabytes: maxRSS / 1_024 };
  writeFileSync(process.env.EXPOSURE_GATE_USAGE ?? '/dev/null', JSON.stringify(usage));
});

/** User and system time, in ticks of 10 ms, of the children that still run (proc(5)); 0 where there is no /proc. */
function helperSeconds() {
  try {
    const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').split(' ').filter(Boolean);
    return pids.reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    }, 0);
  } catch {
    return 0;
  }
}
