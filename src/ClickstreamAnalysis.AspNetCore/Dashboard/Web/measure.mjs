// What an open dashboard costs the browser. Usage: node measure.mjs URL [MINUTES [WIDTHxHEIGHT [SCROLL]]]
// Prints, each minute, what part of one core each kind of browser process took, what the page spent it on, and what it holds after a
// collection of garbage. CHROMIUM names the browser; it is started headless, alone and with an empty profile, over a pipe.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [url, minutes = '3', size = '1280x800', scroll = '0'] = process.argv.slice(2);
if (url === undefined) {
  console.error('Usage: node measure.mjs URL [MINUTES [WIDTHxHEIGHT [SCROLL]]], for example http://127.0.0.1:5080/#engine 60 1280x800');
  process.exit(2);
}

const profile = await mkdtemp(join(tmpdir(), 'dashboard-measure-'));
const chromium = spawn(process.env.CHROMIUM ?? 'chromium', [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-extensions', '--disable-background-networking', '--disable-component-update',
  `--user-data-dir=${profile}`, `--window-size=${size.replace('x', ',')}`, '--remote-debugging-pipe', 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

const waiting = new Map();
let last = 0;
let text = '';
chromium.stdio[4].setEncoding('utf8').on('data', part => {
  const messages = (text + part).split('\0');
  text = messages.pop();
  for (const { id, result, error } of messages.map(message => JSON.parse(message))) {
    waiting.get(id)?.(error === undefined ? result : Promise.reject(new Error(error.message)));
    waiting.delete(id);
  }
});
const send = (method, params = {}, sessionId = undefined) => new Promise(resolve => {
  waiting.set(++last, resolve);
  chromium.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
});

/** Seconds of processor time since each kind of process began. */
async function processes() {
  const seconds = { browser: 0, renderer: 0, GPU: 0, other: 0 };
  let resident = 0;
  for (const { type, id, cpuTime } of (await send('SystemInfo.getProcessInfo')).processInfo) {
    seconds[type in seconds ? type : 'other'] += cpuTime;
    resident += await rss(id);
  }
  return { seconds, resident };
}

/** MiB of memory of a process; zero where there is no /proc. */
async function rss(id) {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

try {
  const { targetId } = await send('Target.createTarget', { url });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  const metrics = async () => Object.fromEntries((await page('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  await page('Performance.enable');
  await delay(10_000);
  await page('Runtime.evaluate', { expression: `window.scrollTo(0, ${Number(scroll)})` });
  await delay(5_000);

  console.log('minute | % of a core: all renderer GPU browser other | page: script layout style task | after collection: heap MiB, nodes, listeners | RSS MiB');
  for (let minute = 1; minute <= Number(minutes); minute++) {
    const [from, before, began] = [await processes(), await metrics(), performance.now()];
    await delay(60_000);
    const [to, after, passed] = [await processes(), await metrics(), (performance.now() - began) / 1000];
    await page('HeapProfiler.collectGarbage');
    const held = await metrics();
    const share = seconds => (seconds / passed * 100).toFixed(2);
    const spent = kind => to.seconds[kind] - from.seconds[kind];
    const all = Object.keys(to.seconds).reduce((sum, kind) => sum + spent(kind), 0);
    console.log([
      minute, [share(all), ...['renderer', 'GPU', 'browser', 'other'].map(kind => share(spent(kind)))].join(' '),
      ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration', 'TaskDuration'].map(name => share(after[name] - before[name])).join(' '),
      [(held.JSHeapUsedSize / 1048576).toFixed(1), held.Nodes, held.JSEventListeners].join(' '), to.resident.toFixed(0),
    ].join(' | '));
  }
} finally {
  chromium.kill();
  await new Promise(resolve => chromium.once('exit', resolve));
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
