import { Connection } from './connection';
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

// While the reader has paused the page, the newest of each kind is kept for later. Clicks of that time are left out; messages never are.
const waiting = new Map<keyof FeedEvents, () => void>();
const header = new Header(document.getElementById('header')!, { site: 'Site', engine: 'Engine' }, isPaused => {
  ChartPanel.pause(isPaused);
  if (!isPaused) {
    waiting.forEach(apply => apply());
    waiting.clear();
  }
});

function handle<K extends keyof FeedEvents>(name: K): (data: FeedEvents[K]) => void {
  return data => {
    if (!header.isPaused || name === 'log') {
      handlers[name](data);
    } else if (name !== 'clicks') {
      waiting.set(name, () => handlers[name](data));
    }
  };
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
