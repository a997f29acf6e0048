import { RULES } from '../compare/catalogue.ts';
import { findPolicy, findPolicyFor, systemEffects } from '../edge/effects.ts';
import { originOf } from '../edge/origin.ts';
import { writeStdout } from '../edge/outputs.ts';
import { explain } from '../explain.ts';
import { explainPort, type PortQuestion } from '../explain-port.ts';
import type { ExitCode } from '../model/report.ts';
import type { CheckRequest } from '../model/request.ts';
import { EXPLANATION_FORMATS } from '../report/explanation.ts';
import { renderJson } from '../report/json.ts';
import { PORT_EXPLANATION_FORMATS } from '../report/port-explanation.ts';
import { renderText } from '../report/text.ts';
import { outcomeOf } from './check.ts';

export interface ExplainOptions extends Pick<CheckRequest, 'targets' | 'nmap' | 'timeout' | 'authorizationFrom'> {
  /** Null: the default places. */
  readonly policy: string | null;
  /** Whether to print also what a check would do. */
  readonly plan: boolean;
  readonly format: keyof typeof EXPLANATION_FORMATS;
  readonly color: boolean;
  readonly width: number | undefined;
}

/** Prints what the policy means and, with `plan`, what a check would do. Sends nothing to any target. */
export async function runExplain(options: ExplainOptions, closing = ''): Promise<ExitCode> {
  let text = '';
  const failure = await outcomeOf(options, async (effects) => {
    const explanation = await explain({ ...options, policyFile: await findPolicyFor(options) }, effects);
    text = EXPLANATION_FORMATS[options.format](explanation) + closing;
    return null;
  });
  if (failure === null) {
    await writeStdout(text);
    return 0;
  }
  const { color, width } = options;
  const shown =
    options.format === 'json'
      ? renderJson(failure, { rules: RULES, origin: originOf(process.env, null) })
      : renderText(failure, { color, width, sources: new Map() });
  await writeStdout(shown);
  return failure.exitCode;
}

/** Prints what a check with these options would do. */
export function runDryRun(options: Omit<ExplainOptions, 'plan' | 'format'>): Promise<ExitCode> {
  return runExplain({ ...options, plan: true, format: 'text' }, '\nA dry run: nothing was sent, nothing was judged.\n');
}

/** Prints what a policy says of one port of one host. Sends nothing, resolves no name. */
export async function runExplainPort(
  question: Omit<PortQuestion, 'policyFile'>,
  options: Pick<ExplainOptions, 'policy' | 'format'>,
): Promise<ExitCode> {
  const effects = systemEffects(new AbortController().signal, { emit: () => {}, progress: () => {} });
  const explanation = await explainPort({ ...question, policyFile: await findPolicy(options.policy) }, effects);
  await writeStdout(PORT_EXPLANATION_FORMATS[options.format](explanation));
  return 0;
}
