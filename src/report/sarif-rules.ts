import type { PropertyBag, ReportingDescriptor } from 'sarif';
import { type Finding, type Level, SEVERITIES, type Severity } from '../model/finding.ts';
import type { FindingRule } from '../model/rule.ts';

/**
 * Code scanning grades by the rule alone: above 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low (GitHub, "SARIF
 * support for code scanning", security-severity). A result can't carry its own, hence a rule for every grade. A note has the
 * lowest score that counts: 0.0 counts as none, and then each consumer has a default of its own.
 */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  note: '0.1',
};

const GRADE_LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'error',
  low: 'warning',
  note: 'note',
};

/** CodeQL's words for levels, which code scanning filters by. */
const PROBLEM_SEVERITIES: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/** @returns every rule there is, in the order of `rules` and worst grade first, whatever was found. */
export function sarifRules(rules: readonly FindingRule[]): ReportingDescriptor[] {
  return rules.flatMap((rule) =>
    rule.graded
      ? SEVERITIES.map((severity) =>
          descriptor(rule, gradedId(rule, severity), `${rule.title} (${severity})`, severity, GRADE_LEVELS[severity]),
        )
      : [descriptor(rule, rule.code, rule.title, rule.severity, rule.level)],
  );
}

/** @returns the id of the rule that a finding falls under. */
export function ruleIdOf(finding: Finding, rules: readonly FindingRule[]): string {
  const rule = rules.find(({ code }) => code === finding.code);
  if (rule === undefined) throw new TypeError(`no rule for ${finding.code}`);
  return rule.graded ? gradedId(rule, finding.severity ?? rule.severity) : rule.code;
}

/** A slash would begin a hierarchy of ids, whose rules inherit from each other (SARIF 2.1.0, 3.52.4). */
function gradedId(rule: FindingRule, severity: Severity): string {
  return `${rule.code}-${severity}`;
}

function descriptor(
  rule: FindingRule,
  id: string,
  title: string,
  severity: Severity,
  level: Level,
): ReportingDescriptor {
  const properties: PropertyBag = {
    // GitHub reads security-severity only where the tags say "security".
    tags: [...new Set(['security', ...rule.tags])],
    precision: rule.precision,
    'problem.severity': PROBLEM_SEVERITIES[level],
    'security-severity': SCORES[severity],
  };
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: title },
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
