// Watches one row of the timeline, after the paint of each frame.

/** Makes `window.watchRow` there. */
export function prepareFrames(page) {
  return page.evaluate(() => {
    const feed = document.querySelector("[role=feed]");
    const rows = () => [...feed.querySelectorAll("article")];
    const box = (element) => element.getBoundingClientRect();
    const inView = () => rows().filter((row) => box(row).bottom > box(feed).top + 80 && box(row).top < box(feed).bottom - 80);
    const afterPaint = (act) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = act;
        channel.port2.postMessage(0);
      });

    /** By how many pixels the row moves on the screen at most. `what`: a row in the middle, or whichever is last. */
    window.watchRow = (what, forMs) => {
      const middle = inView()[Math.floor(inView().length / 2)];
      const place = () => {
        if (what === "end") return box(feed).bottom - box(rows().at(-1)).bottom;
        const row = feed.querySelector(`[data-key="${middle.dataset.key}"]`);
        return row === null ? Number.NaN : box(row).top - box(feed).top;
      };
      const start = performance.now();
      const first = place();
      let worst = 0;
      let frames = 0;
      return new Promise((resolve) => {
        const look = () => {
          frames += 1;
          const moved = Math.abs(place() - first);
          worst = Number.isNaN(moved) ? Number.POSITIVE_INFINITY : Math.max(worst, moved);
          if (performance.now() - start < forMs && Number.isFinite(worst)) afterPaint(look);
          else resolve({ worst: Number.isFinite(worst) ? worst : "the row went away", frames });
        };
        afterPaint(look);
      });
    };

    /** Makes a row taller, as a picture does that comes late. Gives false when there is no such row. */
    window.growRow = (which, px) => {
      const row = which === "last" ? rows().at(-1) : rows()[rows().indexOf(inView()[0]) - 2];
      if (row === undefined) return false;
      const late = document.createElement("div");
      late.style.height = `${px}px`;
      // At the beginning of a frame, so that no look falls between the change and what the app makes of it.
      return new Promise((resolve) => requestAnimationFrame(() => resolve(row.append(late) ?? true)));
    };
  });
}

/** Does something while a row is watched; gives by how much the row moved. */
export async function moved(page, what, act, forMs = 1_200) {
  const watching = page.evaluate(([row, ms]) => window.watchRow(row, ms), [what, forMs]);
  await page.waitForTimeout(80);
  await act();
  return watching;
}
