import { SLASH_COMMANDS, type SlashCommand } from "../features/composer/slash";
import { MESSAGE_ACTS } from "../features/timeline/acts/acts";
import { useWorkspace } from "../stores/rooms";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import { showToast } from "../ui/toasts";
import { COMMANDS } from "./commands";
import { COMPOSER_ACTS } from "./composing";
import styles from "./HelpDialogs.module.css";
import { ROUTES } from "./routes";
import { shownKeys } from "./shortcuts";

interface HelpProps {
  onClose: () => void;
}

const COMPOSER_KEYS = [
  ["Send", "Enter"],
  ["Break the line", "Shift Enter"],
  ["Bold", "Ctrl B"],
  ["Italic", "Ctrl I"],
  ["Code", "Ctrl E"],
  ["Edit the last message", "ArrowUp"],
] as const;

const MESSAGE_KEYS = [
  ["From one to the next", "ArrowUp"],
  ...MESSAGE_ACTS.map((act) => [act.title.replace("…", ""), act.keys] as const),
] as const;

/** Every shortcut, from the registry. */
export function ShortcutsDialog({ onClose }: HelpProps) {
  const commands = COMMANDS.flatMap((command) => (command.keys ? [[command.title, command.keys] as const] : []));
  return (
    <Dialog open title="Keyboard shortcuts" onClose={onClose}>
      <KeyList title="Everywhere" keys={commands} />
      <KeyList title="While writing" keys={COMPOSER_KEYS} />
      <KeyList title="On a message" keys={MESSAGE_KEYS} />
      <SlashList />
    </Dialog>
  );
}

function isThere({ name }: SlashCommand): boolean {
  return name !== "search" || COMPOSER_ACTS.search !== undefined;
}

/** Commands that are typed at the start of a message. */
function SlashList() {
  return (
    <section>
      <h3 className={styles.heading}>Commands in a message</h3>
      <dl className={styles.keys}>
        {SLASH_COMMANDS.filter(isThere).map(({ name, params, about }) => (
          <div key={name}>
            <dt>{about}</dt>
            <dd>
              <Kbd>{`/${name} ${params}`.trim()}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function KeyList({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      <dl className={styles.keys}>
        {keys.map(([name, pressed]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Kbd>{shownKeys(pressed)}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** How others come in. */
export function InvitePeopleDialog({ onClose }: HelpProps) {
  const workspace = useWorkspace();
  const link = `${location.origin}${ROUTES.register}`;
  const closed = workspace?.sign_up === "closed";
  return (
    <Dialog open title={`Invite people to ${workspace?.name ?? "the workspace"}`} onClose={onClose}>
      {closed ? (
        <Banner>
          Registration is closed. People who came with an import get in by a link that an admin hands out.
        </Banner>
      ) : (
        <>
          <p>Whoever opens this address can create an account:</p>
          <Copyable text={link} note="The address was copied." />
        </>
      )}
    </Dialog>
  );
}

/** How a Slack export comes in. */
export function ImportDialog({ onClose }: HelpProps) {
  return (
    <Dialog
      open
      width="wide"
      title="Import from Slack"
      description="People, rooms, threads, reactions and the links of files."
      onClose={onClose}
    >
      <ol className={styles.steps}>
        <li>
          In Slack, open Settings › Workspace settings › Import/Export data, and download the export as a zip file.
        </li>
        <li>
          Copy it to the server, and run this there. The server may keep running.
          <Copyable text="relaydesk import slack export.zip" note="The command was copied." />
        </li>
        <li>Everything appears here once the import is complete. Running it again adds only what is new.</li>
      </ol>
    </Dialog>
  );
}

function Copyable({ text, note }: { text: string; note: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      showToast({ text: note });
    } catch {
      showToast({ text: "This browser does not let us copy. Select the text and copy it yourself." });
    }
  };
  return (
    <div className={styles.copyable}>
      <code>{text}</code>
      <Button onClick={() => void copy()}>Copy</Button>
    </div>
  );
}
