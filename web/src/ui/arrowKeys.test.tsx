import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { arrowKeys } from "./arrowKeys";

const onLeave = vi.fn();
const onKeyDown = arrowKeys("article", onLeave);

function show() {
  render(
    // biome-ignore lint/a11y/noStaticElementInteractions: what is tried.
    <div onKeyDown={onKeyDown}>
      <button type="button">before</button>
      <article tabIndex={-1}>one</article>
      <button type="button">between</button>
      <input aria-label="field" defaultValue="text" />
      <article tabIndex={-1}>two</article>
    </div>,
  );
}

test("arrow keys go from one part to the next, and stop at the ends", async () => {
  show();
  screen.getByText("one").focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(screen.getByText("two"));
  await userEvent.keyboard("{ArrowDown}{ArrowUp}{ArrowUp}");
  expect(document.activeElement).toBe(screen.getByText("one"));
});

test("Home and End go to the ends, and up from the first part leaves the list", async () => {
  show();
  onLeave.mockClear();
  screen.getByText("one").focus();
  await userEvent.keyboard("{End}");
  expect(document.activeElement).toBe(screen.getByText("two"));
  expect(onLeave).not.toHaveBeenCalled();
  await userEvent.keyboard("{Home}{ArrowUp}");
  expect(onLeave).toHaveBeenCalledOnce();
});

test("from between the parts they go to the nearest", async () => {
  show();
  screen.getByText("between").focus();
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(screen.getByText("one"));
  screen.getByText("before").focus();
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(screen.getByText("before"));
});

test("the keys of a field are its own", async () => {
  show();
  screen.getByRole("textbox").focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(screen.getByRole("textbox"));
});
