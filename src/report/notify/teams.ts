import { serializeLine } from '../serialize.ts';
import type { Message } from './message.ts';

/**
 * The texts are runs of rich text blocks, because those have no Markdown: nothing in them becomes a link. A mention
 * needs an entity, and the card has none (Microsoft, "Text features", "Format cards in Teams").
 * @returns the body of a POST to a webhook of Workflows: a message with an Adaptive Card
 */
export function teamsPayload({ heading, counts, lines, more, url }: Message): string {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block(heading, { weight: 'Bolder', size: 'Medium' }),
      ...lines.map((line) => block(line)),
      ...(more === null ? [] : [block(more)]),
      block(counts, { isSubtle: true }),
    ],
    ...(url === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'The run', url }] }),
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return serializeLine({ type: 'message', attachments: [attachment] });
}

/** Two braces begin a date or a template in texts of cards. */
function block(text: string, style: object = {}) {
  const literal = text.replace(/(?<=[{$])\{/g, ' {');
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: literal, ...style }] };
}
