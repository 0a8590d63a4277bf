/**
 * Colours for code: which run of a text is a keyword, a string, a comment.
 *
 * The grammars are larger than the rest of the app's first load, so they come in a file of their own when the first code
 * block is shown. The result is data, never HTML.
 */
import type { RootContent } from "hast";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import graphql from "highlight.js/lib/languages/graphql";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import nginx from "highlight.js/lib/languages/nginx";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";

const grammars = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  graphql,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  nginx,
  php,
  python,
  ruby,
  rust,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
});

/** What a run of code is; `plain` for what is nothing in particular. */
export type CodeKind = "plain" | "comment" | "keyword" | "string" | "number" | "name" | "type" | "added" | "removed";

export interface CodeRun {
  kind: CodeKind;
  text: string;
}

/** The grammars' many names for things, as the few colours that a reader can tell apart. */
const KINDS: Record<string, CodeKind> = {
  comment: "comment",
  quote: "comment",
  meta: "comment",
  doctag: "comment",
  keyword: "keyword",
  operator: "plain",
  "selector-tag": "keyword",
  name: "keyword",
  string: "string",
  regexp: "string",
  symbol: "string",
  char: "string",
  link: "string",
  number: "number",
  literal: "number",
  title: "name",
  section: "name",
  attr: "name",
  attribute: "name",
  property: "name",
  "selector-class": "name",
  "selector-id": "name",
  type: "type",
  built_in: "type",
  "template-variable": "type",
  addition: "added",
  deletion: "removed",
};

/** Longer code stays plain: it is read elsewhere. */
const MOST_LETTERS = 20_000;

/** The runs of a code; null when the language is not known or the code is very long. */
export function codeRuns(language: string, text: string): CodeRun[] | null {
  const name = language.toLowerCase().split(/[\s,:{]/)[0] ?? "";
  if (!grammars.registered(name) || text.length > MOST_LETTERS) return null;
  const runs: CodeRun[] = [];
  collect(grammars.highlight(name, text).children, "plain", runs);
  return runs;
}

function collect(nodes: readonly RootContent[], kind: CodeKind, runs: CodeRun[]): void {
  for (const node of nodes) {
    if (node.type === "text") {
      const last = runs.at(-1);
      if (last?.kind === kind) last.text += node.value;
      else runs.push({ kind, text: node.value });
    } else if (node.type === "element") {
      collect(node.children as RootContent[], kindOf(node.properties.className) ?? kind, runs);
    }
  }
}

function kindOf(classNames: unknown): CodeKind | undefined {
  const first = Array.isArray(classNames) ? String(classNames[0]) : "";
  return KINDS[first.replace(/^hljs-/, "")];
}
