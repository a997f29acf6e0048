import { styleText } from 'node:util';
import type { Location } from '../model/problem.ts';
import { withoutCommands } from '../model/text.ts';
import { plain } from './escape.ts';
import { excerpt } from './excerpt.ts';
import { wrap } from './wrap.ts';

export const DETAILS = ['quiet', 'normal', 'verbose'] as const;
/** How much of a report a terminal shows. `quiet`: only findings and the verdict. */
export type Detail = (typeof DETAILS)[number];

export interface ScreenOptions {
  readonly color: boolean;
  /** Policy file → its text, for the lines of findings. A finding in a missing file has no excerpt. */
  readonly sources: ReadonlyMap<string, string>;
  /** Columns. Longer lines are wrapped at spaces; absent: no line is wrapped. */
  readonly width?: number | undefined;
  /** Absent: `normal`. */
  readonly detail?: Detail | undefined;
}

export type Style = Parameters<typeof styleText>[0];

/** How text is put on a terminal. */
export interface Screen {
  readonly paint: (style: Style, text: string) => string;
  /** Wraps a line; further lines begin with `indent` spaces. */
  readonly wrap: (line: string, indent: number) => readonly string[];
  /** @returns `file:line:column:` */
  readonly place: (location: Location) => string;
  /** @returns the line of the policy, and a caret below it; nothing if the policy is not at hand */
  readonly excerpt: (location: Location) => readonly string[];
  readonly detail: Detail;
}

/** Columns of an excerpt beside the line itself: five digits, the bar, and the marks of a line that is cut twice. */
const EXCERPT_MARGIN = 14;

export function screenOf({ color, sources, width, detail = 'normal' }: ScreenOptions): Screen {
  const paint: Screen['paint'] = color
    ? // validateStream would check this process's stdout, which may not receive the text
      (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  return {
    paint,
    detail,
    wrap: (line, indent) => wrap(line, width ?? null, indent),
    // before the colour, which would hide the beginning of the line from the check of whole lines
    place: ({ file, line, column }) => paint('bold', withoutCommands(`${plain(file)}:${line}:${column}:`)),
    excerpt: (location) => {
      const source = sources.get(location.file);
      if (source === undefined || detail === 'quiet') return [];
      const shown = width === undefined ? undefined : Math.max(20, width - EXCERPT_MARGIN);
      return excerpt(source, location, shown).map((line) => paint('dim', line));
    },
  };
}
