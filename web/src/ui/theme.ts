/** Which theme and density the person chose, kept on this device. `public/theme.js` applies them before the first paint. */

export type ThemeChoice = "light" | "dark" | "system";
export type Density = "comfortable" | "compact";

const THEME_KEY = "relaydesk.theme";
const DENSITY_KEY = "relaydesk.density";
const DARK = "(prefers-color-scheme: dark)";

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is closed to us: the choice holds until the page is left.
  }
}

export function chosenTheme(): ThemeChoice {
  const theme = stored(THEME_KEY);
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function chosenDensity(): Density {
  return stored(DENSITY_KEY) === "compact" ? "compact" : "comfortable";
}

export function applyTheme(theme: ThemeChoice): void {
  const dark = theme === "dark" || (theme === "system" && matchMedia(DARK).matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function chooseTheme(theme: ThemeChoice): void {
  store(THEME_KEY, theme);
  applyTheme(theme);
}

export function chooseDensity(density: Density): void {
  store(DENSITY_KEY, density);
  document.documentElement.dataset.density = density;
}

/** Follows the system while the choice is `system`. Returns the way to stop. */
export function followSystemTheme(): () => void {
  const dark = matchMedia(DARK);
  const follow = () => {
    if (chosenTheme() === "system") applyTheme("system");
  };
  dark.addEventListener("change", follow);
  return () => dark.removeEventListener("change", follow);
}
