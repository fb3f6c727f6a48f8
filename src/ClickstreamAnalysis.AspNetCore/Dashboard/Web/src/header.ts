import type { Now } from './contract';
import { button, el, setText } from './dom';
import { clean } from './names';
import { ChartPanel } from './panel';
import { themeButton } from './theme';

const GOOD = new Set(['running']);
const BAD = new Set(['failed', 'stopped']);

/** The top of the page: whose dashboard it is, its state, the sections, and what the reader can set. */
export class Header {
  isPaused = false;
  private readonly name = el('h1', {}, 'Clickstream dashboard');
  private readonly state = el('span', { class: 'badge', id: 'state' }, 'connecting');
  private readonly links: HTMLAnchorElement[];

  constructor(element: HTMLElement, sections: Record<string, string>, onPause: (isPaused: boolean) => void) {
    this.links = Object.entries(sections).map(([id, title]) => el('a', { href: `#${id}` }, title));
    const pause = button('Pause', () => {
      this.isPaused = !this.isPaused;
      pause.setAttribute('aria-pressed', String(this.isPaused));
      onPause(this.isPaused);
    }, { id: 'pause', 'aria-pressed': 'false', title: 'Keep the figures as they are' });
    element.append(
      el('div', { class: 'identity' }, this.name, this.state),
      el('nav', { 'aria-label': 'Sections' }, ...this.links),
      el('div', { class: 'tools' }, pause, themeButton(() => ChartPanel.invalidateAll())));
  }

  select(section: string): void {
    for (const link of this.links) {
      if (link.hash === `#${section}`) {
        link.setAttribute('aria-current', 'page');
      } else {
        link.removeAttribute('aria-current');
      }
    }
  }

  update(now: Now): void {
    const title = clean(now.application);
    setText(this.name, title);
    if (document.title !== `${title} – dashboard`) {
      document.title = `${title} – dashboard`;
    }
    this.show(now.isPaused ? `${now.state}, paused` : now.state, GOOD.has(now.state) && !now.isPaused ? 'good' : BAD.has(now.state) ? 'bad' : 'warn');
  }

  show(state: string, kind: 'good' | 'warn' | 'bad' | 'unknown'): void {
    setText(this.state, state);
    this.state.className = `badge ${kind}`;
  }
}
