import { setText } from './dom';
import type { FeedStatus } from './feed';
import { dateTime, time } from './format';

/** Says when the figures on the page are old. It is announced once when the connection is lost and once when it is back. */
export class Connection {
  private isLost = false;

  constructor(private readonly element: HTMLElement) {}

  /** Returns whether the connection has just come back. */
  update(status: FeedStatus): boolean {
    if (status.kind === 'lost') {
      this.isLost = true;
      document.documentElement.classList.add('stale');
      const since = Date.now() - status.since < 43_200_000 ? time(status.since) : dateTime(status.since);
      setText(this.element, `Connection lost at ${since}. The figures are from then. Trying to connect again.`);
      return false;
    }
    if (status.kind === 'live' && this.isLost) {
      this.isLost = false;
      document.documentElement.classList.remove('stale');
      setText(this.element, '');
      return true;
    }
    return false;
  }
}
