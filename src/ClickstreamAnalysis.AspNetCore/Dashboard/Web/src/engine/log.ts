import type { Log } from '../contract';
import { card, el } from '../dom';
import { time, dateTime } from '../format';
import { clean } from '../names';

const MOST = 100;
const LEVELS: Record<Log['messages'][number]['level'], string> = { information: 'ℹ information', warning: '⚠ warning', error: '✕ error', critical: '✕ critical' };

/** Recent messages of the library, newest first. */
export class LogList {
  readonly element: HTMLElement;
  private readonly list = el('ul', { class: 'log', tabindex: '0', 'aria-label': 'Log messages, newest first', hidden: true });
  private readonly message = el('p', { class: 'empty' }, 'Nothing has been logged since this page was opened.');

  constructor() {
    this.element = card('Log', null, this.message, this.list);
  }

  /** A server that is asked again sends its recent messages again. */
  clear(): void {
    this.list.replaceChildren();
  }

  add({ messages }: Log): void {
    for (const message of messages) {
      this.list.prepend(el(
        'li', {},
        el('time', { datetime: new Date(message.at).toISOString(), title: dateTime(message.at) }, time(message.at)),
        el('span', { class: message.level in LEVELS ? message.level : '' }, LEVELS[message.level] ?? clean(message.level)),
        el('span', { class: 'text' }, clean(message.text))));
    }
    while (this.list.children.length > MOST) {
      this.list.lastElementChild!.remove();
    }
    this.message.hidden = this.list.childElementCount > 0;
    this.list.hidden = !this.message.hidden;
  }
}
