/** Options that switch service detection on: `-sV`, alone or among other scan types, its old name `-sR`, and `-A`. */
const VERSION_OPTION = /^(?:-s[A-Za-z]*[VR][A-Za-z]*|-[46FfnhRrq]*A)$/;

/** @returns whether the command line in `<nmaprun args>` asks for service detection (nmap manual, "Options summary"). */
export function asksForVersions(args: string): boolean {
  return words(args).some((argument) => VERSION_OPTION.test(argument));
}

/** @returns whether no probe is repeated: `--max-retries 0`, with a space or `=` (nmap manual, "Timing and Performance"). */
export function asksOnce(args: string): boolean {
  return words(args).some(
    (argument, index, all) =>
      argument === '--max-retries=0' || (argument === '--max-retries' && all[index + 1] === '0'),
  );
}

/** @returns the options that say how hosts are looked for, `-PE -PS443`, without `-Pn` (nmap manual, "Host discovery"). */
export function pingOptions(args: string): string {
  return [...new Set(words(args).filter((argument) => /^-P[A-Z][\d,-]*$/.test(argument)))].join(' ');
}

/** Arguments as nmap writes them, quoted where they hold a space. */
function words(args: string): readonly string[] {
  return args.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}
