/**
 * The script of the page, in plain JavaScript, because it is written into the page as it is. It only adds: a filter,
 * orders, links to one host or port, and copying. It makes elements and texts, never markup from text, and keeps
 * nothing.
 */
export const SCRIPT = String.raw`'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, properties, ...content) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...content);
    return element;
  };
  const collator = new Intl.Collator('en', { numeric: true });
  const GRADES = ['critical', 'high', 'medium', 'low', 'note'];

  // Addresses as numbers, to find one in a range.
  const ipv4 = (text) => text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
  const ipv6 = (text) => {
    const [head, tail] = text.split('::');
    const groups = (part) => (part ? part.split(':') : []);
    const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
    const every = [...groups(head), ...Array(Math.max(missing, 0)).fill('0'), ...groups(tail)];
    return every.reduce((value, part) => value * 65536n + BigInt('0x' + part), 0n);
  };
  const number = (text) => {
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return { family: 4, value: ipv4(text) };
    if (/^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}$/.test(text)) return { family: 6, value: ipv6(text) };
    return null;
  };
  const parse = (text) =>
    text.split(', ').flatMap((range) => {
      const [first, last = first] = range.split('-').map(number);
      return first && last ? [{ family: first.family, first: first.value, last: last.value }] : [];
    });

  // Everything that a filter shows or hides. Texts are read once.
  const rows = all('.finding, .rows tbody > tr').map((element, index) => {
    return { element, index, place: index, isFinding: element.classList.contains('finding'), text: null };
  });
  const textOf = (row) => (row.text ??= row.element.textContent.toLowerCase());
  const hostsOf = ({ element }) => (element.querySelector('.hosts')?.textContent ?? '').toLowerCase();
  const rangesOf = (row) => (row.ranges ??= parse(hostsOf(row)));
  const holds = (row, { family, value }) =>
    rangesOf(row).some((range) => range.family === family && range.first <= value && value <= range.last);
  const gradeOf = (row) => GRADES.findIndex((grade) => row.element.classList.contains(grade));

  const words = (text) => text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matchesHost = (host, wanted) => {
    if (wanted === null) return (row) => textOf(row).includes(host);
    const alone = new RegExp('(^|[^0-9a-f.:])' + host.replaceAll('.', '\\.') + '(?![0-9a-f.:])');
    return (row) => alone.test(textOf(row)) || holds(row, wanted);
  };
  const matcher = (word) => {
    const [, key, value] = /^(host|port):(.+)$/.exec(word) ?? [null, null, word];
    if (key === 'port') {
      const port = new RegExp('(^|[^0-9])' + value.replace(/[^0-9]/g, '') + '/');
      return (row) => row.element.closest('.matrix') !== null || port.test(textOf(row));
    }
    const wanted = number(value);
    if (key === 'host' || wanted !== null) return matchesHost(value, wanted);
    return (row) => textOf(row).includes(value);
  };

  const placeholder = 'redis, host:192.0.2.10, port:443';
  const input = make('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: false, placeholder });
  const grade = make('select', { id: 'grade' }, make('option', { value: '' }, 'every severity'));
  for (const word of GRADES.slice(0, -1)) grade.append(make('option', { value: word }, word + ' and worse'));
  const order = make('select', { id: 'order' });
  const orders = { '': 'worst first', host: 'by host', port: 'by port' };
  for (const [value, name] of Object.entries(orders)) order.append(make('option', { value }, name));
  const status = make('output', {});
  status.setAttribute('role', 'status');

  // To show an entry takes longer than to hide it. What comes first in the page is shown at once, the rest in slices,
  // so that the page answers the next key.
  const FIRST = 100;
  const SLICE = 500;
  let waiting = [];
  let showing = false;
  const show = (most) => {
    for (const { element } of waiting.splice(0, most)) element.hidden = false;
  };
  const showAll = () => show(waiting.length);
  const showSlices = () => {
    showing = waiting.length > 0;
    if (!showing) return;
    requestAnimationFrame(() => setTimeout(() => {
      show(SLICE);
      showSlices();
    }));
  };

  // The filter opens networks for this many rows, and closes later what it opened: a large table takes long to lay out.
  const OPENED_ROWS = 50;
  const opened = new Set();
  const showNetworks = (active) => {
    let room = active ? OPENED_ROWS : 0;
    for (const network of all('.net')) {
      const left = active ? network.querySelectorAll('.rows tbody > tr:not([hidden])').length : 1;
      network.hidden = left === 0;
      const fits = left > 0 && left <= room;
      if (!fits && opened.delete(network)) network.open = false;
      if (fits && !network.open) {
        network.open = true;
        opened.add(network);
      }
      if (opened.has(network)) room -= left;
    }
  };
  const filter = () => {
    const tests = words(input.value).map(matcher);
    const least = GRADES.indexOf(grade.value);
    const active = tests.length > 0 || least >= 0;
    let shown = 0;
    let findings = 0;
    waiting = [];
    for (const row of rows) {
      const { element, isFinding } = row;
      const severe = !isFinding || least < 0 || (gradeOf(row) >= 0 && gradeOf(row) <= least);
      const hidden = !(severe && tests.every((test) => test(row)));
      if (isFinding) findings++;
      if (isFinding && !hidden) shown++;
      if (element.hidden === hidden) continue;
      if (isFinding && !hidden) waiting.push(row);
      else element.hidden = hidden;
    }
    waiting.sort((a, b) => a.place - b.place);
    show(FIRST);
    if (!showing) showSlices();
    showNetworks(active);
    status.textContent = active ? shown + ' of ' + findings + ' findings shown' : '';
  };

  const list = document.getElementById('finding-list');
  const sort = () => {
    if (list === null) return;
    const own = rows.filter((row) => row.element.parentNode === list);
    const port = (row) => Number(/(\d+)\//.exec(row.element.querySelector('h3').textContent)?.[1] ?? 65536);
    const host = ({ element }) =>
      (element.querySelector('.hosts') ?? element.querySelector('.on')).textContent.replace(/^on /, '');
    const keys = new Map(own.map((row) => [row, order.value === 'port' ? port(row) : host(row)]));
    const compare = {
      '': (a, b) => a.index - b.index,
      host: (a, b) => collator.compare(keys.get(a), keys.get(b)) || a.index - b.index,
      port: (a, b) => keys.get(a) - keys.get(b) || a.index - b.index,
    };
    const start = own[0]?.index ?? 0;
    own.sort(compare[order.value]).forEach((row, index) => (row.place = start + index));
    list.prepend(...own.map((row) => row.element));
  };

  // The filter is in the address of the page, so that a link can lead to one host or port.
  const remember = () => {
    const kept = new URLSearchParams();
    const text = words(input.value).filter((word) => {
      const [, key, value] = /^(host|port):(.+)$/.exec(word) ?? [];
      if (key === undefined || kept.has(key)) return true;
      kept.set(key, value);
      return false;
    });
    const others = { text: text.join(' '), severity: grade.value, order: order.value };
    for (const [key, value] of Object.entries(others)) if (value !== '') kept.set(key, value);
    try {
      history.replaceState(null, '', '#' + (kept.size > 0 ? '?' + kept : ''));
    } catch {
      // A page in a sandbox has no history of its own.
    }
  };
  const follow = () => {
    const { hash } = location;
    if (!hash.startsWith('#?')) {
      const target = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
      if (target === null) return;
      if (target.closest('[hidden]') !== null) {
        clear();
        showAll();
      }
      for (let one = target; one !== null; one = one.parentElement) if (one.localName === 'details') one.open = true;
      target.scrollIntoView();
      return;
    }
    const wanted = new URLSearchParams(hash.slice(2));
    const keyed = ['host', 'port'].flatMap((key) => (wanted.has(key) ? [key + ':' + wanted.get(key)] : []));
    const known = (key, values) => (values.includes(wanted.get(key)) ? wanted.get(key) : '');
    input.value = [...keyed, wanted.get('text') ?? ''].join(' ').trim();
    grade.value = known('severity', GRADES.slice(0, -1));
    order.value = known('order', Object.keys(orders));
    sort();
    filter();
    document.getElementById('tools').scrollIntoView();
  };
  const clear = () => {
    input.value = '';
    grade.value = '';
    filter();
  };

  const copy = async (pre, button) => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = 'Selected: press Ctrl+C';
    }
    setTimeout(() => (button.textContent = 'Copy'), 3000);
  };
  for (const pre of all('pre.yaml')) {
    const button = make('button', { type: 'button', className: 'copy' }, 'Copy');
    button.addEventListener('click', () => copy(pre, button));
    pre.after(button);
  }

  const sortTable = (head) => {
    const column = [...head.parentNode.children].indexOf(head);
    const rising = head.getAttribute('aria-sort') !== 'ascending';
    for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
    const body = head.closest('table').tBodies[0];
    const cells = [...body.rows].map((row) => [row, row.cells[column]?.textContent ?? '']);
    cells.sort(([, a], [, b]) => (rising ? 1 : -1) * collator.compare(a, b));
    body.append(...cells.map(([row]) => row));
  };
  for (const head of all('table.sortable thead th')) {
    const button = make('button', { type: 'button' }, ...head.childNodes);
    button.addEventListener('click', () => sortTable(head));
    head.append(button);
  }

  const fold = (open) => {
    for (const one of all('main details')) one.open = open;
  };
  const button = (name, act) => {
    const made = make('button', { type: 'button' }, name);
    made.addEventListener('click', act);
    return made;
  };
  const label = (name, control) => make('label', {}, make('span', {}, name), control);
  const nav = document.querySelector('nav');
  if (nav === null) return;
  const choices = list === null ? [] : [label('Severity', grade), label('Order', order)];
  const tools = make(
    'div',
    { id: 'tools', className: 'tools' },
    label('Filter', input),
    ...choices,
    button('Clear', () => {
      clear();
      remember();
    }),
    button('Expand all', () => fold(true)),
    button('Collapse all', () => fold(false)),
    status,
  );
  tools.setAttribute('role', 'search');
  nav.after(tools);
  input.addEventListener('input', () => { filter(); remember(); });
  grade.addEventListener('change', () => { filter(); remember(); });
  order.addEventListener('change', () => { sort(); remember(); });
  addEventListener('hashchange', follow);
  addEventListener('beforeprint', showAll);
  if (location.hash.length > 1) follow();
  // Reads the texts while nothing else is to be done, a part at a time.
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  const warm = (from) => {
    const part = rows.slice(from, from + SLICE);
    part.forEach(textOf);
    part.forEach(rangesOf);
    if (part.length > 0) idle(() => warm(from + SLICE));
  };
  idle(() => warm(0));
})();
`;
