// Watches one row of the timeline as each frame paints it.

/** Makes `window.watchRow` there. */
export function prepareFrames(page) {
  return page.evaluate(() => {
    const feed = document.querySelector("[role=feed]");
    const rows = () => [...feed.querySelectorAll("[data-key]")];
    const box = (element) => element.getBoundingClientRect();
    const inView = () => rows().filter((row) => box(row).bottom > box(feed).top + 80 && box(row).top < box(feed).bottom - 80);
    // A look at any other moment could fall between a change and the app's answer to it, which nobody ever sees. This
    // observer is the youngest: in each frame it is called after those of the app, right before the paint.
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.cssText = "position: fixed; top: -9px; width: 1px; height: 1px";
    let look = () => {};
    new ResizeObserver(() => look()).observe(probe);
    const beforePaint = (act) => {
      look = act;
      requestAnimationFrame(() => {
        probe.style.width = probe.style.width === "1px" ? "2px" : "1px";
      });
    };

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
        const measure = () => {
          frames += 1;
          const moved = Math.abs(place() - first);
          worst = Number.isNaN(moved) ? Number.POSITIVE_INFINITY : Math.max(worst, moved);
          if (performance.now() - start < forMs && Number.isFinite(worst)) beforePaint(measure);
          else {
            look = () => {};
            resolve({ worst: Number.isFinite(worst) ? worst : "the row went away", frames });
          }
        };
        beforePaint(measure);
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
