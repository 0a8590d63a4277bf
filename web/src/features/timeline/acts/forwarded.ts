/** A message as it is handed on: its words, who said them and where, and the way there. Pure. */
import type { Message } from "../../../api/wire";

export interface Origin {
  author: string;
  /** Null when it is not to be told. */
  room: string | null;
  url: string;
}

/** Markdown without the signs of a quotation. A message of files alone is told by their names. */
export function forwarded({ text, files }: Pick<Message, "text" | "files">, { author, room, url }: Origin): string {
  const names = files.map(({ name }) => `📎 ${escaped(name)}`);
  const place = room === null ? author : `${author}, ${room}`;
  return [...(text === "" ? [] : [text]), ...names, `[${escaped(place)}](${url})`].join("\n\n");
}

function escaped(words: string): string {
  return words.replace(/[\\[\]*_`~]/g, "\\$&");
}
