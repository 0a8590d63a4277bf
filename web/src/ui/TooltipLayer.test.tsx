import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IconButton } from "./IconButton";
import { TooltipLayer } from "./TooltipLayer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function page() {
  render(
    <>
      <IconButton label="Bold" keys="Ctrl B" icon={<svg />} />
      <TooltipLayer />
    </>,
  );
  return screen.getByRole("button", { name: "Bold" });
}

const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test("a hint appears after a while of hovering and goes with the pointer", () => {
  const button = page();
  fireEvent.pointerOver(button, { pointerType: "mouse" });
  wait(100);
  expect(screen.queryByText("Bold")).toBeNull();
  wait(500);
  expect(screen.getByText("Bold").textContent).toBe("BoldCtrl B");
  fireEvent.pointerOver(document.body, { pointerType: "mouse" });
  expect(screen.queryByText("Bold")).toBeNull();
});

test("a finger brings up no hint", () => {
  const button = page();
  fireEvent.pointerOver(button, { pointerType: "touch" });
  wait(2_000);
  expect(screen.queryByText("Bold")).toBeNull();
});

test("a click takes the hint away", () => {
  const button = page();
  fireEvent.pointerOver(button, { pointerType: "mouse" });
  wait(500);
  fireEvent.pointerDown(button);
  expect(screen.queryByText("Bold")).toBeNull();
});
