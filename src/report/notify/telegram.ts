import { serializeLine } from '../serialize.ts';
import type { Message } from './message.ts';

/**
 * Telegram makes links, mentions, hashtags and commands of texts by itself, but not in code (Telegram, "Bot API",
 * "Formatting options").
 * @returns the body of sendMessage without `chat_id`, which the user adds
 */
export function telegramPayload(message: Message): string {
  return serializeLine({
    text: telegramText(message),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  });
}

function telegramText({ heading, counts, lines, more, url }: Message): string {
  return [
    code(heading),
    ...lines.map((line) => `• ${code(line)}`),
    ...(more === null ? [] : [more]),
    code(counts),
    ...(url === null ? [] : [`<a href="${escaped(url)}">The run</a>`]),
  ].join('\n');
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
