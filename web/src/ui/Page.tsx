import { ArrowLeft } from "lucide-react";
import { type ReactNode, type RefObject, useId } from "react";
import { IconButton } from "./IconButton";
import styles from "./Page.module.css";

interface PageFrameProps {
  title: string;
  /** Stands at the right of the title. */
  actions?: ReactNode;
  /** On a phone: back to where pages are listed. */
  onBack: () => void;
  children: ReactNode;
}

/** The frame of the main column where it is no room: a title, and what stands under it. */
export function PageFrame({ title, actions, onBack, children }: PageFrameProps) {
  const id = useId();
  return (
    <main className={styles.page} aria-labelledby={id}>
      <header className={styles.head}>
        <IconButton label="Back to the list of rooms" icon={<ArrowLeft />} className={styles.back} onClick={onBack} />
        <h1 id={id}>{title}</h1>
        {actions}
      </header>
      {children}
    </main>
  );
}

interface PageProps extends PageFrameProps {
  /** The part that scrolls. */
  scroller?: RefObject<HTMLDivElement | null>;
  onScroll?: () => void;
}

/** A page of one column that scrolls under its title. */
export function Page({ scroller, onScroll, children, ...frame }: PageProps) {
  return (
    <PageFrame {...frame}>
      <div ref={scroller} className={styles.scroll} onScroll={onScroll}>
        <div className={styles.column}>{children}</div>
      </div>
    </PageFrame>
  );
}
