import { atLeast, type Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { counted } from '../model/quantity.ts';
import { CHANGE_WORDS, type Change, type Review } from '../review/change.ts';
import { type Annotation, type AnnotationDraft, ofKind } from './annotations.ts';
import { messageOf } from './review-sarif.ts';
import { isDangerous } from './review-words.ts';

/**
 * @param failOnNew lowest severity of a change that is an error; null: no change is one
 * @returns annotations on the lines of the later policy, for changes that allow more or check less
 */
export function reviewAnnotations({ changes }: Review, failOnNew: Severity | null): readonly Annotation[] {
  const dangerous = changes.filter(isDangerous);
  const fails = (change: Change): boolean => failOnNew !== null && atLeast(change.severity, failOnNew);
  return [
    ...ofKind('error', byLine(dangerous.filter(fails))),
    ...ofKind('warning', byLine(dangerous.filter((change) => !fails(change)))),
  ];
}

function byLine(changes: readonly Change[]): readonly AnnotationDraft[] {
  const lines = groupBy(changes, ({ location: { file, line } }) => `${line} ${file}`);
  return [...lines.values()].map((group) => {
    const [first] = group;
    const one = { location: first.location, count: group.length };
    const texts = group.map((change) => `${change.severity}: ${messageOf(change)} [${change.kind}]`);
    return group.length === 1
      ? {
          ...one,
          title: `${CHANGE_WORDS[first.kind].title} (${first.severity})`,
          lines: texts,
          alone: messageOf(first),
        }
      : { ...one, title: `${counted(group.length, 'change')} on this line`, lines: texts };
  });
}
