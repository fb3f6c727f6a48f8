// Creates elements. Text is always set as text; there is no way from a string to markup here.

type Child = Node | string | null;
type Attributes = Record<string, string | boolean | null>;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/** Sets the text of an element only when it changes, which spares layout and screen readers. */
export function setText(element: Node, text: string): void {
  const only = element.firstChild;
  if (only instanceof Text && only === element.lastChild) {
    // The node is used again: one a change would leave the collector thousands an hour.
    if (only.data !== text) {
      only.data = text;
    }
  } else if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

export const hiddenText = (text: string): HTMLSpanElement => el('span', { class: 'visually-hidden' }, text);

let lastId = 0;
export const newId = (prefix: string): string => `${prefix}-${++lastId}`;

/** A part of a section with a heading of the third level. */
export function card(title: string, note: string | null, ...children: Child[]): HTMLElement {
  const id = newId('card');
  return el(
    'section', { class: 'card', 'aria-labelledby': id },
    el('h3', { id }, title),
    note === null ? null : el('p', { class: 'note' }, note),
    ...children);
}
