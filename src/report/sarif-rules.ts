import type { PropertyBag, ReportingDescriptor } from 'sarif';
import { ADJUSTABLE_CODES, type Finding, type Level, SEVERITIES, type Severity } from '../model/finding.ts';
import type { FindingRule } from '../model/rule.ts';
import { severityScore } from './score.ts';

/** The level of the rule of a severity. */
export const LEVEL_OF: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'error',
  low: 'warning',
  note: 'note',
};

/** CodeQL's words for levels. Code scanning filters by them. */
const PROBLEM_SEVERITIES: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/** A later version may have codes that this one does not know. */
type Graded = Pick<Finding, 'severity'> & { readonly code: string };

/** @returns all rules, in the order of `rules`, whatever was found */
export function sarifRules(rules: readonly FindingRule[]): ReportingDescriptor[] {
  return rules.flatMap((rule) => gradesOf(rule).map((severity) => descriptor(rule, severity)));
}

/** @returns the id of the finding's rule */
export function ruleIdOf(finding: Graded, rules: readonly FindingRule[]): string {
  const rule = rules.find(({ code }) => code === finding.code);
  if (rule === undefined) throw new TypeError(`no rule for ${finding.code}`);
  return idOf(rule, finding.severity ?? rule.severity);
}

/**
 * Code scanning takes the severity only from the rule. A result cannot have its own severity, so there is a rule for
 * every grade. Worst first. A rule without grades has its default severity first, then those that a policy's `levels`
 * can give.
 */
function gradesOf({ code, graded, severity }: FindingRule): readonly Severity[] {
  if (graded) return SEVERITIES;
  return ADJUSTABLE_CODES.some((adjustable) => adjustable === code)
    ? [severity, ...SEVERITIES.filter((other) => other !== severity)]
    : [severity];
}

/** The id has no slash, which would make it hierarchical (SARIF 2.1.0, 3.52.4). */
function idOf(rule: FindingRule, severity: Severity): string {
  return isUsual(rule, severity) ? rule.code : `${rule.code}-${severity}`;
}

function isUsual(rule: FindingRule, severity: Severity): boolean {
  return !rule.graded && severity === rule.severity;
}

function descriptor(rule: FindingRule, severity: Severity): ReportingDescriptor {
  const id = idOf(rule, severity);
  const level = LEVEL_OF[severity];
  const properties: PropertyBag = {
    // GitHub reads security-severity only if the tags contain "security".
    tags: [...new Set(['security', ...rule.tags])],
    precision: rule.precision,
    'problem.severity': PROBLEM_SEVERITIES[level],
    'security-severity': severityScore(severity).toFixed(1),
  };
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: isUsual(rule, severity) ? rule.title : `${rule.title} (${severity})` },
    fullDescription: { text: rule.description },
    help: { text: rule.help.text, markdown: rule.help.markdown },
    helpUri: rule.helpUri,
    defaultConfiguration: { level },
    properties,
  };
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
