// Colors and fonts of the charts, from the style sheet, so that charts follow its dark and light themes.

export interface Look {
  text: string;
  muted: string;
  line: string;
  surface: string;
  font: string;
  series: string[];
  neutral: string;
}

let current: Look | null = null;

export function look(): Look {
  if (current === null) {
    const style = getComputedStyle(document.documentElement);
    const value = (name: string) => style.getPropertyValue(name).trim();
    current = {
      text: value('--text'),
      muted: value('--muted'),
      line: value('--line'),
      surface: value('--surface'),
      font: getComputedStyle(document.body).fontFamily,
      series: [1, 2, 3, 4, 5, 6].map(n => value(`--series-${n}`)),
      neutral: value('--neutral'),
    };
  }
  return current;
}

export function forgetLook(): void {
  current = null;
}
