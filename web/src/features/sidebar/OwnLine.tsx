import { Moon, Sun } from "lucide-react";
import { useState } from "react";
import type { User } from "../../api/wire";
import { useConnection } from "../../stores/connection";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/IconButton";
import { chooseTheme } from "../../ui/theme";
import styles from "./Sidebar.module.css";

/** Oneself, at the foot of the sidebar. */
export function OwnLine({ me }: { me: User }) {
  const { phase } = useConnection();
  const [dark, setDark] = useState(() => document.documentElement.dataset.theme === "dark");
  const turn = () => {
    chooseTheme(dark ? "light" : "dark");
    setDark(!dark);
  };
  return (
    <div className={styles.own}>
      <Avatar name={me.display_name} seed={me.id} size="small" dot={phase === "online" ? "online" : "offline"} />
      <div className={styles.ownWords}>
        <bdi className={styles.ownName}>{me.display_name}</bdi>
        <small>@{me.username}</small>
      </div>
      <IconButton label={dark ? "Light theme" : "Dark theme"} icon={dark ? <Sun /> : <Moon />} onClick={turn} />
    </div>
  );
}
