import {
  Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { InputError } from '../model/problem.ts';
import { textNode } from './scalar.ts';

/** An item of a list as it is written, by its keys: a waiver or a device. */
export type WrittenItem = Readonly<Record<string, string>>;

/** A piece of the text to replace. Offsets count UTF-16 units. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Adds a waiver at the end of a target's list. Everything else of the text stays as it is, byte by byte.
 * @param text a valid policy
 * @throws InputError if the target is written in a way that cannot be edited line by line
 */
export function addWaiver(text: string, file: string, target: string, waiver: WrittenItem): string {
  return edit(text, file, (source) => {
    const owner = targetOf(source, target);
    const pair = owner.items.find(({ key }) => isScalar(key) && key.value === 'waive');
    const list = pair?.value;
    if (pair !== undefined && isSeq<Node>(list)) return appendItem(source, list, waiver);
    return appendKey(source, owner, 'waive', waiver);
  });
}

/**
 * Adds a device at the end of the policy's list. Everything else of the text stays as it is, byte by byte.
 * @param text a valid policy
 * @throws InputError if the policy is written in a way that cannot be edited line by line
 */
export function addDevice(text: string, file: string, device: WrittenItem): string {
  return edit(text, file, (source) => {
    const root = source.contents;
    if (!isMap<Node, Node | null>(root)) throw source.refusal(0);
    const list = childOf(root, 'devices');
    return isSeq<Node>(list) ? appendItem(source, list, device) : appendKey(source, root, 'devices', device);
  });
}

/**
 * Removes an item of a list of a target, with the list if it was the last one. Everything else of the text stays as it
 * is, byte by byte.
 * @param text a valid policy
 * @param index the place of the item in the list
 * @throws InputError if the item is written in a way that cannot be edited line by line
 */
export function removeItem(text: string, file: string, target: string, key: 'waive' | 'allow', index: number): string {
  return edit(text, file, (source) => {
    const owner = targetOf(source, target);
    const pair = owner.items.find((one) => isScalar(one.key) && one.key.value === key);
    const list = pair?.value;
    const item = isSeq<Node>(list) ? list.items[index] : undefined;
    if (pair === undefined || !isSeq<Node>(list) || item === undefined) throw source.refusal(startOf(owner));
    if (list.items.length === 1) return removeKey(source, owner, pair, list, item);
    return list.flow === true
      ? removeFlowItem(source, list.items, index)
      : removeLines(source, dashOf(source, item), endOf(item));
  });
}

interface Source {
  readonly text: string;
  readonly contents: unknown;
  readonly eol: string;
  readonly refusal: (offset: number) => InputError;
}

function edit(whole: string, file: string, change: (source: Source) => Splice): string {
  const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(mark.length);
  const refusal = (offset: number): InputError => {
    const before = text.slice(0, offset).split('\n');
    const location = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
    const message = 'this is written in a way that cannot be edited safely: change it by hand, or write a block list';
    return new InputError([{ code: 'cannot-edit', message, location }]);
  };
  const { contents } = parseDocument(text, { schema: 'core', merge: false, uniqueKeys: false });
  const { from, to, text: piece } = change({ text, contents, eol: text.includes('\r\n') ? '\r\n' : '\n', refusal });
  return `${mark}${text.slice(0, from)}${piece}${text.slice(to)}`;
}

type Mapping = YAMLMap<Node, Node | null>;

function targetOf({ contents, refusal }: Source, name: string): Mapping {
  const targets = isMap<Node, Node | null>(contents) ? childOf(contents, 'targets') : undefined;
  const target = isMap<Node, Node | null>(targets) ? childOf(targets, name) : undefined;
  if (!isMap<Node, Node | null>(target) || target.items.length === 0) throw refusal(0);
  return target;
}

/** As written: as keys, `on` and `1e3` are names, not values. */
function childOf(map: Mapping, name: string): Node | null | undefined {
  return map.items.find(({ key }) => isScalar(key) && (key.source ?? String(key.value)) === name)?.value;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The range of a block collection may include comments and empty lines that follow it. */
function endOf(node: Node): number {
  const last = isMap<Node, Node | null>(node) || isSeq<Node>(node) ? node.items.at(-1) : undefined;
  if (last === undefined || ((isMap(node) || isSeq(node)) && node.flow === true)) return node.range?.[1] ?? 0;
  if (!isPair(last)) return endOf(last);
  return last.value === null ? (last.key.range?.[1] ?? 0) : endOf(last.value);
}

function isPair(item: Node | Pair<Node, Node | null>): item is Pair<Node, Node | null> {
  return 'key' in item;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** @returns the beginning of the next line; a block scalar ends there already */
function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** @returns the offset of the `-` before an item of a block list, if nothing else is before it on its line */
function dashOf({ text, refusal }: Source, item: Node): number {
  let at = startOf(item) - 1;
  while (at >= 0 && /\s/.test(text[at] as string)) at--;
  if (text[at] !== '-' || indentAt(text, at) === null) throw refusal(startOf(item));
  return at;
}

/** @returns the white space before the offset on its line; null: something else is there */
function indentAt(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : null;
}

/** A text whose last line has no end keeps none. */
function removeLines({ text, eol }: Source, start: number, end: number): Splice {
  const [from, to] = [lineStart(text, start), nextLine(text, end)];
  const isOpen = to === text.length && !text.endsWith('\n') && from > 0;
  return { from: isOpen ? from - eol.length : from, to, text: '' };
}

/** In a flow list an item may have its own lines; else it goes with one of the commas around it. */
function removeFlowItem(source: Source, items: readonly Node[], index: number): Splice {
  const { text } = source;
  const item = items[index] as Node;
  const [start, end] = [startOf(item), endOf(item)];
  const [, after = ''] = /^([^\S\n]*,?[^\S\n]*(?:#[^\n]*)?)(?:\n|$)/.exec(text.slice(end)) ?? [];
  const alone = indentAt(text, start) !== null && /^[^\S\n]*,?[^\S\n]*(?:#[^\n]*)?(?:\n|$)/.test(text.slice(end));
  if (alone) return removeLines(source, start, end + after.length);
  const [before, next] = [items[index - 1], items[index + 1]];
  if (next !== undefined) return { from: start, to: startOf(next), text: '' };
  return { from: before === undefined ? start : endOf(before), to: end, text: '' };
}

/** An empty list is not valid, so the key goes too. Comments between the key and the item stay. */
function removeKey(
  source: Source,
  owner: Mapping,
  pair: Pair<Node, Node | null>,
  list: YAMLSeq<Node>,
  item: Node,
): Splice {
  const { text } = source;
  const index = owner.items.indexOf(pair);
  if (owner.flow === true) {
    const next = owner.items[index + 1];
    const before = owner.items[index - 1];
    if (next !== undefined) return { from: startOf(pair.key), to: startOf(next.key), text: '' };
    return {
      from: before === undefined ? startOf(pair.key) : endOf(before.value ?? before.key),
      to: endOf(list),
      text: '',
    };
  }
  const key = startOf(pair.key);
  if (indentAt(text, key) === null) throw source.refusal(key);
  if (list.flow === true) return removeLines(source, key, endOf(list));
  const dash = lineStart(text, dashOf(source, item));
  const kept = text.slice(nextLine(text, pair.key.range?.[1] ?? key), dash);
  return { ...removeLines(source, key, endOf(item)), text: kept };
}

function appendItem(source: Source, list: YAMLSeq<Node>, waiver: WrittenItem): Splice {
  const last = list.items.at(-1);
  if (last === undefined) throw source.refusal(startOf(list));
  if (list.flow === true) return insertAt(endOf(last), `, ${flowText(waiver)}`);
  const indent = indentAt(source.text, dashOf(source, last)) ?? '';
  const lines = isMap(last) && last.flow === true ? [`- ${flowText(waiver)}`] : blockLines(waiver);
  return insertLines(
    source,
    endOf(last),
    lines.map((line) => `${indent}${line}`),
  );
}

function appendKey(source: Source, owner: Mapping, key: 'waive' | 'devices', item: WrittenItem): Splice {
  const [first] = owner.items;
  const last = owner.items.at(-1);
  if (first === undefined || last === undefined) throw source.refusal(startOf(owner));
  const end = endOf(last.value ?? last.key);
  if (owner.flow === true) return insertAt(end, `, ${key}: [${flowText(item)}]`);
  const indent = indentAt(source.text, startOf(first.key));
  if (indent === null) throw source.refusal(startOf(first.key));
  const lines = [`${key}:`, ...blockLines(item).map((line) => `  ${line}`)];
  return insertLines(
    source,
    end,
    lines.map((line) => `${indent}${line}`),
  );
}

function insertAt(offset: number, text: string): Splice {
  return { from: offset, to: offset, text };
}

/** Inserts lines after the line of the offset. A last line without an end stays without one. */
function insertLines({ text, eol }: Source, offset: number, lines: readonly string[]): Splice {
  const at = nextLine(text, offset);
  const isOpen = at === text.length && !text.endsWith('\n');
  return insertAt(at, isOpen ? `${eol}${lines.join(eol)}` : `${lines.join(eol)}${eol}`);
}

function blockLines(waiver: WrittenItem): readonly string[] {
  return Object.entries(waiver).map(([key, value], index) => {
    return `${index === 0 ? '- ' : '  '}${key}: ${written(textNode(value))}`;
  });
}

function flowText(waiver: WrittenItem): string {
  const document = new Document({}, { schema: 'core' });
  const map = document.createNode(
    Object.fromEntries(Object.entries(waiver).map(([key, value]) => [key, textNode(value)])),
  );
  map.flow = true;
  return written(map);
}

function written(node: Node): string {
  const document = new Document(null, { schema: 'core' });
  document.contents = node;
  return document.toString({ lineWidth: 0, minContentWidth: 0, flowCollectionPadding: false }).trimEnd();
}
