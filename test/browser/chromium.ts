import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The content security policies of places in which people open reports. */
export const POLICIES = {
  none: null,
  /** Jenkins (`hudson.model.DirectoryBrowserSupport.CSP`): no script, no style. */
  jenkins: "sandbox; default-src 'none'; img-src 'self'; style-src 'self'",
  /** The usual relaxation of it. */
  'jenkins, relaxed':
    "sandbox allow-scripts; default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'",
  /** Azure DevOps: no script. */
  azure: "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'",
} as const;
export type PolicyName = keyof typeof POLICIES;

/** Policies under which the script of the page runs. */
export const WITH_SCRIPT: readonly PolicyName[] = ['none', 'jenkins, relaxed'];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell' });
}

/** Serves pages on loopback, each under a policy. */
export async function servePages(pages: ReadonlyMap<string, string>) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const page = pages.get(pathname.slice(1));
    const policy = Object.entries(POLICIES).find(([name]) => name === searchParams.get('policy'))?.[1] ?? null;
    if (page === undefined) return response.writeHead(404).end();
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      ...(policy === null ? {} : { 'Content-Security-Policy': policy }),
    };
    return response.writeHead(200, headers).end(page);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (page: string, policy: PolicyName) =>
      `http://127.0.0.1:${port}/${page}?policy=${encodeURIComponent(policy)}`,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** What a page did that a report never does. */
export function watch(page: Page): readonly string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(`error ${error.message}`));
  page.on('popup', () => seen.push('popup'));
  page.on('request', (request) => {
    if (!request.isNavigationRequest() && !request.url().endsWith('/favicon.ico'))
      seen.push(`request ${request.url()}`);
  });
  return seen;
}
