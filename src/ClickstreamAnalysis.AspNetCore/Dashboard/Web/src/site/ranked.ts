import type { Ranked } from '../contract';
import { button, card, el, hiddenText, newId, setText } from '../dom';
import { number, percent } from '../format';
import { clean } from '../names';

const FIRST = 8;

/** Names with their count and how it changed against the span before. */
export class RankedList {
  readonly element: HTMLElement;
  private readonly body = el('tbody');
  private readonly table: HTMLTableElement;
  private readonly message = el('p', { class: 'empty', hidden: true });
  private readonly more: HTMLButtonElement;
  private isOpen = false;
  private empty = '';
  private ranked: Ranked[] = [];

  constructor(title: string, column: string, private readonly usual: string) {
    const head = el(
      'tr', {},
      el('th', { scope: 'col', class: 'text' }, column),
      el('th', { scope: 'col', class: 'share', 'aria-hidden': 'true' }),
      el('th', { scope: 'col', class: 'count' }, 'Count'),
      el('th', { scope: 'col', class: 'change' }, 'Change'));
    const id = newId('ranked');
    this.table = el('table', { class: 'names', id }, el('caption', { class: 'visually-hidden' }, title), el('thead', {}, head), this.body);
    this.more = button('', () => {
      this.isOpen = !this.isOpen;
      this.draw();
    }, { 'aria-controls': id, class: 'more', hidden: true });
    this.element = card(title, null, this.message, el('div', { class: 'ranked' }, this.table), this.more);
  }

  /** empty: what stands in place of an empty list, if not the usual text. */
  update(ranked: Ranked[], empty = this.usual): void {
    this.ranked = ranked;
    this.empty = empty;
    this.draw();
  }

  private draw(): void {
    const isEmpty = this.ranked.length === 0;
    setText(this.message, this.empty);
    this.message.hidden = !isEmpty;
    this.table.hidden = isEmpty;
    this.more.hidden = this.ranked.length <= FIRST;
    this.more.setAttribute('aria-expanded', String(this.isOpen));
    setText(this.more, this.isOpen ? 'Show fewer' : `Show all ${number(this.ranked.length)}`);

    const shown = this.isOpen ? this.ranked : this.ranked.slice(0, FIRST);
    const most = Math.max(1, ...this.ranked.map(item => item.count));
    while (this.body.rows.length > shown.length) {
      this.body.deleteRow(-1);
    }
    shown.forEach((item, i) => this.fill(this.body.rows[i] ?? this.body.appendChild(newRow()), item, most));
  }

  private fill(row: HTMLTableRowElement, item: Ranked, most: number): void {
    const [name, share, count, change] = row.cells as unknown as HTMLTableCellElement[];
    const text = clean(item.name);
    setText(name!, text);
    if (name!.title !== text) {
      name!.title = text;
    }
    (share!.firstChild as HTMLProgressElement).value = item.count / most;
    setText(count!, number(item.count));
    showChange(change!, item);
  }
}

const newRow = (): HTMLTableRowElement => el(
  'tr', {},
  el('th', { scope: 'row', class: 'text name' }),
  el('td', { class: 'share', 'aria-hidden': 'true' }, el('progress', { max: '1' })),
  el('td', { class: 'count' }),
  el('td', { class: 'change' }));

function showChange(cell: HTMLTableCellElement, { count, before }: Ranked): void {
  const [symbol, spoken, text, kind] =
    before === null ? ['', 'not known', '–', 'same']
    : before === 0 ? ['', '', 'new', 'up']
    : count > before ? ['▲ ', 'up ', percent(count / before - 1), 'up']
    : count < before ? ['▼ ', 'down ', percent(1 - count / before), 'down']
    : ['', 'no change', '0', 'same'];
  const key = `${symbol}${text}`;
  if (cell.dataset.key !== key) {
    cell.dataset.key = key;
    cell.className = `change ${kind}`;
    cell.replaceChildren(hiddenText(spoken!), el('span', { 'aria-hidden': symbol === '' && spoken !== '' ? 'true' : null }, el('span', { 'aria-hidden': 'true' }, symbol!), text!));
  }
}
