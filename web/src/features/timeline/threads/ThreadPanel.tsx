import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useThread, useThreadFollow, useThreadRoot } from "../../../stores/threads";
import { useMe } from "../../../stores/users";
import { Button } from "../../../ui/Button";
import { IconButton } from "../../../ui/IconButton";
import { Panel, PanelBody, PanelFoot, PanelNote } from "../../../ui/Panel";
import { SkeletonRows } from "../../../ui/Skeleton";
import { FollowButton } from "./FollowButton";
import { ThreadFeed } from "./ThreadFeed";
import { useOpenThread } from "./useOpenThread";

interface ThreadPanelProps {
  room: string;
  title: string;
  root: string;
  /** A link to this reply. */
  reply: string | null;
  /** To the search by which it was found. */
  onBack: (() => void) | undefined;
  onClose: () => void;
  /** Where replies are written; nothing for those who may not. */
  composer: ReactNode;
}

/** A message and its replies. Mount it anew for each thread: `key={root}`. */
export function ThreadPanel({ room, title, root, reply, onBack, onClose, composer }: ThreadPanelProps) {
  return (
    <Panel
      title="Thread"
      about={title}
      back={onBack && <IconButton label="Back to the search" icon={<ArrowLeft />} onClick={onBack} />}
      actions={<FollowButton root={root} />}
      onClose={onClose}
    >
      <Replies room={room} root={root} reply={reply} />
      {composer}
    </Panel>
  );
}

function Replies({ room, root, reply }: { room: string; root: string; reply: string | null }) {
  const view = useThread(room, root);
  const message = useThreadRoot(room, root);
  const follow = useThreadFollow(root);
  const me = useMe();
  const { ready, failed, retry } = useOpenThread(room, root, reply);
  if (failed !== null && view === undefined) {
    return (
      <PanelBody>
        <PanelNote>{failed}</PanelNote>
        <PanelFoot>
          <Button onClick={retry}>Try again</Button>
        </PanelFoot>
      </PanelBody>
    );
  }
  if (!ready || view === undefined || message === undefined || me === undefined) {
    return (
      <PanelBody>
        <div aria-busy="true">
          <SkeletonRows count={4} />
        </div>
      </PanelBody>
    );
  }
  return <ThreadFeed message={message} follow={follow} view={view} me={me.id} />;
}
