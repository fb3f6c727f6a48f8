import type { Now, Site } from '../contract';
import { card, el } from '../dom';
import { Figures } from '../figures';
import { decimal, number } from '../format';
import { minutesPanel } from './minutes';

/** What the owner of a site looks at. */
export class SiteView {
  readonly element: HTMLElement;
  private readonly figures = new Figures({
    users: 'Users active now',
    open: 'Open sessions',
    opened: 'Sessions opened a minute',
    closed: 'Sessions closed a minute',
    clicks: 'Clicks a second',
  });
  private readonly minutes = minutesPanel();

  constructor() {
    this.element = el(
      'div', { class: 'view', id: 'view-site' },
      el('h2', {}, 'Now'),
      this.figures.element,
      el('div', { class: 'cards' }, card('The last hour', null, this.minutes.element)));
  }

  now(now: Now): void {
    this.figures.set('users', number(now.activeUsers), 'in the last 5 minutes');
    this.figures.set('open', number(now.openSessions));
    this.figures.set('opened', number(now.openedPerMinute));
    this.figures.set('closed', number(now.closedPerMinute));
    this.figures.set('clicks', decimal(now.clicksPerSecond));
  }

  site(site: Site): void {
    this.minutes.update(site.minutes);
  }
}
