import { writeFileSync } from 'node:fs';

// Loaded before the measured program (node --import): at its end it writes what the process itself used, children left out.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1_024 };
  writeFileSync(process.env.EXPOSURE_GATE_USAGE ?? '/dev/null', JSON.stringify(usage));
});
