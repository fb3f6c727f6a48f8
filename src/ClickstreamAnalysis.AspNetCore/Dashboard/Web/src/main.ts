import { Connection } from './connection';
import { Feed } from './feed';
import { Header } from './header';
import { ChartPanel } from './panel';
import { SiteView } from './site/view';

const main = document.getElementById('main')!;
const site = new SiteView();
main.replaceChildren(site.element);

const connection = new Connection(document.getElementById('connection')!);
const header = new Header(document.getElementById('header')!, { site: 'Site', engine: 'Engine' }, isPaused => ChartPanel.pause(isPaused));

new Feed('feed', {
  now: now => {
    header.update(now);
    site.now(now);
  },
  site: data => site.site(data),
  funnels: () => {},
  engine: () => {},
  clicks: () => {},
  log: () => {},
}, status => connection.update(status)).open();
