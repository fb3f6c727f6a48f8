// Invented figures in the shape of src/contract.ts, with names that try to do harm.

const random = (() => {
  let seed = 42;
  return () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
})();
const about = (value, spread = 0.2) => Math.max(0, Math.round(value * (1 + (random() - 0.5) * 2 * spread)));

const pages = ['/', '/products', '/products/espresso-machine', '/products/hand-grinder', '/cart', '/checkout', '/checkout/payment', '/thank-you',
  '/search', '/about', '/help/returns', '/blog/how-to-dial-in-a-new-coffee-without-wasting-half-of-the-bag',
  '<script>window.hacked=1</script>', '<img src=x onerror=window.hacked=1>', '{a|b}', 'javascript:window.hacked=1', '\u202Egnp.exe', '/café/☕️/日本語',
  '/x/' + 'long'.repeat(500), '__proto__'];
const ranked = (names, top) => names.map((name, i) => ({ name, count: about(top / (i + 1), 0.1), before: i % 5 === 4 ? null : about(top / (i + 1), 0.3) }))
  .sort((a, b) => b.count - a.count);
const minuteStart = () => Math.floor(Date.now() / 60000) * 60000;

export function events(mode) {
  const isEmpty = mode === 'empty';
  const hasInsights = mode !== 'plain';
  const none = isEmpty ? () => [] : list => list;
  const started = Date.now();
  const counts = { read: 1_204_551, late: 312, rejected: 17, guarded: 4, failed: 0 };
  let offset = 88_120;

  const now = () => {
    const rate = isEmpty ? 0 : about(1840, 0.1);
    counts.read += rate;
    counts.late += Math.round(random());
    return {
      at: Date.now(), application: 'shop', state: mode === 'down' ? 'restoring' : 'running', isPaused: false, failure: null,
      activeUsers: hasInsights ? (isEmpty ? 0 : about(3120, 0.03)) : null,
      openSessions: hasInsights ? (isEmpty ? 0 : about(4015, 0.02)) : null,
      openedPerMinute: hasInsights ? (isEmpty ? 0 : about(640, 0.1)) : null,
      closedPerMinute: hasInsights ? (isEmpty ? 0 : about(610, 0.1)) : null,
      clicksPerSecond: rate, lag: isEmpty ? 0 : about(900, 0.6),
      latency: isEmpty ? null : { p50: about(140), p99: about(980) },
      commit: isEmpty ? null : { p50: about(12), p99: about(48) },
      counts: isEmpty ? { read: 0, late: 0, rejected: 0, guarded: 0, failed: 0 } : { ...counts },
      instances: 2, silent: mode === 'down' ? ['http://10.0.0.7:5000'] : [], unreadable: mode === 'down' ? ['http://10.0.0.8:5000'] : [], oversized: mode === 'down' ? ['http://10.0.0.9:5000'] : [],
    };
  };

  const site = () => ({
    at: Date.now(), from: minuteStart() - 3_600_000, to: minuteStart(), hasInsights,
    minutes: !hasInsights || isEmpty ? [] : Array.from({ length: 60 }, (_, i) => {
      const wave = 1 + 0.3 * Math.sin(i / 8);
      return { start: minuteStart() - (60 - i) * 60_000, clicks: about(110_000 * wave, 0.05), users: about(1900 * wave, 0.05), opened: about(640 * wave, 0.1), closed: about(600 * wave, 0.1) };
    }),
    closedSessions: isEmpty || !hasInsights ? 0 : 36_512, bounceRate: isEmpty || !hasInsights ? null : 0.382 + random() / 100,
    durations: none(hasInsights ? [0, 10, 30, 60, 180, 600, 1800].map((from, i, all) => ({ from, to: all[i + 1] ?? null, count: about([9100, 4200, 5100, 7900, 6100, 3200, 900][i], 0.05) })) : []),
    events: none(hasInsights ? [1, 2, 3, 5, 10, 20, 50].map((from, i, all) => ({ from, to: all[i + 1] ?? null, count: about([13_900, 5200, 6100, 5900, 3100, 1800, 500][i], 0.05) })) : []),
    pages: none(hasInsights ? ranked(pages, 52_000) : []),
    entries: none(hasInsights ? ranked(pages.slice(0, 9), 21_000) : []),
    exits: none(hasInsights ? ranked([...pages.slice(4, 8), ...pages.slice(0, 4)], 14_000) : []),
    referrers: none(hasInsights ? ranked(['www.google.com', 'www.bing.com', 'news.ycombinator.com', 'instagram.com', '<b>evil.example</b>', 'javascript:alert(1)'], 9000) : []),
    campaigns: none(hasInsights ? ranked(['spring-sale', 'newsletter-2026-11', 'retargeting', '{name|x}'], 4000) : []),
    paths: none(hasInsights ? paths() : []),
  });

  const paths = () => {
    const list = [];
    const names = [...pages.slice(0, 9), '<script>window.hacked=1</script>', '{a|b}'];
    for (let step = 1; step <= 4; step++) {
      names.forEach((from, i) => {
        names.forEach((to, j) => {
          if ((i * 7 + j * 3 + step) % 4 === 0) {
            list.push({ step, from, to, count: about(4000 / (i + 1) / (j + 1) / step, 0.1) + 1 });
          }
        });
        list.push({ step, from, to: null, count: about(1500 / (i + 1) / step, 0.1) + 1 });
      });
    }
    return list;
  };

  const funnel = (name, steps, first, hasTimes) => {
    const fall = (users, seed) => steps.map((_, i) => about(users * [1, 0.46, 0.31, 0.12, 0.08][i] * (i === 0 ? 1 : seed), 0.02));
    const times = (users, slower) => (hasTimes ? {
      count: about(users * 0.08), average: 412_000 * slower, median: 305_000 * slower, p90: 930_000 * slower,
      histogram: [0, 60, 120, 300, 600, 1200].map((from, i, all) => ({ from: from * 1000, to: (all[i + 1] ?? 3600) * 1000, count: about([80, 190, 420, 380, 210, 60][i] * users / first) })),
    } : null);
    return {
      name, steps, users: fall(first, 1),
      breakdown: ['mobile', 'desktop', '<i>tablet</i>'].map((value, i) => ({
        value, users: fall(first / (i + 2), 1 - i / 10), trend: Array.from({ length: hasTimes ? 24 : 0 }, () => fall(first / (i + 2) / 24, 0.7 + random() / 3)),
        timeToConvert: times(first / (i + 2), 1.3 - i / 5),
      })),
      trend: Array.from({ length: hasTimes ? 24 : 0 }, (_, i) => ({ start: minuteStart() - (24 - i) * 3_600_000, users: fall(first / 24, 0.9 + random() / 5) })),
      timeToConvert: times(first, 1),
    };
  };
  const funnels = () => ({
    at: Date.now(),
    funnels: mode === 'plain' ? [] : [
      funnel('checkout', ['View product', 'Add to cart', 'Start checkout', 'Enter payment details', 'Purchase'], isEmpty ? 0 : 18_300, !isEmpty),
      funnel('newsletter {a|b}', ['Open the page of the newsletter <b>', 'Subscribe'], isEmpty ? 0 : 2100, false),
    ],
  });

  const clicks = () => ({
    skipped: isEmpty ? 0 : about(1800),
    clicks: isEmpty ? [] : Array.from({ length: 12 }, (_, i) => {
      const mark = random() < 0.9 ? 'ok' : ['late', 'poison', 'guarded'][i % 3];
      return {
        partition: i % 4, offset: offset++, time: mark === 'poison' ? null : Date.now() - about(400), user: mark === 'poison' ? null : `visitor-${about(5000, 0.9)}`,
        name: mark === 'poison' ? null : ['page_view', 'page_view', 'add_to_cart', 'search'][i % 4], page: mark === 'poison' ? null : pages[about(9, 1) % pages.length],
        mark, reason: { ok: null, late: 'later than 5 min', poison: 'not JSON', guarded: 'event time 3 h ahead' }[mark],
      };
    }),
  });

  const restored = () => Math.min(900_000, Math.round((Date.now() - started) * 9));
  const instance = (id, isThis, group) => ({
    id, address: `http://10.0.0.${group}:5000`, isThis, state: mode === 'down' ? 'restoring' : 'running', since: started - 5_400_000,
    memory: { budget: 512 * 1048576, parts: [['sessions cache', 180], ['RocksDB blocks', 90], ['memtables', 48], ['read buffers', 22], ['other', 14]].map(([name, mebibytes]) => ({ name, bytes: about(mebibytes * 1048576, 0.05) })) },
    threads: [{ name: `${id}-thread-1`, state: 'running' }, { name: `${id}-thread-2`, state: 'running' }],
    tasks: [0, 1, 2, 3].map(partition => ({
      id: `0_${partition * 2 + group}`, status: mode === 'down' ? 'restoring' : 'running', streamTime: isEmpty ? null : Date.now() - 900, lag: about(110, 0.9),
      restored: mode === 'down' ? restored() : 0, toRestore: mode === 'down' ? 900_000 : 0,
      inputs: [{ topic: 'clicks', partition: partition * 2 + group, lag: about(110, 0.9) }],
    })),
    waits: mode === 'down' ? ['0_1 waits for its state to be restored'] : [],
    work: mode === 'down' ? [{ text: 'Restoring sessions of task 0_1', fraction: restored() / 900_000, timeLeft: (900_000 - restored()) / 9 }] : [],
    recoveries: group,
  });
  const node = (id, name, kind, group = 0) => ({ id, name, kind, group });
  const edge = (from, to, perSecond = about(1800), lag = null) => ({ from, to, perSecond, lag });
  const engine = () => ({
    at: Date.now(), instances: [instance('shop-a', true, 0), instance('shop-b', false, 1)],
    topology: {
      nodes: [node('t0', 'clicks', 'topic'), node('s0', 'source', 'source'), node('o1', 'parse', 'operator'), node('o2', 'sessions', 'operator'), node('st', 'sessions-store', 'store'),
        node('o3', 'funnel checkout', 'operator'), node('st2', 'funnel-store', 'store'), node('o4', 'insights', 'operator'), node('st3', 'insights-store', 'store'),
        node('o5', 'filter {a|b}', 'operator'), node('k1', 'closed-sessions', 'sink'), node('t1', 'sessions-closed', 'topic'), node('k2', 'rejected', 'sink'), node('t2', 'clicks-rejected-<b>', 'topic'),
        node('s1', 'source 2', 'source', 1), node('o6', 'count by user', 'operator', 1), node('st4', 'counts-store', 'store', 1), node('k3', 'counts-by-user', 'sink', 1), node('t3', 'counts-by-user', 'topic')],
      edges: [edge('t0', 's0', about(1840), about(900)), edge('s0', 'o1'), edge('o1', 'o2'), edge('o2', 'st', null), edge('o2', 'o3', about(610)), edge('o3', 'st2', null), edge('o2', 'o4', about(610)),
        edge('o4', 'st3', null), edge('o2', 'o5', about(610)), edge('o5', 'k1', about(300)), edge('k1', 't1', about(300)), edge('o1', 'k2', 0.2), edge('k2', 't2', 0.2),
        edge('t1', 's1', about(300), 4), edge('s1', 'o6', about(300)), edge('o6', 'st4', null), edge('o6', 'k3', about(300)), edge('k3', 't3', about(300))],
    },
  });

  const messages = isEmpty ? [] : [
    { at: started - 61_000, level: 'information', text: 'Started 2 threads with 4 tasks each.' },
    { at: started - 30_000, level: 'warning', text: 'The record of clicks-2 at offset 88127 could not be read and was sent to clicks-rejected. <script>window.hacked=1</script>' },
    { at: started - 8_000, level: 'error', text: 'A commit took 2.4 s, longer than 2 s.' }];
  const log = isFirst => ({ messages: (isFirst ? messages : []).concat(isEmpty || isFirst ? [] : [{ at: Date.now(), level: 'information', text: 'Committed 8 tasks.' }]) });

  return { now, site, funnels, engine, clicks, log };
}

export function lookUp(user) {
  if (user.startsWith('nobody')) {
    return { status: 'notFound', message: null, sessions: [] };
  }
  if (user.startsWith('restoring')) {
    return { status: 'restoring', message: 'The store sessions is being restored.', sessions: [] };
  }
  return {
    status: 'found', message: null,
    sessions: [{ store: 'sessions', start: Date.now() - 492_000, end: Date.now() - 4_000, events: 14, pageViews: 9, entryPage: '/', exitPage: '<img src=x onerror=window.hacked=1>', referrer: 'www.google.com', campaign: null }],
  };
}
