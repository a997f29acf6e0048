import { CI_SYSTEMS, type Revision, type RunOrigin } from '../model/repository.ts';
import { printable } from '../model/text.ts';
import { branchIn, hashIn, publicUri } from './repository.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type System = (typeof CI_SYSTEMS)[number];

/** What the variables of a CI system say, as they stand. */
interface Claim {
  readonly repository: string | undefined;
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly id: string | undefined;
  readonly url: string | undefined;
}

/** The variables are those that each system documents: "predefined variables", "environment variables". */
const CLAIMS: Readonly<Record<System, (environment: Environment) => Claim>> = {
  github: ({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF, GITHUB_RUN_ID }) => {
    const repository = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
    const branch = branchIn(GITHUB_REF ?? '') ?? undefined;
    const url = `${repository}/actions/runs/${GITHUB_RUN_ID}`;
    return { repository, commit: GITHUB_SHA, branch, id: GITHUB_RUN_ID, url };
  },
  gitlab: ({ CI_PROJECT_URL, CI_COMMIT_SHA, CI_COMMIT_BRANCH, CI_PIPELINE_ID, CI_PIPELINE_URL }) => ({
    ...{ repository: CI_PROJECT_URL, commit: CI_COMMIT_SHA, branch: CI_COMMIT_BRANCH },
    ...{ id: CI_PIPELINE_ID, url: CI_PIPELINE_URL },
  }),
  jenkins: ({ GIT_URL, GIT_COMMIT, BRANCH_NAME, BUILD_TAG, BUILD_URL }) => ({
    ...{ repository: GIT_URL, commit: GIT_COMMIT, branch: BRANCH_NAME, id: BUILD_TAG, url: BUILD_URL },
  }),
  azure: (environment) => {
    const { BUILD_REPOSITORY_URI, BUILD_SOURCEVERSION, BUILD_SOURCEBRANCH, BUILD_BUILDID } = environment;
    const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT } = environment;
    const url = `${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECT}/_build/results?buildId=${BUILD_BUILDID}`;
    const branch = branchIn(BUILD_SOURCEBRANCH ?? '') ?? undefined;
    return { repository: BUILD_REPOSITORY_URI, commit: BUILD_SOURCEVERSION, branch, id: BUILD_BUILDID, url };
  },
};

/** What is set if the process runs in the system. */
const PRESENT: Readonly<Record<System, string>> = {
  github: 'GITHUB_ACTIONS',
  gitlab: 'GITLAB_CI',
  jenkins: 'JENKINS_URL',
  azure: 'TF_BUILD',
};

/**
 * @param revision what Git says of the policy's repository; it counts more than the variables, which may be about
 * another checkout
 * @returns where the run came from; nothing depends on it but what reports tell
 */
export function originOf(environment: Environment, revision: Revision | null): RunOrigin {
  const system = CI_SYSTEMS.find((one) => (environment[PRESENT[one]] ?? '') !== '');
  const claim = system === undefined ? null : CLAIMS[system](environment);
  const id = claim?.id ?? '';
  const checkedOut = revision ?? {
    uri: publicUri(claim?.repository ?? ''),
    commit: hashIn(claim?.commit ?? ''),
    branch: claim?.branch ?? null,
  };
  return {
    repository: shown(checkedOut.uri),
    commit: checkedOut.commit,
    branch: shown(checkedOut.branch),
    run:
      system === undefined || id === '' ? null : { system, id: printable(id), url: shown(pageUrl(claim?.url ?? '')) },
  };
}

function shown(text: string | null): string | null {
  return text === null || text === '' ? null : printable(text, 500);
}

/** @returns the URL of a page, without user and password; null if it is none */
function pageUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!['https:', 'http:'].includes(url.protocol)) return null;
  url.username = '';
  url.password = '';
  return url.href;
}
