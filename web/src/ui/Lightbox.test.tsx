import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Lightbox, type LightboxPicture } from "./Lightbox";

function picture(name: string): LightboxPicture {
  const path = `/files/${name}`;
  return {
    id: name,
    name,
    width: 1600,
    height: 900,
    small: `${path}/360`,
    large: `${path}/1280`,
    full: path,
    download: `${path}?download`,
    moves: name.endsWith(".gif"),
  };
}

function Opened({ onClose }: { onClose: () => void }) {
  const [at, setAt] = useState(0);
  const pictures = [picture("harbour.jpg"), picture("gulls.gif")];
  return <Lightbox pictures={pictures} at={at} onMove={setAt} onClose={onClose} />;
}

test("pictures are looked at one by one, closely, and closed, all by keyboard", async () => {
  const onClose = vi.fn();
  render(<Opened onClose={onClose} />);
  const shown = () => screen.getByRole("img").getAttribute("src");
  expect(screen.getByText("1 of 2")).toBeTruthy();
  await waitFor(() => expect(screen.getByRole("dialog").contains(document.activeElement)).toBe(true));
  expect(shown()).toBe("/files/harbour.jpg/1280");
  await userEvent.keyboard("z");
  expect(shown()).toBe("/files/harbour.jpg");
  await userEvent.keyboard("{ArrowRight}");
  // What moves is shown as it was sent: its thumbnail stands still.
  expect(shown()).toBe("/files/gulls.gif");
  await userEvent.keyboard("{ArrowRight}");
  expect(shown()).toBe("/files/harbour.jpg/1280");
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalled();
});
