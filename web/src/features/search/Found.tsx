import { Paperclip } from "lucide-react";
import { Link } from "wouter";
import type { ExcerptPart, Message } from "../../api/wire";
import { pathOfMessage } from "../../lib/addresses";
import { recently } from "../../lib/time";
import { useEntities } from "../../stores/entities";
import { roomTitle } from "../../stores/titles";
import { useUser } from "../../stores/users";
import { Avatar } from "../../ui/Avatar";
import styles from "./Found.module.css";

interface FoundProps {
  message: Message;
  excerpt: readonly ExcerptPart[];
  onGo: (message: Message) => void;
}

/** A message that was found; it leads to its place. */
export function Found({ message, excerpt, onGo }: FoundProps) {
  const author = useUser(message.author);
  const name = author?.display_name ?? "…";
  const room = useEntities(({ rooms, publicRooms, users, me }) => {
    const about = rooms[message.room]?.room ?? publicRooms[message.room];
    if (!about) return "";
    return about.kind === "direct" ? roomTitle(about, users, me) : `#${about.name}`;
  });
  return (
    <li>
      <Link
        href={pathOfMessage(message)}
        className={styles.found}
        data-found={message.id}
        onClick={() => onGo(message)}
      >
        <Avatar name={name} seed={message.author} />
        <span className={styles.body}>
          <span className={styles.head}>
            <bdi className={styles.who}>{name}</bdi>
            <time dateTime={message.created_at}>{recently(message.created_at, Date.now())}</time>
          </span>
          <span className={styles.where}>
            <bdi>{room}</bdi>
            {message.reply !== null && " · in a thread"}
          </span>
          <span className={styles.text} dir="auto">
            {excerpt.map((part, at) =>
              part.hit ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: the runs of an excerpt never change in place.
                <mark key={at}>{part.text}</mark>
              ) : (
                part.text
              ),
            )}
          </span>
          {message.files.length > 0 && (
            <span className={styles.files}>
              <Paperclip aria-hidden />
              <bdi>{message.files.map((file) => file.name).join(", ")}</bdi>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
