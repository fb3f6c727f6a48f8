import { el, setText } from './dom';

/** The rows of a table as text; the first column names the row. numeric: columns that are aligned to the right. */
export interface TableData {
  columns: string[];
  rows: string[][];
}

/** A table that changes only the cells whose text changed. */
export class Table {
  readonly element: HTMLTableElement;
  private readonly body = el('tbody');
  private readonly head = el('tr');
  private columns: string[] = [];

  constructor(caption: string, private readonly texts: ReadonlySet<number> = new Set([0])) {
    this.element = el('table', {}, el('caption', { class: 'visually-hidden' }, caption), el('thead', {}, this.head), this.body);
  }

  update(data: TableData): void {
    if (data.columns.join('\n') !== this.columns.join('\n')) {
      this.columns = data.columns;
      this.head.replaceChildren(...data.columns.map((name, i) => el('th', { scope: 'col', class: this.kind(i) }, name)));
      this.body.replaceChildren();
    }
    while (this.body.rows.length > data.rows.length) {
      this.body.deleteRow(-1);
    }
    data.rows.forEach((cells, index) => {
      const row = this.body.rows[index] ?? this.body.appendChild(this.newRow(cells.length));
      cells.forEach((text, i) => setText(row.cells[i]!, text));
    });
  }

  private newRow(cells: number): HTMLTableRowElement {
    const row = el('tr');
    for (let i = 0; i < cells; i++) {
      row.append(i === 0 ? el('th', { scope: 'row', class: this.kind(i) }) : el('td', { class: this.kind(i) }));
    }
    return row;
  }

  private kind(column: number): string | null {
    return this.texts.has(column) ? 'text' : null;
  }
}
