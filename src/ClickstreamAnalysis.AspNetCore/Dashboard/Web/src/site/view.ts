import type { Clicks, Funnels, Now, Site } from '../contract';
import { button, card, el, setText } from '../dom';
import { Figures } from '../figures';
import { decimal, hourMinute, number } from '../format';
import { bouncePanel, durationRange, eventRange, histogramPanel } from './distributions';
import { FunnelList } from './funnels';
import { lookup } from './lookup';
import { minutesPanel } from './minutes';
import { pathsPanel } from './paths';
import { RankedList } from './ranked';
import { ClickStream } from './stream';

const NO_SESSIONS = 'No session has closed in this span yet. Sessions close after the gap without events.';

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
  private readonly advice = el('p', { class: 'alert', hidden: true },
    'This topology has no insights, so users, sessions and pages are not counted. Add Insights() to the stream of clicks to see them here.');
  private readonly span = el('p', { class: 'note' });
  private readonly minutes = minutesPanel();
  private readonly durations = histogramPanel('Sessions by duration', 'Duration', durationRange);
  private readonly events = histogramPanel('Sessions by number of events', 'Events', eventRange);
  private readonly bounces = bouncePanel();
  private readonly funnelList = new FunnelList();
  private readonly pages = new RankedList('Top pages', 'Page', 'No page views yet.');
  private readonly entries = new RankedList('Entry pages', 'Page', 'No session has closed yet.');
  private readonly exits = new RankedList('Exit pages', 'Page', 'No session has closed yet.');
  private readonly referrers = new RankedList('Referrers', 'Referrer', 'No session came from another site yet.');
  private readonly campaigns = new RankedList('Campaigns', 'Campaign', 'No session came by a campaign yet. Links with utm_campaign are counted here.');
  private readonly paths = pathsPanel();
  private readonly stream = new ClickStream();
  private readonly insights: HTMLElement;

  constructor() {
    const ranked = el(
      'div', { class: 'cards' },
      at('span-4', this.pages.element), at('span-4', this.entries.element), at('span-4', this.exits.element),
      at('span-6', this.referrers.element), at('span-6', this.campaigns.element));
    const whole = button('Whole names', () => {
      const isWhole = ranked.classList.toggle('whole-names');
      whole.setAttribute('aria-pressed', String(isWhole));
    }, { 'aria-pressed': 'false' });

    this.insights = el(
      'div', {},
      el('div', { class: 'cards' },
        card('Minutes', 'The last hour by event time.', this.minutes.element),
        at('span-4', card('Session duration', null, this.durations.element)),
        at('span-4', card('Events in a session', null, this.events.element)),
        at('span-4', card('Bounce rate', 'Sessions that are not engaged; without a rule for that, sessions of one event.', this.bounces.element))));
    this.element = el(
      'div', { class: 'view', id: 'view-site' },
      el('h2', {}, 'Now'), this.advice, this.figures.element,
      el('div', { class: 'heading' }, el('h2', {}, 'Sessions'), this.span), this.insights,
      el('h2', {}, 'Funnels'), this.funnelList.element,
      el('div', { class: 'heading' }, el('h2', {}, 'Pages and sources'), whole), ranked,
      el('h2', {}, 'Paths and visitors'),
      el('div', { class: 'cards' },
        card('Paths', 'From the first page of a session to the next ones.', this.paths.element),
        lookup(), this.stream.element));
  }

  now(now: Now): void {
    const late = now.counts;
    this.figures.set('users', number(now.activeUsers), now.activeUsers === null ? 'not counted' : 'in the last 5 minutes');
    this.figures.set('open', number(now.openSessions));
    this.figures.set('opened', number(now.openedPerMinute));
    this.figures.set('closed', number(now.closedPerMinute));
    this.figures.set('clicks', decimal(now.clicksPerSecond), `${number(late.late)} late, ${number(late.rejected)} poison, ${number(late.guarded)} guarded`);
  }

  site(site: Site): void {
    this.advice.hidden = site.hasInsights;
    const noInsights = 'Not counted without insights.';
    setText(this.span, site.hasInsights ? `${hourMinute(site.from)} to ${hourMinute(site.to)}, ${number(site.closedSessions)} sessions closed` : '');
    this.minutes.update({ minutes: site.minutes, empty: site.hasInsights ? 'No minute has passed yet. The chart starts with the first clicks.' : noInsights });
    for (const key of ['users', 'open', 'opened', 'closed'] as const) {
      this.figures.show(key, site.hasInsights);
    }
    const empty = site.hasInsights ? NO_SESSIONS : noInsights;
    this.durations.update({ buckets: site.durations, empty });
    this.events.update({ buckets: site.events, empty });
    this.bounces.update({ rate: site.bounceRate, sessions: site.closedSessions, empty });
    const unranked = site.hasInsights ? undefined : noInsights;
    this.pages.update(site.pages, unranked);
    this.entries.update(site.entries, unranked);
    this.exits.update(site.exits, unranked);
    this.referrers.update(site.referrers, unranked);
    this.campaigns.update(site.campaigns, unranked);
    this.paths.update({ paths: site.paths, empty: site.hasInsights ? 'No page views have followed each other yet.' : noInsights });
  }

  funnels(funnels: Funnels): void {
    this.funnelList.update(funnels);
  }

  clicks(clicks: Clicks): void {
    this.stream.add(clicks);
  }
}

function at(place: string, element: HTMLElement): HTMLElement {
  element.classList.add(place);
  return element;
}
