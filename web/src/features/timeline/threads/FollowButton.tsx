import { Bell, BellOff } from "lucide-react";
import { useThreadFollow } from "../../../stores/threads";
import { IconButton } from "../../../ui/IconButton";
import { toggleFollow } from "../actions";

/** Follows a thread, or no more. Nothing while it is not known. */
export function FollowButton({ root }: { root: string }) {
  const follow = useThreadFollow(root);
  if (follow === undefined) return null;
  const { followed } = follow;
  return (
    <IconButton
      label={followed ? "Stop following this thread" : "Follow this thread"}
      icon={followed ? <Bell /> : <BellOff />}
      pressed={followed}
      onClick={() => toggleFollow(root, !followed)}
    />
  );
}
