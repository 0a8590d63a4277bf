import { AtSign, Bookmark, MessagesSquare } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { useMentionTotal } from "../../stores/lists";
import { useUnreadThreads } from "../../stores/threads";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import styles from "./Sidebar.module.css";

/** What concerns the caller, wherever it was said. */
export function OwnViews() {
  const threads = useUnreadThreads();
  const mentions = useMentionTotal();
  return (
    <ul role="list" className={styles.list}>
      <ViewLine href="/threads" title="Threads" icon={<MessagesSquare />} unread={threads > 0}>
        {threads > 0 && (
          <>
            <span className={styles.dot} />
            <VisuallyHidden>unread</VisuallyHidden>
          </>
        )}
      </ViewLine>
      <ViewLine href="/mentions" title="Mentions" icon={<AtSign />} unread={mentions > 0}>
        {mentions > 0 && <Badge count={mentions} label="unread" />}
      </ViewLine>
      <ViewLine href="/saved" title="Saved" icon={<Bookmark />} unread={false} />
    </ul>
  );
}

interface ViewLineProps {
  href: string;
  title: string;
  icon: ReactNode;
  unread: boolean;
  /** What is new there. */
  children?: ReactNode;
}

function ViewLine({ href, title, icon, unread, children }: ViewLineProps) {
  const [here] = useRoute(href);
  return (
    <li>
      <Link
        href={href}
        className={classes(styles.line, unread && styles.unread, here && styles.here)}
        aria-current={here ? "page" : undefined}
      >
        {icon}
        <span className={styles.name}>{title}</span>
        {children}
      </Link>
    </li>
  );
}
