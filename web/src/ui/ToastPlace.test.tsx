import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ToastPlace } from "./ToastPlace";
import { showToast } from "./toasts";

test("notes appear, also those from before the shelf was loaded, and their act runs once", async () => {
  const retry = vi.fn();
  render(<ToastPlace />);
  showToast({ text: "The server cannot be reached.", look: "danger", action: { label: "Retry", run: retry } });
  await userEvent.click(await screen.findByRole("button", { name: "Retry", hidden: true }));
  expect(retry).toHaveBeenCalledTimes(1);
  showToast({ text: "Saved." });
  expect(await screen.findByText("Saved.")).toBeTruthy();
});
