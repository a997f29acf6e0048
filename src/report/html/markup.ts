import { plain } from '../escape.ts';

const MARKUP = Symbol('markup');

/** HTML that is safe to write. Only this module makes it, so text from elsewhere is always escaped. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What a template takes. Strings are text, and null is nothing. */
export type Part = Markup | string | number | null | readonly Part[];

/** The most characters of one text. The longest text of a report is a fact, with 2,000. */
const TEXT_LIMIT = 2100;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '#': '&#35;',
};

/** `::` at the beginning and `##[` would be commands for a runner if the report goes to stdout. */
const SPECIAL = /[&<>"'`]|^\s*:(?=:)|#(?=#?\[)/g;

/**
 * A template for HTML. Each value becomes text, literal in content and in a quoted attribute. A template has no value
 * in a script, a style, an address of a link or an attribute without quotes: `link` makes links.
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { [MARKUP]: texts.reduce((made, text, index) => `${made}${written(parts[index - 1] ?? null)}${text}`) };
}

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  return MARKUP in part ? part[MARKUP] : part.map(written).join('');
}

function escaped(text: string): string {
  return plain(text, TEXT_LIMIT).replace(SPECIAL, (found) => REFERENCES[found] ?? found.replace(':', '&#58;'));
}

/** @returns text of several lines, each as a template writes a value; for `pre` */
export function lines(text: string): Markup {
  return { [MARKUP]: text.split('\n').map(escaped).join('\n') };
}

/** @param text our own text, with code between backticks */
export function prose(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** @param to our own address: an id of this page after `#`, or a page of the documentation */
export function link(to: string, text: Part): Markup {
  if (!/^(?:#[\w.:-]*|https:\/\/[\w./-]+)$/.test(to)) throw new RangeError(`not an address of ours: ${plain(to)}`);
  return html`<a href="${to}">${text}</a>`;
}

/** @param content a style or a script of this project, as it is; its hash is in the policy of the page */
export function ownElement(name: 'style' | 'script', content: string): Markup {
  return { [MARKUP]: `<${name}>${content}</${name}>` };
}

export function textOf(markup: Markup): string {
  return markup[MARKUP];
}

/** Bytes of UTF-8 that parts of a page share. */
export interface Budget {
  left: number;
}

/**
 * Yields the markup of whole items while the budget lasts.
 * @param rest makes what stands in place of the others, told their number; it is not called if there are none
 */
export function* within<Item>(
  budget: Budget,
  items: Iterable<Item>,
  make: (item: Item, index: number) => Markup,
  rest: (count: number) => Markup,
): Generator<Markup> {
  let index = 0;
  let omitted = 0;
  for (const item of items) {
    const made = budget.left > 0 ? make(item, index++) : null;
    if (made !== null) budget.left -= Buffer.byteLength(made[MARKUP]);
    if (made === null || budget.left < 0) omitted++;
    else yield made;
  }
  if (omitted > 0) yield rest(omitted);
}
