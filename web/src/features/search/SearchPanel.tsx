import { Maximize2 } from "lucide-react";
import type { Message } from "../../api/wire";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import { SearchBody } from "./SearchBody";

interface SearchPanelProps {
  onClose: () => void;
  /** Something that was found was gone to. */
  onGo: (message: Message) => void;
  /** To the same search as a page of its own, with an address. */
  onWiden: () => void;
}

/** A search beside what is found by it. */
export function SearchPanel({ onClose, onGo, onWiden }: SearchPanelProps) {
  return (
    <Panel
      title="Search"
      actions={<IconButton label="Open as a page" icon={<Maximize2 />} onClick={onWiden} />}
      onClose={onClose}
    >
      <SearchBody onGo={onGo} />
    </Panel>
  );
}
