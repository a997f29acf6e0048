/** Options that switch on version detection: `-sV`, alone or among other scan types, its old name `-sR`, and `-A`. */
const VERSION_OPTION = /^(?:-s[A-Za-z]*[VR][A-Za-z]*|-[46FfnhRrq]*A)$/;

/** @returns whether the command line in `<nmaprun args>` asks for version detection (nmap manual, "Options summary") */
export function asksForVersions(args: string): boolean {
  return words(args).some((argument) => VERSION_OPTION.test(argument));
}

/**
 * @returns whether nmap repeats no probe: `--max-retries 0`, with a space or `=` (nmap manual,
 * "Timing and Performance")
 */
export function asksOnce(args: string): boolean {
  return words(args).some(
    (argument, index, all) =>
      argument === '--max-retries=0' || (argument === '--max-retries' && all[index + 1] === '0'),
  );
}

/**
 * @returns whether nmap may report closed ports as filtered: `--defeat-rst-ratelimit`, or any
 * abbreviation that nmap accepts
 */
export function ignoresResets(args: string): boolean {
  return words(args).some((argument) => /^--?defeat[-_]r/.test(argument));
}

/** Values of `--script` that run nmap's `ssl-cert`: the name of the script, and its categories. */
const CERTIFICATE_SCRIPTS: ReadonlySet<string> = new Set(['all', 'default', 'discovery', 'safe', 'ssl-cert', 'ssl-*']);

/** @returns whether a script reads the certificates of all TLS ports: `-sC`, `-A`, `--script` (nmap manual, "NSE") */
export function asksForCertificates(args: string): boolean {
  const all = words(args);
  return all.some((argument, index) => {
    if (/^(?:-s[A-Za-z]*C[A-Za-z]*|-[46FfnhRrq]*A)$/.test(argument)) return true;
    const scripts = /^--script(?:=(.*))?$/.exec(argument);
    if (scripts === null) return false;
    return (scripts[1] ?? all[index + 1] ?? '').split(',').some((name) => CERTIFICATE_SCRIPTS.has(name.trim()));
  });
}

/** @returns the options for host discovery, `-PE -PS443`, without `-Pn` (nmap manual, "Host discovery") */
export function pingOptions(args: string): string {
  return [...new Set(words(args).filter((argument) => /^-P[A-Z][\d,-]*$/.test(argument)))].join(' ');
}

function words(args: string): readonly string[] {
  return splitArguments(args) ?? [];
}

/** No user writes a longer command line: the kernel's own limit is lower. */
const MAX_LENGTH = 4 * 1024 ** 2;

/**
 * Splits a command line as nmap writes it into its XML (`<nmaprun args>`): a space between two arguments, quotes around
 * an argument with white space, a backslash before each quote and each backslash (nmap's output.cc, `join_quoted`). An
 * empty argument leaves only the spaces around it.
 * @returns the arguments, as unchanged foreign text; null if a quote is not closed or the line is too long
 */
export function splitArguments(args: string): readonly string[] | null {
  if (args.length > MAX_LENGTH) return null;
  const split: string[] = [];
  let argument = '';
  let quoted = false;
  for (let index = 0; index < args.length; index++) {
    const character = args[index] as string;
    const next = args[index + 1];
    if (character === '\\' && (next === '\\' || next === '"')) {
      argument += next;
      index++;
    } else if (character === '"') quoted = !quoted;
    else if (quoted || !/\s/.test(character)) argument += character;
    else {
      split.push(argument);
      argument = '';
    }
  }
  return quoted ? null : [...split, argument];
}
