import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { lazily } from "./lazily";

const Hello = ({ name }: { name: string }) => <p>Hello {name}</p>;

test("the code is loaded when first shown, once", async () => {
  const load = vi.fn(async () => Hello);
  const Late = lazily(load);
  expect(load).not.toHaveBeenCalled();
  render(
    <>
      <Late name="Ana" />
      <Late name="Ben" />
    </>,
  );
  expect(await screen.findByText("Hello Ana")).toBeTruthy();
  expect(screen.getByText("Hello Ben")).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(1);
});

test("what was fetched ahead is there in the first render", async () => {
  const Late = lazily(async () => Hello);
  await Late.preload();
  render(<Late name="Cara" />);
  expect(screen.getByText("Hello Cara")).toBeTruthy();
});

test("a failed load is tried again by the next one", async () => {
  const load = vi.fn(async () => Hello).mockRejectedValueOnce(new Error("offline"));
  const Late = lazily<{ name: string }>(load);
  await expect(Late.preload()).rejects.toThrow("offline");
  await Late.preload();
  render(<Late name="Dan" />);
  expect(screen.getByText("Hello Dan")).toBeTruthy();
});
