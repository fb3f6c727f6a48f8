import type { UserSessions } from '../contract';
import { card, el, newId } from '../dom';
import { dateTime, number, span } from '../format';
import { clean } from '../names';

const MESSAGES: Record<string, string> = {
  notFound: 'This user has no open session. It may have closed, or the id may be spelled differently.',
  restoring: 'The state of this user is being restored. Try again in a moment.',
  notHere: 'No running instance has the state of this user. Try again in a moment.',
  notRunning: 'The application is not running, so its state cannot be read.',
};

/** Looks up the open sessions of a user. */
export function lookup(): HTMLElement {
  const id = newId('user');
  const input = el('input', { id, type: 'search', autocomplete: 'off', spellcheck: 'false', maxlength: '512', required: true });
  const result = el('div', { id: 'lookup-result', role: 'status', 'aria-live': 'polite' });
  const form = el(
    'form', { class: 'bar', role: 'search', 'aria-label': 'Open session of a user' },
    el('label', { for: id }, 'User id', input), el('button', { type: 'submit' }, 'Look up'));
  let last = 0;

  form.addEventListener('submit', event => {
    event.preventDefault();
    const user = input.value.trim();
    if (user === '') {
      return;
    }
    const mine = ++last;
    void ask(user).then(content => {
      if (mine === last) {
        result.replaceChildren(...content);
      }
    });
  });
  return card('Look a user up', 'The open session of one user, from the state of the instance that has it.', form, result);
}

async function ask(user: string): Promise<Node[]> {
  let answer: UserSessions;
  try {
    const response = await fetch(`api/sessions/${encodeURIComponent(user)}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) {
      return [message(`The server answered ${response.status}.`)];
    }
    answer = (await response.json()) as UserSessions;
  } catch {
    return [message('The server did not answer. Try again when the connection is back.')];
  }
  if (answer.sessions.length === 0) {
    return [message(answer.message ?? MESSAGES[answer.status] ?? MESSAGES['notFound']!)];
  }
  return answer.sessions.map(session => {
    const facts: [string, string][] = [
      ['Store', clean(session.store)],
      ['Start', dateTime(session.start)],
      ['Last event', dateTime(session.end)],
      ['Duration', span(session.end - session.start)],
      ['Events', number(session.events)],
      ['Page views', number(session.pageViews)],
      ['Entry page', clean(session.entryPage)],
      ['Last page', clean(session.exitPage)],
      ['Referrer', session.referrer === null ? 'none' : clean(session.referrer)],
      ['Campaign', session.campaign === null ? 'none' : clean(session.campaign)],
    ];
    return el('dl', { class: 'facts' }, ...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  });
}

const message = (text: string): HTMLElement => el('p', { class: 'empty' }, clean(text));
