import { Fragment, useMemo } from "react";
import type { Message } from "../../../api/wire";
import type { Anchor } from "../../../ui/anchor";
import { MenuItem, MenuSeparator } from "../../../ui/MenuItems";
import { MenuPopup } from "../../../ui/MenuPopup";
import { actsOn, type MessageDoors, titleOf } from "./acts";
import { selectedIn } from "./inHand";
import { type ShownIn, useSubject } from "./subject";

interface ActMenuProps {
  message: Message;
  shownIn: ShownIn;
  anchor: Anchor;
  align: "start" | "end";
  returnFocus: HTMLElement | null;
  doors: MessageDoors;
  onClose: () => void;
}

/** Everything that can be done to a message, as a menu. */
export function ActMenu({ message, shownIn, anchor, align, returnFocus, doors, onClose }: ActMenuProps) {
  const subject = useSubject(message, shownIn);
  const back = useMemo(() => ({ current: returnFocus }), [returnFocus]);
  if (subject === null) return null;
  const selected = returnFocus === null ? "" : selectedIn(returnFocus);
  const acts = actsOn(subject);
  return (
    <MenuPopup anchor={anchor} align={align} returnFocus={back} onClose={onClose}>
      {acts.map((act, index) => {
        const Icon = act.icon(subject);
        const above = acts[index - 1];
        return (
          <Fragment key={act.id}>
            {above !== undefined && above.group !== act.group && <MenuSeparator />}
            <MenuItem
              icon={<Icon />}
              keys={act.keys}
              danger={act.danger ?? false}
              // What the act opens takes the focus after the menu has given it back.
              onSelect={() => setTimeout(() => act.run(subject, { doors, anchor, align, returnFocus, selected }))}
            >
              {titleOf(act, subject)}
            </MenuItem>
          </Fragment>
        );
      })}
    </MenuPopup>
  );
}
