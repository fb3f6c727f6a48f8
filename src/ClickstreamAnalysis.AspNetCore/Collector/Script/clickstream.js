// Sends the clicks of a page to the collector that serves this script:
//
//   <script src="/clicks/script.js" async></script>
//   <script>clickstream('buy', { price: 3 })</script>
//
// Attributes of the script element:
//   data-user    the id of a known user; without it, a random id that lives as long as the tab
//   data-cookie  keeps the random id in a cookie for so many days
//   data-manual  sends no page views, only what the page calls clickstream for
//
// It sends nothing when the browser asks not to be tracked. After a change: npm install && npm run build, and commit both files.
(() => {
  const DELAY = 1000, MOST_DELAY = 60000, QUEUE = 200, KEPT = 50, KEPT_KEY = 'clickstream.kept';

  // The characters of a request. Browsers send at most 64 KiB behind a page, and a character takes up to three bytes.
  const MOST_TEXT = 20000;

  const script = document.currentScript, options = script.dataset, early = window.clickstream;
  if (early && !early.q) return; // included twice

  const address = script.src.replace(/\/script\.js.*/, '');
  let queue = [], sending = 0, delay = DELAY, timer, page, site;

  const clickstream = window.clickstream = (event, properties) => {
    const click = JSON.stringify({
      id: newId(), user: clickstream.user, event, ts: Date.now(), page: path(), referrer: site || undefined,
      campaign: stored('campaign', new URLSearchParams(location.search).get('utm_campaign')), properties,
    });
    if (queue.length < QUEUE && click.length < MOST_TEXT) queue.push(click);
    plan();
  };
  if (navigator.doNotTrack == '1' || navigator.globalPrivacyControl) {
    window.clickstream = () => {};
    return;
  }

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('');

  // Neither queries nor fragments leave the page: they may hold secrets. A fragment that is a route is part of the path.
  const path = () => location.pathname + (/^#!?\//.test(location.hash) ? location.hash.split('?')[0] : '');

  // A value of the tab: a new one replaces the one before. Storage may be forbidden.
  const stored = (name, value) => {
    try {
      if (value) sessionStorage['clickstream.' + name] = value;
      return sessionStorage['clickstream.' + name];
    } catch {
      return value || undefined;
    }
  };

  const visitor = () => {
    const days = options.cookie;
    let id = days && /(?:^|; )clickstream=(\w+)/.exec(document.cookie)?.[1] || stored('id');
    id = id || stored('id', newId());
    if (days && id) {
      document.cookie = `clickstream=${id}; max-age=${days * 86400}; path=/; samesite=lax` + (location.protocol == 'https:' ? '; secure' : '');
    }
    return id;
  };

  const body = batch => `{"batch":[${batch}],"sentAt":${Date.now()}}`;

  // As many clicks of the queue as fit into a request.
  const firstOf = clicks => {
    let length = 0;
    return clicks.filter(click => (length += click.length) < MOST_TEXT);
  };

  const plan = () => {
    timer = timer || setTimeout(send, delay);
  };

  // Clicks leave the queue when the collector has them, or never will.
  const send = async () => {
    timer = 0;
    if (sending || !queue.length) return;
    const batch = firstOf(queue);
    sending = batch.length;
    let status = 503;
    try {
      status = (await fetch(address, { method: 'POST', body: body(batch), keepalive: true })).status;
    } catch {
      // Not reachable.
    }
    const failed = status == 408 || status == 429 || status >= 500;
    sending = 0;
    delay = failed ? Math.min(2 * delay, MOST_DELAY) : DELAY;
    if (!failed) queue = queue.filter(click => !batch.includes(click));
    if (queue.length) plan();
  };

  // What is being sent goes on without the page. What could not be sent before waits for the next page.
  const leave = () => {
    const hasFailed = delay > DELAY, rest = queue.splice(hasFailed ? 0 : sending);
    if (rest.length && (hasFailed || firstOf(rest).length < rest.length || !navigator.sendBeacon(address, body(rest)))) keep(rest);
  };

  const keep = clicks => {
    try {
      localStorage[KEPT_KEY] = JSON.stringify(JSON.parse(localStorage[KEPT_KEY] || '[]').concat(clicks).slice(-KEPT));
    } catch {
      // Storage is full or forbidden.
    }
  };

  const takeKept = () => {
    try {
      queue.push(...JSON.parse(localStorage[KEPT_KEY] || '[]').filter(click => click.length));
      delete localStorage[KEPT_KEY];
    } catch {
      // Storage is forbidden.
    }
    if (queue.length) plan();
  };

  const view = () => {
    const now = path();
    if (now != page) {
      if (page) site = location.origin + page;
      page = now;
      clickstream('view');
    }
  };

  const begin = () => {
    takeKept();
    site = document.referrer.split(/[?#]/)[0];
    clickstream.user = options.user || visitor();
    for (const call of early?.q || []) clickstream(...call);
    addEventListener('pagehide', leave);
    addEventListener('visibilitychange', () => document.hidden ? leave() : takeKept());
    if ('manual' in options) return;
    for (const method of ['pushState', 'replaceState']) {
      const original = history[method];
      history[method] = function (...args) {
        original.apply(this, args);
        view();
      };
    }
    addEventListener('popstate', view);
    addEventListener('pageshow', event => {
      if (event.persisted) page = '';
      view();
    });
    view();
  };

  if (document.prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
})();
