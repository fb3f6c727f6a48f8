import { common, create } from './charts';
import type { Chart, Option } from './charts';
import { el, setText } from './dom';
import { look } from './look';
import type { Look } from './look';
import { Table } from './table';
import type { TableData } from './table';

export interface PanelOptions<T> {
  /** What the chart shows, for readers who do not see it. */
  label: string;
  height: number | ((data: T, width: number) => number);
  /** The least width of the chart; a narrower page scrolls it inside its frame. */
  minWidth?: (data: T, width: number) => number;
  /** Null shows the chart, a text stands in its place. */
  empty: (data: T) => string | null;
  /** frame: the width that can be seen, at most width. */
  option: (data: T, look: Look, width: number, frame: number) => Option;
  table: (data: T) => TableData;
  textColumns?: ReadonlySet<number>;
}

/** New data is drawn at most this often; what the reader does is drawn at once. */
const REST = 14_500;

/** A chart with its figures as a table. It draws only when its data changed and it can be seen. */
export class ChartPanel<T> {
  private static readonly all = new Set<ChartPanel<unknown>>();
  private static readonly dirty = new Set<ChartPanel<unknown>>();
  private static frame = 0;
  private static paused = false;

  readonly element: HTMLElement;
  private readonly frameElement: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly message = el('p', { class: 'empty', hidden: true });
  private readonly details: HTMLDetailsElement;
  private readonly table: Table;
  private chart: Chart | null = null;
  private data: T | null = null;
  private json = '';
  private isVisible = false;
  private width = 0;
  private isCentered = false;
  private drawn = -REST;
  private timer: number | undefined;

  constructor(private readonly options: PanelOptions<T>) {
    this.canvas = el('div', { class: 'chart', role: 'img', 'aria-label': options.label });
    this.frameElement = el('div', { class: 'chart-frame' }, this.canvas);
    this.table = new Table(options.label, options.textColumns);
    const scroll = el('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': `${options.label}: table` }, this.table.element);
    this.details = el('details', { class: 'figures' }, el('summary', {}, 'Figures as a table'), scroll);
    this.details.addEventListener('toggle', () => this.invalidate());
    this.element = el('div', { class: 'panel' }, this.message, this.frameElement, this.details);

    new IntersectionObserver(entries => {
      this.isVisible = entries.at(-1)!.isIntersecting;
      this.schedule();
    }, { rootMargin: '100px' }).observe(this.element);
    new ResizeObserver(() => {
      const width = this.frameElement.clientWidth;
      if (width > 0 && width !== this.width) {
        this.width = width;
        this.invalidate();
      }
    }).observe(this.frameElement);
    ChartPanel.all.add(this as ChartPanel<unknown>);
  }

  /** Draws all charts anew, as after a change of theme. */
  static invalidateAll(): void {
    ChartPanel.all.forEach(panel => panel.invalidate());
  }

  /** While paused, charts keep their picture. */
  static pause(paused: boolean): void {
    ChartPanel.paused = paused;
    ChartPanel.all.forEach(panel => panel.schedule());
  }

  /** isAsked: the reader waits for this picture. */
  update(data: T, isAsked = false): void {
    const json = JSON.stringify(data);
    if (json === this.json) {
      return;
    }
    this.json = json;
    this.data = data;
    const rest = this.drawn + REST - performance.now();
    if (isAsked || rest <= 0) {
      this.invalidate();
    } else {
      this.timer ??= window.setTimeout(() => this.invalidate(), rest);
    }
  }

  /** Releases the chart; the panel must not be used afterwards. */
  dispose(): void {
    ChartPanel.all.delete(this as ChartPanel<unknown>);
    ChartPanel.dirty.delete(this as ChartPanel<unknown>);
    window.clearTimeout(this.timer);
    this.chart?.dispose();
    this.chart = null;
    this.data = null;
  }

  private invalidate(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    if (this.data !== null) {
      ChartPanel.dirty.add(this as ChartPanel<unknown>);
      this.schedule();
    }
  }

  // The browser calls no frame while the page is hidden, so a hidden dashboard draws nothing.
  private schedule(): void {
    if (ChartPanel.frame === 0 && !ChartPanel.paused && this.isVisible && ChartPanel.dirty.has(this as ChartPanel<unknown>)) {
      ChartPanel.frame = requestAnimationFrame(() => {
        ChartPanel.frame = 0;
        for (const panel of ChartPanel.dirty) {
          if (panel.isVisible) {
            ChartPanel.dirty.delete(panel);
            panel.draw();
          }
        }
      });
    }
  }

  /** The middle of a wide picture is seen first. */
  private centerOnce(room: number): void {
    if (!this.isCentered) {
      this.isCentered = true;
      requestAnimationFrame(() => (this.frameElement.scrollLeft = room / 2));
    }
  }

  private draw(): void {
    const data = this.data!;
    this.drawn = performance.now();
    const empty = this.options.empty(data);
    this.message.hidden = empty === null;
    if (empty !== null) {
      this.drawn = -REST;
    }
    this.frameElement.hidden = this.details.hidden = empty !== null;
    if (empty !== null) {
      setText(this.message, empty);
      return;
    }
    const width = this.frameElement.clientWidth;
    if (width === 0) {
      return;
    }
    const least = this.options.minWidth?.(data, width) ?? 0;
    const size = {
      width: Math.max(width, least),
      height: typeof this.options.height === 'number' ? this.options.height : this.options.height(data, width),
    };
    this.frameElement.toggleAttribute('data-scrolls', size.width > width);
    if (size.width > width) {
      this.frameElement.tabIndex = 0;
      this.centerOnce(size.width - width);
    } else {
      this.frameElement.removeAttribute('tabindex');
    }
    this.canvas.style.width = `${size.width}px`;
    this.canvas.style.height = `${size.height}px`;
    this.chart ??= create(this.canvas);
    if (this.chart.getWidth() !== size.width || this.chart.getHeight() !== size.height) {
      this.chart.resize({ ...size, animation: { duration: 0 } });
    }
    const colors = look();
    this.chart.setOption({ ...common(colors), ...this.options.option(data, colors, size.width, width) }, { replaceMerge: ['series'] });
    if (this.details.open) {
      this.table.update(this.options.table(data));
    }
  }
}
