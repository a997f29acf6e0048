import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A Markdown page of the project. */
export interface Page {
  /** Below the root. */
  readonly path: string;
  readonly text: string;
}

/** @returns the pages that people read: at the root, in docs/ and in bench/ */
export function readPages(): readonly Page[] {
  const under = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) => join(folder, name));
  return [...under('.'), ...under('docs'), ...under('bench')]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** @returns the content of the fenced blocks of a language, in order */
export function blocksOf({ text }: Page, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] as string);
}

/** @returns the commands of a page's `sh` blocks, without comments */
export function commandsOf(page: Page): readonly string[] {
  return blocksOf(page, 'sh')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$|^#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** @returns links of a page that lead to no file, or to no heading */
export function brokenLinks(page: Page, pages: readonly Page[]): readonly string[] {
  return linksOf(page).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const path = normalize(join(dirname(page.path), file));
    if (isBuilt(path)) return false;
    if (file !== '' && (path.startsWith('..') || !existsSync(join(ROOT, path)))) return true;
    if (anchor === undefined) return false;
    const target = file === '' ? page : pages.find((one) => one.path === path);
    return target === undefined || !anchorsOf(target).includes(anchor);
  });
}

/** @returns files below the root that `npm run build` writes and that a page links to */
export function builtFiles(page: Page): readonly string[] {
  return linksOf(page)
    .map((link) => normalize(join(dirname(page.path), link)))
    .filter(isBuilt);
}

function isBuilt(path: string): boolean {
  return path.startsWith('dist/');
}

function linksOf(page: Page): readonly string[] {
  return [...withoutCode(page).matchAll(/\]\(([^()\s]+)\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** Anchors as GitHub makes them of headings. */
function anchorsOf(page: Page): readonly string[] {
  const seen = new Map<string, number>();
  const headings = page.text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map((match) => {
    const text = (match[1] as string).replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

function withoutCode({ text }: Page): string {
  return text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '');
}

/** @returns paths of the repository that a page names in code and that do not exist */
export function missingPaths(page: Page): readonly string[] {
  return [...page.text.matchAll(/`((?:src|test|scripts|docs|bench|\.ci|\.github)\/[\w./-]*)`/g)]
    .map((match) => match[1] as string)
    .filter((path) => !existsSync(join(ROOT, path)));
}
