type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Narrower text has more breaks than words; in wider text the eye loses the line. */
const LEAST_WIDTH = 40;
const GREATEST_WIDTH = 200;

/**
 * @returns the columns for text on a stream: COLUMNS, or those of the terminal; undefined for a file or a pipe, where
 * a program may read whole lines
 */
export function widthOf({ isTTY, columns }: Stream, { COLUMNS = '' }: Environment): number | undefined {
  const wanted = /^[1-9]\d{0,5}$/.test(COLUMNS) ? Number(COLUMNS) : isTTY === true && columns > 0 ? columns : undefined;
  return wanted === undefined ? undefined : Math.min(GREATEST_WIDTH, Math.max(LEAST_WIDTH, wanted));
}

/**
 * @returns whether to use colours on a stream: on a terminal that has them, unless NO_COLOR (no-color.org) or
 * FORCE_COLOR says otherwise
 */
export function wantsColor({ isTTY }: Stream, { NO_COLOR, FORCE_COLOR, TERM }: Environment): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : isTTY === true && TERM !== 'dumb';
}

/** Whether a line of a stream can be drawn again: on a terminal, and not in the log of a CI system. */
export function canRedraw({ isTTY }: Stream, { TERM, CI, GITHUB_ACTIONS }: Environment): boolean {
  return isTTY === true && TERM !== 'dumb' && !isOn(CI) && !isOn(GITHUB_ACTIONS);
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

/** How the log of a CI system folds lines. */
interface Fold {
  readonly begin: (title: string, now: Date) => string;
  readonly end: (now: Date) => string;
}

/** GitHub Actions: workflow commands. GitLab: collapsible sections, with a name and the time in seconds. */
const FOLDS: Readonly<Record<string, Fold>> = {
  GITHUB_ACTIONS: { begin: (title) => `::group::${title}\n`, end: () => '::endgroup::\n' },
  GITLAB_CI: {
    begin: (title, now) => `\u001b[0Ksection_start:${seconds(now)}:${SECTION}[collapsed=true]\r\u001b[0K${title}\n`,
    end: (now) => `\u001b[0Ksection_end:${seconds(now)}:${SECTION}\r\u001b[0K\n`,
  },
};

const SECTION = 'exposure_gate_progress';

function seconds(now: Date): number {
  return Math.floor(now.getTime() / 1_000);
}

/**
 * Folds the lines that follow on a stream, if the log of a CI system can fold them.
 * @returns a function that ends the group; if the process exits first, the group ends then
 */
export function foldLines(
  stream: Pick<NodeJS.WriteStream, 'write'>,
  environment: Environment,
  title: string,
): () => void {
  const fold = Object.entries(FOLDS).find(([variable]) => isOn(environment[variable]))?.[1];
  if (fold === undefined) return () => {};
  let open = true;
  const end = (): void => {
    if (open) stream.write(fold.end(new Date()));
    open = false;
  };
  stream.write(fold.begin(title, new Date()));
  process.once('exit', end);
  return end;
}
