import type { Report } from '../../model/report.ts';
import type { RunOrigin } from '../../model/repository.ts';
import type { RunChange } from '../../model/run-change.ts';
import { renderChanges } from '../changes-json.ts';
import { fittingMessage } from './message.ts';
import { slackPayload } from './slack.ts';
import { teamsPayload } from './teams.ts';
import { telegramPayload } from './telegram.ts';

type Render = (report: Report, changes: readonly RunChange[], origin: RunOrigin) => string;

/** A body of a POST that tells people the changes of a run. */
export interface NotifyFormat {
  /** What receives it, in a few words without a full stop. */
  readonly description: string;
  /** @returns one line of JSON */
  readonly render: Render;
}

/** Teams takes 28 KB, and Telegram 4,096 characters of text. */
const TEAMS_BYTES = 27_000;
const TELEGRAM_CHARACTERS = 4_000;

/** Every format of `--notify-file FORMAT=FILE`. */
export const NOTIFY_FORMATS = {
  slack: {
    description: 'an incoming webhook of Slack',
    render: (report, changes, origin) => fittingMessage(report, changes, origin, slackPayload, () => true),
  },
  teams: {
    description: 'a webhook of Workflows in Microsoft Teams',
    render: (report, changes, origin) =>
      fittingMessage(report, changes, origin, teamsPayload, (text) => Buffer.byteLength(text) <= TEAMS_BYTES),
  },
  webhook: { description: 'a program of your own, by docs/changes.schema.json', render: renderChanges },
  telegram: {
    description: 'sendMessage of a Telegram bot, to which you add chat_id',
    render: (report, changes, origin) =>
      fittingMessage(report, changes, origin, telegramPayload, (text) => text.length <= TELEGRAM_CHARACTERS),
  },
} as const satisfies Readonly<Record<string, NotifyFormat>>;

export type NotifyName = keyof typeof NOTIFY_FORMATS;

/** The names of all formats, in the order of the table. */
export const NOTIFY_NAMES = Object.keys(NOTIFY_FORMATS) as readonly NotifyName[];
