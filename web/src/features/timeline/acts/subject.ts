/** A message with all that decides what may be done to it. */
import type { Ability, EditLimit, Message, UserId, Workspace } from "../../../api/wire";
import { type Entities, useEntities } from "../../../stores/entities";
import { messageOf } from "../../../stores/messages";
import { isSaved, ownReactionsOf, shownOf } from "../../../stores/pending";

/** Where a message is shown: in its room, or in the panel of its thread. */
export type ShownIn = "room" | "thread";

export interface Subject {
  /** As it is shown. */
  message: Message;
  shownIn: ShownIn;
  own: readonly string[];
  saved: boolean;
  /** What the caller may do in the room. */
  abilities: readonly Ability[];
  isMember: boolean;
  me: UserId;
  workspace: Workspace | null;
}

/** Null when the room is not held. The message is the one that was shown, or a newer version of it. */
export function subjectOf(state: Entities, given: Message, shownIn: ShownIn): Subject | null {
  const entry = state.rooms[given.room];
  if (entry === undefined) return null;
  const held = messageOf(state, given.room, given.id);
  const message = held !== undefined && held.changed_seq > given.changed_seq ? held : given;
  return {
    message: shownOf(state, message),
    shownIn,
    own: ownReactionsOf(state, given.id),
    saved: isSaved(state, given.id),
    abilities: entry.abilities,
    isMember: entry.role !== null,
    me: state.me,
    workspace: state.workspace,
  };
}

/** For what is open over the page: few at a time. */
export function useSubject(message: Message, shownIn: ShownIn): Subject | null {
  // A new object each time, so the whole state is what it follows.
  return subjectOf(
    useEntities((state) => state),
    message,
    shownIn,
  );
}

export const stands = ({ message }: Subject): boolean => message.deleted_at === null;

export const isOwn = ({ message, me }: Subject): boolean => message.author === me;

/** The message stands, and the caller has the ability in its room. */
export const may =
  (ability: Ability) =>
  (subject: Subject): boolean =>
    stands(subject) && subject.abilities.includes(ability);

export function mayEdit(subject: Subject): boolean {
  const { workspace, message } = subject;
  return isOwn(subject) && may("edit_own")(subject) && isInTime(workspace?.edit_limit, message.created_at);
}

function isInTime(limit: EditLimit | undefined, created: string): boolean {
  if (limit === undefined || limit.type === "none") return true;
  return limit.type === "minutes" && Date.now() - Date.parse(created) < limit.data * 60_000;
}

/** Whether earlier texts of a message can be looked at: authors see their own, whatever the workspace says. */
export function hasVersions({ message, me, workspace }: Pick<Subject, "message" | "me" | "workspace">): boolean {
  return message.edited_at !== null && (message.author === me || (workspace?.show_versions ?? false));
}
