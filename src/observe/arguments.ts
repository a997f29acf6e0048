/** Options that switch service detection on: `-sV`, alone or among other scan types, its old name `-sR`, and `-A`. */
const VERSION_OPTION = /^(?:-s[A-Za-z]*[VR][A-Za-z]*|-[46FfnhRrq]*A)$/;

/** @returns whether the command line in `<nmaprun args>` asks for service detection (nmap manual, "Options summary"). */
export function asksForVersions(args: string): boolean {
  return (args.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).some((argument) => VERSION_OPTION.test(argument));
}
