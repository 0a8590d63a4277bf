import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import type { CodeRun } from "../../lib/highlight";
import { IconButton } from "../../ui/IconButton";
import styles from "./CodeBlock.module.css";

interface CodeBlockProps {
  /** As written after the fence; empty when not said. */
  language: string;
  text: string;
}

/** Code on lines of its own: plain at once, in colours when they are there, copied by a button. */
export function CodeBlock({ language, text }: CodeBlockProps) {
  const code = text.replace(/\n$/, "");
  const runs = useRuns(language, code);
  return (
    <div className={styles.box}>
      <pre
        className={styles.code}
        tabIndex={0}
        aria-label={language === "" ? "Code" : `Code, ${language}`}
        role="group"
      >
        <code>
          {runs === null
            ? code
            : runs.map((run, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a text never change in place.
                <span key={at} className={styles[run.kind]}>
                  {run.text}
                </span>
              ))}
        </code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
}

function useRuns(language: string, code: string): CodeRun[] | null {
  const [runs, setRuns] = useState<{ of: string; runs: CodeRun[] | null } | null>(null);
  const of = `${language}\n${code}`;
  useEffect(() => {
    if (language === "") return;
    let current = true;
    import("../../lib/highlight").then(
      ({ codeRuns }) => current && setRuns({ of: `${language}\n${code}`, runs: codeRuns(language, code) }),
      // Offline: the code is there to be read, only without colours.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [language, code]);
  return runs?.of === of ? runs.runs : null;
}

/** How long the button says that it worked. */
const SAID_MS = 1_500;

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      className={styles.copy}
      label={copied ? "Copied" : "Copy the code"}
      icon={copied ? <Check /> : <Copy />}
      // A browser that does not let a page write there says nothing: the text can still be marked by hand.
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(
          () => setCopied(true),
          () => {},
        )
      }
    />
  );
}
