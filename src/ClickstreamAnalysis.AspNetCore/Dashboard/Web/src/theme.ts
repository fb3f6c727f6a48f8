import { button, setText } from './dom';
import { forgetLook } from './look';

type Theme = 'auto' | 'light' | 'dark';
const KEY = 'clickstream-dashboard-theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

// Storage is refused in some private windows: the choice is then lost with the page.
function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See above.
  }
}

/** The button that chooses the theme. changed is called after the colors of the page have changed. */
export function themeButton(changed: () => void): HTMLButtonElement {
  let theme = stored();
  const element = button('', () => {
    theme = NEXT[theme];
    store(theme);
    apply();
  });

  const apply = () => {
    document.documentElement.dataset.theme = theme;
    setText(element, `Theme: ${theme}`);
    forgetLook();
    changed();
  };

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
  return element;
}
