import { createServer as createWebServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { systemEffects } from '../edge/effects.ts';
import { showProgress, stopSignal } from '../edge/lifecycle.ts';
import { readAge, readDuration } from '../edge/options.ts';
import { checkOutcome } from '../edge/outcome.ts';
import { clearOutputs, writeOutputs, writeStdout } from '../edge/outputs.ts';
import { clearReports, publish } from '../edge/publish.ts';
import { ToolError } from '../model/problem.ts';
import type { ExitCode, Outcome } from '../model/report.ts';
import { DEFAULTS } from '../model/request.ts';
import type { ScreenOptions } from '../report/screen.ts';
import { renderText } from '../report/text.ts';

const FOLDER = 'exposure-gate-demo';
const POLICY_FILE = `${FOLDER}/exposure-policy.yml`;

/** The number of ports that the demo tries for a service, from the first one on. */
const PORTS_TRIED = 50;

/**
 * Shows the gate on loopback. The policy expects a web server and nothing else. First a database is open by mistake,
 * and the gate fails; then the database is closed, and the gate passes with the same policy. Both gates take seconds:
 * the policy names no service, so that no web server has to prove for 6 s that it does not speak first.
 * @returns 0 if both runs had the expected result
 */
export async function runDemo(screen: Pick<ScreenOptions, 'color' | 'width'>): Promise<ExitCode> {
  const signal = stopSignal();
  const web = await listen(webServer(), 18_080);
  const database = await listen(databaseServer(), 13_306);
  const text = policy(web.port, database.port);
  const written = [{ file: POLICY_FILE, text: [text] }];
  const shown = `A policy, ${POLICY_FILE}:\n\n${text.replace(/^/gm, '  ').trimEnd()}\n\n`;
  await writeOutputs(await clearOutputs([POLICY_FILE], []), written, () => writeStdout(shown), false);
  try {
    await writeStdout(
      `A web server is on port ${web.port}, and somebody left a database open on port ${database.port}.\n\n`,
    );
    const failing = await gate('failing', text, signal, screen);
    await close(database.server);
    await writeStdout('\nNow the database is closed, and the same policy is checked again.\n\n');
    const passing = await gate('passing', text, signal, screen);
    await writeStdout(
      `\nThe reports are in ${FOLDER}: HTML to open in a browser, SARIF for code scanning, JSON, and the ` +
        `job summary.\n`,
    );
    if (failing.exitCode === 1 && passing.exitCode === 0) return 0;
    throw new ToolError('the demo failed: expected one failing and one passing gate');
  } finally {
    await Promise.all([close(web.server), close(database.server)]);
  }
}

async function gate(
  name: string,
  source: string,
  signal: AbortSignal,
  screen: Pick<ScreenOptions, 'color' | 'width'>,
): Promise<Outcome> {
  const progress = showProgress(process.stderr);
  const reports = [
    { format: 'html', file: `${FOLDER}/${name}.html` },
    { format: 'sarif', file: `${FOLDER}/${name}.sarif` },
    { format: 'json', file: `${FOLDER}/${name}.json` },
    { format: 'summary', file: `${FOLDER}/${name}.md` },
  ] as const;
  const request = {
    ...{
      policyFile: POLICY_FILE,
      targets: [],
      scanXml: [],
      nmap: null,
      failOn: null,
      authorizationFrom: null,
      stateFile: null,
    },
    ...{ onIncomplete: DEFAULTS.onIncomplete, install: DEFAULTS.install, timeout: readDuration('timeout', '5m') },
    maxAge: readAge('max-age', DEFAULTS.maxAge),
  };
  const files = { reports, notify: [], stateFile: null };
  const places = await clearReports({ ...files, policy: POLICY_FILE, scanXml: [], trace: null });
  const outcome = await checkOutcome(request, systemEffects(signal, progress)).finally(progress.end);
  const shown = renderText(outcome, { ...screen, sources: new Map([[POLICY_FILE, source]]) });
  await publish(
    outcome,
    { ...files, policy: POLICY_FILE, targets: [], includeWaived: false, category: null },
    places,
    () => writeStdout(shown),
  );
  await writeStdout(`(exit status ${outcome.exitCode})\n`);
  return outcome;
}

function policy(web: number, database: number): string {
  return `version: 1
environment: demo

defaults:
  ports: {tcp: [${[web, database].sort((a, b) => a - b).join(', ')}]}

targets:
  demo:
    hosts: [127.0.0.1]
    require:
      - ${web}/tcp
`;
}

function webServer(): Server {
  return createWebServer((_, response) => response.end('<title>exposure-gate demo</title>\n'));
}

/** A server that greets as MariaDB does, and says nothing else. This is enough for nmap to recognise it. */
function databaseServer(): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(GREETING);
  });
}

/** The beginning of MariaDB's initial handshake packet: protocol 10, and the version (mariadb.com, "Connection"). */
const GREETING = '\x4a\0\0\0\x0a5.5.5-10.11.6-MariaDB-1\0\x05\0\0\0';

async function listen(server: Server, first: number): Promise<{ readonly server: Server; readonly port: number }> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    server.removeAllListeners('error');
    if (free) return { server, port };
  }
  throw new ToolError(`none of the ports ${first} to ${first + PORTS_TRIED - 1} is free on 127.0.0.1`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
