// Runs before the first paint, so that no screen flashes in the wrong theme. `ui/theme.ts` writes what it reads.
(() => {
  const root = document.documentElement;
  let theme = "system";
  let density = "comfortable";
  try {
    theme = localStorage.getItem("relaydesk.theme") ?? theme;
    density = localStorage.getItem("relaydesk.density") ?? density;
  } catch {
    // Storage is closed to us: the defaults hold.
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = density;
})();
