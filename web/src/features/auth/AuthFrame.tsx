import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Workspace } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Logo } from "../../ui/Logo";
import styles from "./AuthFrame.module.css";

interface AuthFrameProps {
  title: string;
  /** A sentence under the title. */
  about?: ReactNode;
  workspace: Workspace | null;
  children: ReactNode;
  /** The other ways in. */
  foot?: ReactNode;
}

/** The page around everything that happens before signing in. */
export function AuthFrame({ title, about, workspace, children, foot }: AuthFrameProps) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Logo size={44} />
        <h1 className={styles.title}>{title}</h1>
        {about && <p className={styles.about}>{about}</p>}
        {workspace?.insecure && (
          <Banner look="warning" icon={<TriangleAlert />}>
            This workspace is served without encryption: whoever is on the way can read along.
          </Banner>
        )}
        {children}
        {foot && <p className={styles.foot}>{foot}</p>}
      </div>
    </main>
  );
}
