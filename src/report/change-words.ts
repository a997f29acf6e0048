import { counted } from '../model/quantity.ts';
import type { RunChange } from '../model/run-change.ts';
import { plain } from './escape.ts';
import { eventWords, knownWords } from './memory-words.ts';
import { gradeOf, ownerWords } from './words.ts';

/** The most characters of a change. */
const CHANGE_LIMIT = 300;

const FINDING_WORDS = {
  'new-finding': 'New finding',
  'finding-back': 'Finding is back',
  'finding-failing': 'Finding fails the build now',
} as const;

/** @returns a change as one printable line */
export function changeWords(change: RunChange): string {
  return plain(sentence(change), CHANGE_LIMIT);
}

function sentence(one: RunChange): string {
  switch (one.change) {
    case 'first-run':
      return (
        `First run: ${counted(one.findings, 'finding')}, ${counted(one.devices, 'device')}. ` +
        'Later runs tell what changes.'
      );
    case 'new-finding':
    case 'finding-back':
    case 'finding-failing': {
      const { finding } = one;
      const grade = `${gradeOf(finding)}${finding.waived === null ? '' : ', waived'}`;
      return `${FINDING_WORDS[one.change]} (${grade}): ${finding.message}${ownerWords(finding)}`;
    }
    case 'waiver-ending':
      return `${one.finding.message}${ownerWords(one.finding)}`;
    case 'finding-gone':
      return `Finding is gone: ${knownWords(one.known)}`;
    case 'device-new':
    case 'device-back':
    case 'device-gone': {
      const words = eventWords(one.device);
      return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
    }
    case 'authorization-ending':
      return `The authorization ends with ${one.expires} (UTC): renew it by then, because later runs are refused.`;
    default:
      return one satisfies never;
  }
}
