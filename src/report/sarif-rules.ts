import type { PropertyBag, ReportingDescriptor } from 'sarif';
import { type Finding, type Level, SEVERITIES, type Severity } from '../model/finding.ts';
import type { FindingRule } from '../model/rule.ts';

/**
 * Code scanning grades by the rule alone: above 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low (GitHub, "SARIF
 * support for code scanning", security-severity). A result can't carry its own, hence a rule for every grade.
 */
const GRADES: Readonly<Record<Severity, { readonly score: string | null; readonly level: Level }>> = {
  critical: { score: '9.5', level: 'error' },
  high: { score: '8.0', level: 'error' },
  medium: { score: '5.5', level: 'error' },
  low: { score: '2.0', level: 'warning' },
  note: { score: null, level: 'note' },
};

/** @returns every rule there is, in the order of `rules` and worst grade first, whatever was found. */
export function sarifRules(rules: readonly FindingRule[]): ReportingDescriptor[] {
  return rules.flatMap((rule) =>
    rule.graded
      ? SEVERITIES.map((severity) => {
          const { score, level } = GRADES[severity];
          return descriptor(rule, severity, level, score);
        })
      : [descriptor(rule, null, rule.level, null)],
  );
}

/** @returns the id of the rule that a finding falls under. */
export function ruleIdOf(finding: Finding, rules: readonly FindingRule[]): string {
  const rule = rules.find(({ code }) => code === finding.code);
  if (rule === undefined) throw new TypeError(`no rule for ${finding.code}`);
  return rule.graded ? gradedId(rule, finding.severity ?? rule.severity) : rule.code;
}

function gradedId(rule: FindingRule, severity: Severity): string {
  return `${rule.code}/${severity}`;
}

function descriptor(
  rule: FindingRule,
  severity: Severity | null,
  level: Level,
  score: string | null,
): ReportingDescriptor {
  // GitHub reads security-severity only where the tags say "security".
  const tags = score === null ? rule.tags : [...new Set(['security', ...rule.tags])];
  const properties: PropertyBag = { tags: [...tags] };
  if (score !== null) properties['security-severity'] = score;
  return {
    id: severity === null ? rule.code : gradedId(rule, severity),
    name: pascalCase(severity === null ? rule.code : `${rule.code}-${severity}`),
    shortDescription: { text: severity === null ? rule.title : `${rule.title} (${severity})` },
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
