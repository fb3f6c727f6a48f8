import type { Engine, Log, Now } from '../contract';
import { card, el, setText } from '../dom';
import { Figures } from '../figures';
import { decimal, number, span } from '../format';
import { clean } from '../names';
import { History, latencyPanel, throughputPanel } from './history';
import { InstanceList } from './instances';
import { LogList } from './log';
import { memoryOf, memoryPanel } from './memory';
import { topologyPanel } from './topology';

/** What those look at who run the application. */
export class EngineView {
  readonly element: HTMLElement;
  private readonly figures = new Figures({
    rate: 'Clicks a second',
    lag: 'Lag in records',
    latency: 'End-to-end latency',
    commit: 'Commit time',
    instances: 'Instances',
  });
  private readonly counts = new Figures({
    read: 'Clicks read',
    late: 'Late',
    rejected: 'Poison (unreadable)',
    guarded: 'Guarded (implausible time)',
    failed: 'Failed',
  }, 'small');
  private readonly failure = el('p', { class: 'alert bad', hidden: true });
  private readonly silent = el('p', { class: 'alert', hidden: true });
  private readonly unreadable = el('p', { class: 'alert', hidden: true });
  private readonly oversized = el('p', { class: 'alert', hidden: true });
  private readonly history = new History();
  private readonly throughput = throughputPanel();
  private readonly latency = latencyPanel();
  private readonly memory = memoryPanel();
  private readonly topology = topologyPanel();
  private readonly instances = new InstanceList();
  private readonly log = new LogList();

  constructor() {
    this.element = el(
      'div', { class: 'view', id: 'view-engine' },
      el('h2', {}, 'Now'), this.failure, this.silent, this.unreadable, this.oversized, this.figures.element, this.counts.element,
      el('h2', {}, 'Load'),
      el('div', { class: 'cards' },
        half(card('Rate and lag', 'Of all instances, while this page is open.', this.throughput.element)),
        half(card('Latency and commit time', 'From the time in the record to the commit of its results.', this.latency.element)),
        card('Memory', 'By part; the dashed line is the budget.', this.memory.element)),
      el('h2', {}, 'Instances'), this.instances.element,
      el('h2', {}, 'Topology and log'),
      el('div', { class: 'cards' },
        card('Topology', '▭ topic, ▶ source, ● operator, ◆ sink; a cylinder is a store. Figures are records a second.', this.topology.element), this.log.element));
  }

  now(now: Now): void {
    show(this.failure, now.failure === null ? '' : `The application has failed: ${clean(now.failure)}`);
    show(this.silent, now.silent.length === 0 ? '' : `No answer from ${now.silent.map(clean).join(', ')}. Figures are without ${now.silent.length === 1 ? 'this instance' : 'these instances'}.`);
    show(this.unreadable, now.unreadable.length === 0 ? '' :
      `The answer of ${now.unreadable.map(clean).join(', ')} cannot be read in full. Run the same version on all instances. Figures are without what is missing.`);
    show(this.oversized, now.oversized.length === 0 ? '' :
      `The answer of ${now.oversized.map(clean).join(', ')} is too large. Raise MaxPeerAnswerBytes on this instance. Site and funnels are without what is missing.`);
    this.figures.set('rate', decimal(now.clicksPerSecond));
    this.figures.set('lag', number(now.lag));
    this.figures.set('latency', span(now.latency?.p50 ?? null), now.latency === null ? 'no commit in the last 10 s' : `median; p99 ${span(now.latency.p99)}`);
    this.figures.set('commit', span(now.commit?.p50 ?? null), now.commit === null ? 'no commit in the last 10 s' : `median; p99 ${span(now.commit.p99)}`);
    this.figures.set('instances', number(now.instances), 
      [[now.silent, 'silent'], [now.unreadable, 'unreadable'], [now.oversized, 'too large']].filter(([some]) => some!.length > 0).map(([some, what]) => `${number(some!.length)} ${what}`).join(', '));
    for (const key of ['read', 'late', 'rejected', 'guarded', 'failed'] as const) {
      this.counts.set(key, number(now.counts[key]));
    }
    const points = this.history.add(now);
    this.throughput.update(points);
    this.latency.update(points);
  }

  engine(engine: Engine): void {
    this.memory.update(memoryOf(engine.instances));
    this.topology.update(engine.topology);
    this.instances.update(engine.instances);
  }

  addLog(log: Log): void {
    this.log.add(log);
  }

  /** The server sends its recent messages again when the connection comes back. */
  clearLog(): void {
    this.log.clear();
  }
}

function half(element: HTMLElement): HTMLElement {
  element.classList.add('span-6');
  return element;
}

function show(element: HTMLElement, text: string): void {
  setText(element, text);
  element.hidden = text === '';
}
