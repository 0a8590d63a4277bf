/** Names and pictures of new emoji, as far as they can be judged here. Pure. */

const NAME = /^[a-z0-9_+-]{1,32}$/;
const MOST_BYTES = 1024 * 1024;
export const PICTURE_TYPES = ["image/png", "image/gif", "image/jpeg", "image/webp"];

/** A name made of a file's: what may stand in one, up to 32 signs. */
export function nameFrom(fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, "");
  const plain = stem.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return plain
    .replace(/[^a-z0-9_+-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 32);
}

/** What is wrong with a name, in a sentence; null when nothing is. An empty one is only not there yet. */
export function wrongName(name: string): string | null {
  if (name === "" || NAME.test(name)) return null;
  if (name.length > 32) return "At most 32 characters.";
  return "Only small letters without accents, digits and _ - + can be in it.";
}

/** What is wrong with a picture, in a sentence; null when nothing is. */
export function wrongPicture({ size, type }: { size: number; type: string }): string | null {
  if (!PICTURE_TYPES.includes(type)) return "Choose a PNG, GIF, JPEG or WebP.";
  return size > MOST_BYTES ? "This picture is larger than 1 MB. Choose a smaller one." : null;
}
