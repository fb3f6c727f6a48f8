import { el, setText } from './dom';

/** A row of named figures. */
export class Figures<K extends string> {
  readonly element: HTMLDListElement;
  private readonly values = new Map<K, { value: Text; hint: HTMLElement; box: HTMLElement }>();

  constructor(names: Record<K, string>, kind: 'large' | 'small' = 'large') {
    this.element = el('dl', { class: 'figures-row' });
    for (const [key, label] of Object.entries(names) as [K, string][]) {
      const value = document.createTextNode('–');
      const hint = el('div', { class: 'hint' });
      const box = el('div', { class: `figure ${kind}`, 'data-figure': key }, el('dt', {}, label), el('dd', {}, value, hint));
      this.values.set(key, { value, hint, box });
      this.element.append(box);
    }
  }

  set(key: K, value: string, hint = ''): void {
    const figure = this.values.get(key)!;
    setText(figure.value, value);
    setText(figure.hint, hint);
  }

  /** Hides a figure that this topology does not have. */
  show(key: K, isShown: boolean): void {
    this.values.get(key)!.box.hidden = !isShown;
  }
}
