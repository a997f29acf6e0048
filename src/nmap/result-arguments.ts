/** Options that switch service detection on: `-sV`, alone or among other scan types, its old name `-sR`, and `-A`. */
const VERSION_OPTION = /^(?:-s[A-Za-z]*[VR][A-Za-z]*|-[46FfnhRrq]*A)$/;

/**
 * @returns whether the command line in `<nmaprun args>` asks for service detection (nmap manual, "Options summary").
 */
export function asksForVersions(args: string): boolean {
  return words(args).some((argument) => VERSION_OPTION.test(argument));
}

/**
 * @returns whether no probe is repeated: `--max-retries 0`, with a space or `=` (nmap manual, "Timing and
 * Performance").
 */
export function asksOnce(args: string): boolean {
  return words(args).some(
    (argument, index, all) =>
      argument === '--max-retries=0' || (argument === '--max-retries' && all[index + 1] === '0'),
  );
}

/**
 * @returns whether closed ports may be told as filtered: `--defeat-rst-ratelimit`, by any beginning that nmap takes for
 * it.
 */
export function ignoresResets(args: string): boolean {
  return words(args).some((argument) => /^--?defeat[-_]r/.test(argument));
}

/** What of `--script` runs nmap's `ssl-cert`: its name, and the categories that it is in. */
const CERTIFICATE_SCRIPTS: ReadonlySet<string> = new Set(['all', 'default', 'discovery', 'safe', 'ssl-cert', 'ssl-*']);

/**
 * @returns whether a script was to read the certificate of everything inside TLS: `-sC`, `-A`, `--script` (nmap manual,
 * "NSE").
 */
export function asksForCertificates(args: string): boolean {
  const all = words(args);
  return all.some((argument, index) => {
    if (/^(?:-s[A-Za-z]*C[A-Za-z]*|-[46FfnhRrq]*A)$/.test(argument)) return true;
    const scripts = /^--script(?:=(.*))?$/.exec(argument);
    if (scripts === null) return false;
    return (scripts[1] ?? all[index + 1] ?? '').split(',').some((name) => CERTIFICATE_SCRIPTS.has(name.trim()));
  });
}

/**
 * @returns the options that say how hosts are looked for, `-PE -PS443`, without `-Pn` (nmap manual, "Host discovery").
 */
export function pingOptions(args: string): string {
  return [...new Set(words(args).filter((argument) => /^-P[A-Z][\d,-]*$/.test(argument)))].join(' ');
}

function words(args: string): readonly string[] {
  return splitArguments(args) ?? [];
}

/** A command line that is longer is no user's: the kernel's own limit is lower. */
const MAX_LENGTH = 4 * 1024 ** 2;

/**
 * Splits a command line as nmap's XML repeats it (`<nmaprun args>`): a space between two arguments, quotes around one
 * that holds white space, a backslash before each quote and backslash (nmap's output.cc, `join_quoted`). Of an empty
 * argument nothing is written but the spaces around it.
 * @returns the arguments, foreign text as it stands; null where a quote is not closed, or the line is absurdly long
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
