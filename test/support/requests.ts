import type { CheckRequest } from '../../src/model/request.ts';

/** A request of results without its targets, its results and its memory: nothing is scanned. */
export const TERMS = {
  policyFile: 'policy.yml',
  authorizationFrom: null,
  failOn: null,
  onIncomplete: 'fail',
  install: 'never',
  nmap: null,
  timeout: 1,
  maxAge: 60_000,
} as const satisfies Omit<CheckRequest, 'targets' | 'scanXml' | 'stateFile'>;
