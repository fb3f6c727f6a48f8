import type { Click, Clicks } from '../contract';
import { card, el, setText } from '../dom';
import { number, time } from '../format';
import { clean } from '../names';

const MOST = 60;
const MARKS: Record<Click['mark'], string> = { ok: '✓ on time', late: '◷ late', poison: '✕ poison', guarded: '⚠ guarded' };
const COLUMNS = [['Time', 'when'], ['Mark', 'mark'], ['Event', 'event'], ['Page', 'page'], ['User', 'user'], ['Reason', 'reason'], ['Partition @ offset', 'where']] as const;

/** The clicks as they are read, newest first. Rows are used again, so the table costs the same after an hour. */
export class ClickStream {
  readonly element: HTMLElement;
  private readonly body = el('tbody');
  private readonly message = el('p', { class: 'empty' }, 'No clicks yet. They appear here as soon as the topology reads them.');
  private readonly frame: HTMLElement;
  private readonly left = el('span', { class: 'note' });
  private waiting: Click[] = [];
  private skipped = 0;
  private isVisible = false;
  private readonly onlyMarked = el('input', { type: 'checkbox' });

  constructor() {
    const head = el('tr', {}, ...COLUMNS.map(([title, kind]) => el('th', { scope: 'col', class: kind }, title)));
    const table = el('table', {}, el('caption', { class: 'visually-hidden' }, 'Clicks as they are read, newest first'), el('thead', {}, head), this.body);
    this.frame = el('div', { class: 'table-frame stream', tabindex: '0', role: 'region', 'aria-label': 'Stream of clicks', hidden: true }, table);
    this.onlyMarked.addEventListener('change', () => this.body.replaceChildren());
    new IntersectionObserver(entries => {
      this.isVisible = entries.at(-1)!.isIntersecting;
      this.draw();
    }, { rootMargin: '100px' }).observe(this.frame);
    this.element = card(
      'Clicks as they are read', 'A sample of at most 20 a second. Late: after its session closed. Poison: unreadable. Guarded: an implausible event time.',
      el('div', { class: 'bar' }, el('label', {}, this.onlyMarked, 'Only late, poison and guarded'), this.left), this.message, this.frame);
  }

  add({ clicks, skipped }: Clicks): void {
    this.skipped = skipped;
    if (clicks.length === 0) {
      return;
    }
    this.message.hidden = true;
    this.frame.hidden = false;
    this.waiting = [...this.waiting, ...clicks.filter(click => click.mark !== 'ok' || !this.onlyMarked.checked)].slice(-MOST);
    this.draw();
  }

  /** Rows that nobody sees are not changed. */
  private draw(): void {
    if (!this.isVisible) {
      return;
    }
    setText(this.left, this.skipped === 0 ? '' : `${number(this.skipped)} more in the last second`);
    const fresh = document.createDocumentFragment();
    for (const click of this.waiting.toReversed()) {
      const room = MOST - fresh.childElementCount;
      const row = this.body.rows.length < room ? newRow() : this.body.rows[this.body.rows.length - 1]!;
      fill(row, click);
      fresh.append(row);
    }
    this.waiting = [];
    this.body.prepend(fresh);
  }
}

const newRow = (): HTMLTableRowElement => el('tr', {}, ...COLUMNS.map(([, kind]) => el('td', { class: kind })));

function fill(row: HTMLTableRowElement, click: Click): void {
  const texts = [
    click.time === null ? '–' : time(click.time),
    MARKS[click.mark] ?? clean(click.mark),
    click.name === null ? '–' : clean(click.name),
    click.page === null ? '–' : clean(click.page),
    click.user === null ? '–' : clean(click.user),
    click.reason === null ? '' : clean(click.reason),
    `${click.partition} @ ${click.offset}`,
  ];
  texts.forEach((text, i) => {
    const cell = row.cells[i]!;
    setText(cell, text);
    cell.title = text.length > 14 ? text : '';
  });
  row.cells[1]!.className = `mark ${click.mark in MARKS ? click.mark : ''}`;
}
