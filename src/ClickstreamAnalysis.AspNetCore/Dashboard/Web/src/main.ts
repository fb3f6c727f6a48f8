import { Connection } from './connection';
import type { Clicks, Log } from './contract';
import { el } from './dom';
import { EngineView } from './engine/view';
import { Feed } from './feed';
import type { FeedEvents } from './feed';
import { Header } from './header';
import { ChartPanel } from './panel';
import { SiteView } from './site/view';

const main = document.getElementById('main')!;
const site = new SiteView();
const engine = new EngineView();
const sections = { site: site.element, engine: engine.element };
main.replaceChildren(site.element, engine.element);
document.getElementById('footer')!.append(
  el('p', {}, 'Served by ClickstreamAnalysis.AspNetCore. Charts: Apache ECharts, Apache License 2.0.'));

const connection = new Connection(document.getElementById('connection')!);
const handlers: { [K in keyof FeedEvents]: (data: FeedEvents[K]) => void } = {
  now: now => {
    header.update(now);
    site.now(now);
    engine.now(now);
  },
  site: data => site.site(data),
  funnels: data => site.funnels(data),
  engine: data => engine.engine(data),
  clicks: data => site.clicks(data),
  log: data => engine.addLog(data),
};

// All that arrives is applied in one frame. There are none while the page is hidden, so what waits is bounded: the newest figures, the last
// clicks and messages. While the reader has paused the page, figures wait too; clicks of that time are left out, messages never are.
const waiting: { [K in keyof FeedEvents]?: FeedEvents[K] } = {};
// What a second brings comes in several messages, which wait for each other, so that there is one frame a second and not one a message.
const GATHER = 120;
let isScheduled = false;
const header = new Header(document.getElementById('header')!, { site: 'Site', engine: 'Engine' }, isPaused => {
  ChartPanel.pause(isPaused);
  schedule();
});

function handle<K extends keyof FeedEvents>(name: K): (data: FeedEvents[K]) => void {
  return data => {
    const before = waiting[name];
    if (name === 'log' && before !== undefined) {
      (before as Log).messages = [...(before as Log).messages, ...(data as Log).messages].slice(-100);
    } else if (name === 'clicks' && before !== undefined) {
      waiting.clicks = { clicks: [...(before as Clicks).clicks, ...(data as Clicks).clicks].slice(-100), skipped: (data as Clicks).skipped };
    } else {
      waiting[name] = data;
    }
    schedule();
  };
}

function schedule(): void {
  if (!isScheduled) {
    isScheduled = true;
    window.setTimeout(() => requestAnimationFrame(applyAll), GATHER);
  }
}

function applyAll(): void {
  isScheduled = false;
  for (const name of Object.keys(waiting) as (keyof FeedEvents)[]) {
    if (!header.isPaused || name === 'log') {
      apply(name);
    } else if (name === 'clicks') {
      delete waiting.clicks;
    }
  }
}

function apply<K extends keyof FeedEvents>(name: K): void {
  const data = waiting[name] as FeedEvents[K];
  delete waiting[name];
  handlers[name](data);
}

function select(): void {
  const section = location.hash === '#engine' ? 'engine' : 'site';
  for (const [id, element] of Object.entries(sections)) {
    element.hidden = id !== section;
  }
  header.select(section);
}

window.addEventListener('hashchange', () => {
  select();
  window.scrollTo(0, 0);
});
// The hash names the section, so the link must not change it.
document.getElementById('skip')!.addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
select();

new Feed('feed', {
  now: handle('now'), site: handle('site'), funnels: handle('funnels'), engine: handle('engine'), clicks: handle('clicks'), log: handle('log'),
}, status => {
  if (connection.update(status)) {
    engine.clearLog();
  }
  if (status.kind === 'lost') {
    header.show('not connected', 'bad');
  }
}).open();
