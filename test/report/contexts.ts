import type { RunOrigin } from '../../src/model/repository.ts';
import type { FormatContext } from '../../src/report/formats.ts';
import { RULES, SOURCES } from './samples.ts';

export const ORIGIN: RunOrigin = {
  repository: 'https://github.com/octo/network',
  commit: '0123456789abcdef0123456789abcdef01234567',
  branch: 'main',
  run: { system: 'github', id: '4711', url: 'https://github.com/octo/network/actions/runs/4711' },
};

/** What every format may be given. */
export const CONTEXT: FormatContext = {
  rules: RULES,
  includeWaived: true,
  category: null,
  repository: { root: '/r', workingDirectory: '/r', revision: null },
  sources: SOURCES,
  color: false,
  origin: ORIGIN,
  policy: '.github/exposure-policy.yml',
  selection: [],
};
