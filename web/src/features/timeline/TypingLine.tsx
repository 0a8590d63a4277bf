import { useMemo } from "react";
import { listed } from "../../lib/text";
import { useEntities } from "../../stores/entities";
import { useTyping } from "../../stores/typing";
import styles from "./TypingLine.module.css";

/** Who is typing here. Its height is always taken, so that nothing moves when somebody starts. */
export function TypingLine({ room }: { room: string }) {
  const typing = useTyping(room);
  const users = useEntities((state) => state.users);
  const names = useMemo(() => typing.flatMap((id) => users[id]?.display_name ?? []), [typing, users]);
  return (
    <p className={styles.line} aria-live="off">
      {names.length > 3 && "Several people are typing…"}
      {names.length > 0 && names.length <= 3 && (
        <>
          <b>{listed(names)}</b> {names.length === 1 ? "is" : "are"} typing…
        </>
      )}
    </p>
  );
}
