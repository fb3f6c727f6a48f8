// Names come from visitors: they are shown as text, and must not be able to pass for anything else.

// Control and format characters, among them those that change the direction of the text around them.
const INVISIBLE = /[\u0000-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

/** The longest name that is shown anywhere; the collector's limit is far below. */
const LONGEST = 2048;

/** A name on one line, without invisible characters. */
export function clean(name: string | null): string {
  if (name === null) {
    return '(unknown)';
  }
  const text = name.slice(0, LONGEST).replace(INVISIBLE, '\uFFFD');
  return text.trim() === '' ? '(empty)' : text;
}

/** The name, with its middle left out when it is longer than max characters. */
export function shorten(name: string | null, max: number): string {
  const characters = Array.from(clean(name));
  if (characters.length <= max) {
    return characters.join('');
  }
  // The end of a path says as much as its start, but not in a few characters.
  const tail = max < 24 ? 0 : Math.floor((max - 1) / 3);
  return `${characters.slice(0, max - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** A short name for a chart: charts read {style|text} as markup, which the word joiner after the brace prevents. */
export const drawn = (name: string | null, max: number): string => shorten(name, max).replaceAll('{', '{\u2060');

/** The same, on several lines of at most max characters, broken after a separator where there is one. */
export function drawnLines(name: string | null, max: number, lines: number): string {
  const parts: string[] = [];
  let rest = Array.from(clean(name));
  while (rest.length > max && parts.length < lines - 1) {
    const room = rest.slice(0, max);
    const end = room.findLastIndex(character => '-_./ '.includes(character)) + 1;
    const size = end > max / 3 ? end : max;
    parts.push(rest.slice(0, size).join(''));
    rest = rest.slice(size);
  }
  return [...parts.map(part => drawn(part, max)), drawn(rest.join(''), max)].join('\n');
}
