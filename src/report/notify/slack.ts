import { serializeLine } from '../serialize.ts';
import type { Message } from './message.ts';

/** The most characters of the text of a section, of a heading, and the most blocks (Slack, "Block Kit"). */
const SECTION_LIMIT = 3_000;

/**
 * A text is `verbatim` and its foreign parts are code, so that nothing in it becomes a link or mentions people: neither
 * `<!channel>` nor `@here` (Slack, "Text object", "Formatting text").
 * @returns the body of a POST to an incoming webhook
 */
export function slackPayload({ heading, counts, lines, more, url }: Message): string {
  const parts = [...lines.map((line) => `• ${code(line)}`), ...(more === null ? [] : [escaped(more)])];
  const footer = [escaped(counts), ...(url === null ? [] : [`<${escaped(url)}|The run>`])].join(' · ');
  return serializeLine({
    text: escaped(heading),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: heading, emoji: false } },
      ...joined(parts).map((text) => ({ type: 'section', text: mrkdwn(text) })),
      { type: 'context', elements: [mrkdwn(footer)] },
    ],
  });
}

function mrkdwn(text: string) {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** A back quote would end the code. */
function code(text: string): string {
  return `\`${escaped(text).replaceAll('`', "'")}\``;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @returns the lines in as few texts as the limit of a section permits */
function joined(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const before = texts.at(-1);
    if (before !== undefined && before.length + 1 + line.length <= SECTION_LIMIT)
      texts[texts.length - 1] = `${before}\n${line}`;
    else texts.push(line);
  }
  return texts;
}
