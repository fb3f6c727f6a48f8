import type { Clicks, Engine, Funnels, Log, Now, Site } from './contract';

export interface FeedEvents {
  now: Now;
  site: Site;
  funnels: Funnels;
  engine: Engine;
  clicks: Clicks;
  log: Log;
}

export type FeedHandlers = { [K in keyof FeedEvents]: (data: FeedEvents[K]) => void };

/** since: when the last event came. */
export type FeedStatus = { kind: 'connecting' } | { kind: 'live' } | { kind: 'lost'; since: number; retryIn: number };

/** The server sends "now" every second: this long without it, the connection is dead although it is open. */
const SILENCE = 10_000;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;

/**
 * Server-sent events that come back by themselves. EventSource gives up after an answer other than 200 and does not notice a silent
 * connection, so each attempt is a new one, with a growing pause before it.
 */
export class Feed {
  private source: EventSource | null = null;
  private silence: number | undefined;
  private retry: number | undefined;
  private pause = FIRST_RETRY;
  private lastEvent = Date.now();
  private isLost = false;

  constructor(
    private readonly url: string,
    private readonly handlers: FeedHandlers,
    private readonly report: (status: FeedStatus) => void) {
    window.addEventListener('online', () => this.retryNow());
    window.addEventListener('pageshow', event => event.persisted && this.retryNow());
  }

  open(): void {
    window.clearTimeout(this.retry);
    this.retry = undefined;
    if (!this.isLost) {
      this.report({ kind: 'connecting' });
    }
    const source = new EventSource(this.url);
    this.source = source;
    source.onerror = () => this.lose();
    for (const name of Object.keys(this.handlers) as (keyof FeedEvents)[]) {
      source.addEventListener(name, event => this.receive(name, event));
    }
    this.watch();
  }

  retryNow(): void {
    if (this.retry !== undefined) {
      this.open();
    }
  }

  private receive<K extends keyof FeedEvents>(name: K, event: MessageEvent<string>): void {
    this.lastEvent = Date.now();
    this.pause = FIRST_RETRY;
    this.isLost = false;
    this.watch();
    this.report({ kind: 'live' });
    this.handlers[name](JSON.parse(event.data) as FeedEvents[K]);
  }

  private watch(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => this.lose(), SILENCE);
  }

  private lose(): void {
    window.clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
    this.isLost = true;
    this.report({ kind: 'lost', since: this.lastEvent, retryIn: this.pause });
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(() => this.open(), this.pause);
    this.pause = Math.min(this.pause * 2, LAST_RETRY);
  }
}
