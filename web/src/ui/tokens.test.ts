import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrast } from "./contrast.test-kit";

const css = readFileSync("src/ui/tokens.css", "utf8");

/** The colours of a theme, with references to other tokens followed; dark overrides light. */
function themeColours(theme: "light" | "dark"): Map<string, string> {
  const light = /\[data-theme="light"\] \{([^}]*)\}/.exec(css)?.[1] ?? "";
  const dark = /\n\[data-theme="dark"\] \{([^}]*)\}/.exec(css)?.[1] ?? "";
  const values = new Map<string, string>();
  for (const [, name, value] of (theme === "light" ? light : light + dark).matchAll(/--([\w-]+): ([^;]+);/g)) {
    if (name && value) values.set(name, value);
  }
  const follow = (value: string): string => {
    const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
    return other === undefined ? value : follow(values.get(other) ?? "");
  };
  return new Map([...values].map(([name, value]) => [name, follow(value)]));
}

const TEXT_ON_GROUND: [text: string, grounds: string[]][] = [
  [
    "ink",
    ["bg", "bg-side", "bg-raised", "bg-hover", "bg-press", "bg-code", "accent-soft", "mention-soft", "danger-soft"],
  ],
  ["ink-2", ["bg", "bg-side", "bg-raised", "bg-hover", "bg-press", "accent-soft", "mention-soft"]],
  ["ink-3", ["bg", "bg-side", "bg-raised", "bg-hover", "bg-press", "mention-soft"]],
  ["accent-text", ["bg", "bg-side", "bg-raised", "bg-hover", "accent-soft", "mention-soft"]],
  ["mention", ["bg", "bg-side", "bg-hover", "mention-soft"]],
  ["danger", ["bg", "bg-side", "bg-raised", "bg-hover", "danger-soft"]],
  ["accent-ink", ["accent", "accent-hover"]],
  ["mention-ink", ["mention"]],
  ["danger-ink", ["danger", "danger-hover"]],
  ["ink", ["code-added", "code-removed"]],
  ["code-comment", ["bg-code"]],
  ["code-keyword", ["bg-code"]],
  ["code-string", ["bg-code"]],
  ["code-number", ["bg-code"]],
  ["code-name", ["bg-code"]],
  ["code-type", ["bg-code"]],
];

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  const colours = themeColours(theme);
  const pairs = TEXT_ON_GROUND.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const));

  test.each(pairs)("%s keeps AA contrast on %s", (text, ground) => {
    expect(contrast(colours.get(text) ?? "", colours.get(ground) ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["border-field", "accent", "online", "offline"])("%s stands out from the page as a mark", (mark) => {
    expect(contrast(colours.get(mark) ?? "", colours.get("bg") ?? "")).toBeGreaterThanOrEqual(2.5);
  });
});
