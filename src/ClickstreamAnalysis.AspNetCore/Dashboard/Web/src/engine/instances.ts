import type { Instance } from '../contract';
import { card, el, setText } from '../dom';
import { dateTime, number, percent, span, time, wholePercent } from '../format';
import { clean, shorten } from '../names';
import { Table } from '../table';

/** One card an instance: its state, threads, what it waits for and works on, and its tasks. */
export class InstanceList {
  readonly element = el('div', { class: 'cards' });
  private isVisible = false;
  private latest: Instance[] = [];
  private readonly cards = new Map<string, InstanceCard>();

  constructor() {
    new IntersectionObserver(entries => {
      this.isVisible = entries.at(-1)!.isIntersecting;
      this.draw();
    }, { rootMargin: '100px' }).observe(this.element);
  }

  update(instances: Instance[]): void {
    this.latest = instances;
    this.draw();
  }

  /** The tables of many tasks are changed only where they are seen, once they are there. */
  private draw(): void {
    const instances = this.latest;
    if (!this.isVisible && this.cards.size > 0) {
      return;
    }
    for (const [id, old] of this.cards) {
      if (!instances.some(instance => instance.id === id)) {
        old.element.remove();
        this.cards.delete(id);
      }
    }
    for (const instance of instances) {
      let shown = this.cards.get(instance.id);
      if (shown === undefined) {
        shown = new InstanceCard(instance);
        this.cards.set(instance.id, shown);
        this.element.append(shown.element);
      }
      shown.update(instance);
    }
  }
}

const FACTS = ['State', 'Since', 'Address', 'Threads', 'Tasks', 'Lag', 'Recoveries'] as const;

class InstanceCard {
  readonly element: HTMLElement;
  private readonly facts = new Map<string, HTMLElement>(FACTS.map(name => [name, el('dd')]));
  private readonly work = el('ul', { class: 'plain work' });
  private readonly waits = el('ul', { class: 'plain' });
  private readonly tasks: Table;
  private readonly restore = el('div', { class: 'restore', hidden: true });
  private readonly restoreBar = el('progress', { max: '1', 'aria-label': 'Restore progress' });
  private readonly restoreText = el('span');

  constructor(instance: Instance) {
    const name = shorten(instance.id, 60);
    this.tasks = new Table(`Tasks of ${name}`, new Set([0, 1, 2]));
    this.tasks.element.classList.add('tasks');
    this.restore.append(this.restoreText, this.restoreBar);
    this.element = card(
      instance.isThis ? `${name} (this one)` : name, null,
      el('dl', { class: 'facts' }, ...FACTS.map(fact => el('div', {}, el('dt', {}, fact), this.facts.get(fact)!))),
      this.restore, this.work, this.waits,
      el('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': `Tasks of ${name}` }, this.tasks.element));
    this.element.classList.add('span-6');
  }

  update(instance: Instance): void {
    const lag = instance.tasks.reduce((sum, task) => sum + task.lag, 0);
    const facts: Record<(typeof FACTS)[number], string> = {
      State: instance.state,
      Since: dateTime(instance.since),
      Address: instance.address === null ? 'none' : clean(instance.address),
      Threads: threads(instance),
      Tasks: number(instance.tasks.length),
      Lag: number(lag),
      Recoveries: number(instance.recoveries),
    };
    FACTS.forEach(fact => setText(this.facts.get(fact)!, facts[fact]));
    this.showRestore(instance);
    showWork(this.work, instance.work);
    showLines(this.waits, instance.waits.map(wait => `Waits: ${clean(wait)}`));
    this.tasks.update({
      columns: ['Task', 'Status', 'Inputs', 'Stream time', 'Lag', 'Restored'],
      rows: instance.tasks.map(task => [
        clean(task.id), task.status, task.inputs.map(input => `${shorten(input.topic, 40)}-${input.partition}`).join(', '),
        task.streamTime === null ? '–' : moment(task.streamTime), number(task.lag),
        task.toRestore === 0 ? '–' : percent(task.restored / task.toRestore),
      ]),
    });
  }

  private showRestore({ tasks }: Instance): void {
    const all = tasks.reduce((sum, task) => sum + task.toRestore, 0);
    const done = tasks.reduce((sum, task) => sum + task.restored, 0);
    this.restore.hidden = all === 0 || done >= all;
    if (!this.restore.hidden) {
      this.restoreBar.value = done / all;
      setText(this.restoreText, `Restored ${number(done)} of ${number(all)} records (${wholePercent(done / all)})`);
    }
  }
}

/** Stream time is near the present, and its date then says nothing. */
const moment = (at: number): string => (Math.abs(Date.now() - at) < 43_200_000 ? time(at) : dateTime(at));

function threads({ threads }: Instance): string {
  const states = new Map<string, number>();
  threads.forEach(thread => states.set(thread.state, (states.get(thread.state) ?? 0) + 1));
  return states.size === 0 ? '0' : [...states].map(([state, count]) => `${number(count)} ${state}`).join(', ');
}

function showLines(list: HTMLUListElement, lines: string[]): void {
  while (list.children.length > lines.length) {
    list.lastElementChild!.remove();
  }
  lines.forEach((line, i) => setText(list.children[i] ?? list.appendChild(el('li')), line));
  list.hidden = lines.length === 0;
}

function showWork(list: HTMLUListElement, work: Instance['work']): void {
  while (list.children.length > work.length) {
    list.lastElementChild!.remove();
  }
  work.forEach((item, i) => {
    const line = list.children[i] ?? list.appendChild(el('li', {}, el('span'), el('progress', { max: '1' })));
    const text = `${clean(item.text)}: ${wholePercent(item.fraction)}${item.timeLeft === null ? '' : `, about ${span(item.timeLeft)} left`}`;
    setText(line.firstElementChild!, text);
    const bar = line.lastElementChild as HTMLProgressElement;
    bar.value = Math.min(1, Math.max(0, item.fraction));
    if (bar.getAttribute('aria-label') !== item.text) {
      bar.setAttribute('aria-label', clean(item.text));
    }
  });
  list.hidden = work.length === 0;
}
