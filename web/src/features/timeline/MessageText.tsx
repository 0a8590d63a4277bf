/** A message's text as elements: the server's document tree, mapped one to one. There is no HTML text anywhere. */
import { Fragment, type ReactNode } from "react";
import { Link as RouteLink } from "wouter";
import type { Block, Document, Inline } from "../../api/wire";
import { pathHere } from "../../lib/addresses";
import { onlyEmoji } from "../../lib/text";
import { useUser } from "../../stores/users";
import { classes } from "../../ui/classes";
import { CodeBlock } from "./CodeBlock";
import { Emoji } from "./Emoji";
import styles from "./MessageText.module.css";

interface MessageTextProps {
  /** The Markdown as written, shown when there is no document. */
  text: string;
  document: Document | null;
  /** The reader: their own mentions look different. */
  me: string;
}

export function MessageText({ text, document, me }: MessageTextProps) {
  if (document === null) {
    return (
      <p className={classes(styles.plain, onlyEmoji(text) && styles.large)} dir="auto">
        {text}
      </p>
    );
  }
  return <div className={styles.document}>{blocks(document.blocks, me)}</div>;
}

// The trees never change in place: a changed message brings a new tree, so places make good keys.
function blocks(list: readonly Block[], me: string): ReactNode {
  return list.map((block, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    <Fragment key={at}>{element(block, me)}</Fragment>
  ));
}

function inlines(list: readonly Inline[], me: string): ReactNode {
  return list.map((inline, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    <Fragment key={at}>{part(inline, me)}</Fragment>
  ));
}

function element(block: Block, me: string): ReactNode {
  switch (block.type) {
    case "paragraph":
      return <p dir="auto">{inlines(block.data, me)}</p>;
    case "heading":
      // The room's name is the heading above: whatever a message skips, the page has no holes.
      return (
        <p role="heading" aria-level={2} className={block.data.level <= 2 ? styles.title : styles.subtitle} dir="auto">
          {inlines(block.data.content, me)}
        </p>
      );
    case "quote":
      return <blockquote className={styles.quote}>{blocks(block.data, me)}</blockquote>;
    case "code":
      return <CodeBlock language={block.data.language} text={block.data.text} />;
    case "list":
      return <ListBlock list={block.data} me={me} />;
    case "table":
      return <TableBlock table={block.data} me={me} />;
    case "rule":
      return <hr className={styles.rule} />;
    default:
      return unknown(block);
  }
}

type ListData = Extract<Block, { type: "list" }>["data"];
type TableData = Extract<Block, { type: "table" }>["data"];

function ListBlock({ list, me }: { list: ListData; me: string }) {
  const items = list.items.map((item, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    <li key={at} className={item.done === null ? undefined : styles.task}>
      {item.done !== null && (
        <input type="checkbox" checked={item.done} disabled aria-label={item.done ? "Done" : "To do"} />
      )}
      <div>{blocks(item.blocks, me)}</div>
    </li>
  ));
  if (list.start === null) return <ul className={styles.list}>{items}</ul>;
  return (
    <ol className={styles.list} start={list.start}>
      {items}
    </ol>
  );
}

function TableBlock({ table, me }: { table: TableData; me: string }) {
  const align = (column: number) => {
    const set = table.columns[column];
    return set === undefined || set === "none" ? undefined : { textAlign: set };
  };
  return (
    <div className={styles.tableBox} tabIndex={0} role="group" aria-label="Table">
      <table className={styles.table}>
        <thead>
          <tr>
            {table.head.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above.
              <th key={column} style={align(column)} dir="auto">
                {inlines(cell.content, me)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <tr key={at}>
              {row.cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: see above.
                <td key={column} style={align(column)} dir="auto">
                  {inlines(cell.content, me)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function part(inline: Inline, me: string): ReactNode {
  switch (inline.type) {
    case "text":
      return inline.data;
    case "strong":
      return <strong>{inlines(inline.data, me)}</strong>;
    case "emphasis":
      return <em>{inlines(inline.data, me)}</em>;
    case "strike":
      return <s>{inlines(inline.data, me)}</s>;
    case "code":
      return <code className={styles.inlineCode}>{inline.data}</code>;
    case "link":
      return <Linked url={inline.data.url}>{inlines(inline.data.content, me)}</Linked>;
    case "break":
      return <br />;
    case "mention":
      return <Mention user={inline.data.user} username={inline.data.username} me={me} />;
    case "mention_room":
      return <span className={classes(styles.mention, styles.you)}>@room</span>;
    case "mention_here":
      return <span className={classes(styles.mention, styles.you)}>@here</span>;
    case "room_link":
      return (
        <RouteLink href={`/rooms/${inline.data.room}`} className={styles.mention}>
          #{inline.data.name}
        </RouteLink>
      );
    case "emoji":
      return <Emoji name={inline.data} />;
    default:
      return unknown(inline);
  }
}

/** What leads to a place of this workspace stays in this window; all else opens beside it. */
function Linked({ url, children }: { url: string; children: ReactNode }) {
  const path = pathHere(url);
  if (path !== null) return <RouteLink href={path}>{children}</RouteLink>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Mention({ user, username, me }: { user: string; username: string; me: string }) {
  const profile = useUser(user);
  return (
    <span className={classes(styles.mention, user === me && styles.you)} title={`@${username}`}>
      @<bdi>{profile?.display_name ?? username}</bdi>
    </span>
  );
}

/** A newer server may know kinds that this app does not: they show nothing until the page is reloaded. */
function unknown(_kind: never): ReactNode {
  return null;
}
