import type { Funnel, Funnels } from '../contract';
import { card, el, newId, setText } from '../dom';
import { number, percent, range, shortSpan, span } from '../format';
import { clean, shorten } from '../names';
import { histogramPanel } from './distributions';
import { stepsPanel, trendPanel } from './funnel-charts';

const ALL = '';

/** One card a funnel. */
export class FunnelList {
  readonly element = el('div', { class: 'cards' });
  private readonly cards = new Map<string, FunnelCard>();

  update({ funnels }: Funnels): void {
    for (const [name, old] of this.cards) {
      if (!funnels.some(funnel => funnel.name === name)) {
        old.dispose();
        this.cards.delete(name);
      }
    }
    for (const funnel of funnels) {
      let shown = this.cards.get(funnel.name);
      if (shown === undefined) {
        shown = new FunnelCard(funnel.name);
        this.cards.set(funnel.name, shown);
        this.element.append(shown.element);
      }
      shown.update(funnel);
    }
    if (funnels.length === 0 && this.element.childElementCount === 0) {
      this.element.append(el('p', { class: 'card note empty-card' },
        'This topology has no funnel. Add Funnel(…) to the stream of clicks to see at which step users drop off.'));
    } else if (funnels.length > 0) {
      this.element.querySelector('.empty-card')?.remove();
    }
  }
}

class FunnelCard {
  readonly element: HTMLElement;
  private readonly breakdown = el('select');
  private readonly control: HTMLElement;
  private readonly facts = el('p', { class: 'note' });
  private readonly steps;
  private readonly trend;
  private readonly times;
  private funnel: Funnel | null = null;
  private values = '';

  constructor(name: string) {
    const id = newId('breakdown');
    this.steps = stepsPanel(name);
    this.trend = trendPanel(name);
    this.times = histogramPanel(`Time to convert in the funnel ${shorten(name, 60)}`, 'Time', bucket => range(bucket.from, bucket.to, shortSpan), 170);
    this.breakdown.id = id;
    this.breakdown.addEventListener('change', () => this.draw(true));
    this.control = el('div', { class: 'bar' }, el('label', { for: id }, 'Users', this.breakdown));
    this.element = card(
      shorten(name, 100), null, this.control, this.steps.element,
      el('div', { class: 'columns' },
        el('div', {}, el('h4', {}, 'Time to convert'), this.facts, this.times.element),
        el('div', {}, el('h4', {}, 'Trend'), this.trend.element)));
  }

  update(funnel: Funnel): void {
    this.funnel = funnel;
    const values = funnel.breakdown.map(part => part.value);
    const key = JSON.stringify(values);
    if (key !== this.values) {
      this.values = key;
      const chosen = this.breakdown.value;
      this.breakdown.replaceChildren(el('option', { value: ALL }, 'All'), ...values.map((value, i) => el('option', { value: `v${i}` }, shorten(value, 60))));
      this.breakdown.value = values.length === 0 || this.breakdown.querySelector(`option[value="${chosen}"]`) === null ? ALL : chosen;
    }
    this.control.hidden = values.length === 0;
    this.draw();
  }

  dispose(): void {
    this.steps.dispose();
    this.trend.dispose();
    this.times.dispose();
    this.element.remove();
  }

  private draw(isAsked = false): void {
    const funnel = this.funnel!;
    const chosen = this.breakdown.value;
    const value = chosen === ALL ? undefined : funnel.breakdown[Number(chosen.slice(1))];
    const users = value === undefined ? funnel.users : value.users;
    const trend = value === undefined ? funnel.trend : funnel.trend.map(({ start }, i) => ({ start, users: value.trend[i] ?? [] }));
    this.steps.update({ steps: funnel.steps, users }, isAsked);
    this.trend.update(trend, isAsked);
    const times = value === undefined ? funnel.timeToConvert : value.timeToConvert;
    this.times.update({
      buckets: times?.histogram.map(bucket => ({ from: bucket.from / 1000, to: bucket.to / 1000, count: bucket.count })) ?? [],
      empty: times === null ? 'This funnel does not keep times. Let it keep them to see how long users take.' : value === undefined ? 'No user has finished this funnel yet.' : 'No user with this value has finished the funnel yet.',
    }, isAsked);
    setText(this.facts, times === null || times.count === 0 ? ''
      : `Half within ${span(times.median)}, nine of ten within ${span(times.p90)}, average ${span(times.average)}; ` +
        `${number(times.count)} converted (${percent(users[0] ? times.count / users[0] : null)})`);
    this.facts.hidden = this.facts.textContent === '';
    this.element.dataset.name = clean(funnel.name);
  }
}
