import {
  Apple,
  Bike,
  Clock,
  Flag,
  Hand,
  Heart,
  Leaf,
  Lightbulb,
  type LucideIcon,
  Plane,
  Search,
  Smile,
  Sparkles,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { classes } from "../classes";
import { type SectionId, TITLES } from "./board";
import styles from "./EmojiPicker.module.css";

const ICONS: Record<SectionId, LucideIcon> = {
  found: Search,
  recent: Clock,
  custom: Sparkles,
  people: Smile,
  body: Hand,
  nature: Leaf,
  food: Apple,
  travel: Plane,
  activities: Bike,
  objects: Lightbulb,
  symbols: Heart,
  flags: Flag,
};

interface EmojiSectionsProps {
  sections: readonly SectionId[];
  /** The one in view. */
  current: SectionId;
  onSection: (section: SectionId) => void;
}

/** The way to each section; arrow keys go along. */
export function EmojiSections({ sections, current, onSection }: EmojiSectionsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = by > 0 ? event.currentTarget.nextElementSibling : event.currentTarget.previousElementSibling;
    if (by === 0 || !(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    <div className={styles.sections} role="toolbar" aria-label="Kinds of emoji">
      {sections.map((section) => {
        const Icon = ICONS[section];
        return (
          <button
            key={section}
            type="button"
            aria-label={TITLES[section]}
            aria-current={section === current || undefined}
            data-hint={TITLES[section]}
            tabIndex={section === current ? 0 : -1}
            className={classes(styles.section, section === current && styles.current)}
            onClick={() => onSection(section)}
            onKeyDown={onKeyDown}
          >
            <Icon />
          </button>
        );
      })}
    </div>
  );
}
