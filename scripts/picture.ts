import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensurePackages } from './packages.ts';

/** Makes docs/picture.png: the demo's failing gate as a terminal shows it, drawn by headless Chromium. */
const ROOT = join(import.meta.dirname, '..');
const WIDTH = 1_180;
const LINE_HEIGHT = 21;

/** SGR codes (ECMA-48, 8.3.117) that the text report uses. */
const COLORS: Readonly<Record<string, string>> = {
  '1': 'font-weight:bold',
  '2': 'color:#8b949e',
  '31': 'color:#ff7b72',
  '32': 'color:#56d364',
  '33': 'color:#e3b341',
  '35': 'color:#d2a8ff',
  '36': 'color:#79c0ff',
  '90': 'color:#8b949e',
};

const ESCAPE = String.fromCharCode(0x1b);
const SGR = new RegExp(`${ESCAPE}\\[([\\d;]*)m`, 'g');

ensurePackages({ nmap: 'nmap', chromium: 'chromium', 'fc-list': 'fontconfig' });
const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-picture-'));
try {
  const demo = spawnSync(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'demo'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1' },
  });
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}: ${demo.stderr}`);
  const shown = demo.stdout.slice(0, demo.stdout.indexOf('(exit status 1)') + '(exit status 1)'.length);
  const lines = `$ npm start\n${shown}`.split('\n').flatMap((line) => wrap(line, 122));
  writeFileSync(join(folder, 'page.html'), page(lines.map(toHtml).join('\n')));
  const size = `--window-size=${WIDTH},${lines.length * LINE_HEIGHT + 60}`;
  const quiet = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--hide-scrollbars',
  ];
  const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const to = [`--user-data-dir=${join(folder, 'chromium')}`, `--screenshot=${join(ROOT, 'docs', 'picture.png')}`];
  const drawn = spawnSync('chromium', [...quiet, ...offline, size, ...to, `file://${join(folder, 'page.html')}`], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (drawn.status !== 0) throw new Error(`chromium ended with ${drawn.status}: ${drawn.stderr}`);
  console.log('written: docs/picture.png');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Breaks a line at spaces, as a terminal of that width would not; escape sequences take no room. */
function wrap(line: string, width: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let length = 0;
  for (const word of line.split(/(?<= )/)) {
    const room = stripVTControlCharacters(word).length;
    if (length > 0 && length + room > width) {
      rows.push(row);
      row = '    ';
      length = 4;
    }
    row += word;
    length += room;
  }
  return [...rows, row];
}

function toHtml(line: string): string {
  const escaped = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  let open = 0;
  const html = escaped.replace(SGR, (_, codes: string) => {
    const styles = codes.split(';').flatMap((code) => COLORS[code] ?? []);
    if (styles.length > 0) {
      open++;
      return `<span style="${styles.join(';')}">`;
    }
    const closed = '</span>'.repeat(open);
    open = 0;
    return closed;
  });
  return html + '</span>'.repeat(open);
}

function page(body: string): string {
  const style = `margin:0;padding:30px;background:#0d1117;color:#e6edf3;font:15px/${LINE_HEIGHT}px "DejaVu Sans Mono",monospace;white-space:pre`;
  return `<!doctype html><meta charset="utf-8"><body style='${style}'>${body}`;
}
