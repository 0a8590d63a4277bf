/** Where the pictures and contents of files are, and how large a picture is shown. */
import type { File, ImageFacts } from "../../api/wire";

/** A picture as the lightbox takes it. */
export interface Picture {
  id: string;
  name: string;
  width: number;
  height: number;
  /** At most 360 pixels on its longer side. */
  small: string;
  /** At most 1,280 pixels on its longer side. */
  large: string;
  /** As it was sent. */
  full: string;
  download: string;
  /** An animation, which only `full` is. */
  moves: boolean;
  placeholder: string;
}

/** Whether a file is a picture that we keep, and so can show. */
export function shownInPlace(file: File): boolean {
  return file.kind === "image" && file.image !== null && file.url === null;
}

export function contentPath(file: File): string {
  return `/api/v1/files/${file.id}/content`;
}

export function downloadPath(file: File): string {
  return `${contentPath(file)}?download=true`;
}

export function pictureOf(file: File): Picture {
  return {
    id: file.id,
    name: file.name,
    width: file.image?.width ?? 1,
    height: file.image?.height ?? 1,
    small: `/api/v1/files/${file.id}/thumbnails/360`,
    large: `/api/v1/files/${file.id}/thumbnails/1280`,
    full: contentPath(file),
    download: downloadPath(file),
    moves: file.media_type === "image/gif",
    placeholder: file.image?.placeholder ?? "",
  };
}

/** Smallest side of a picture on the screen: a line of pixels can still be clicked. */
const LEAST = 48;

/** The size at which a picture fits into a box: never larger than it is, and never too thin to click. */
export function fitted(
  image: Pick<ImageFacts, "width" | "height">,
  box: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, box.width / image.width, box.height / image.height);
  const side = (pixels: number) => Math.max(LEAST, Math.round(pixels * scale));
  return { width: side(image.width), height: side(image.height) };
}
