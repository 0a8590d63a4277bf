import { describe, expect, test } from "vitest";
import { codeRuns } from "./highlight";

describe("code is taken apart", () => {
  test("into keywords, names, strings and comments, and nothing is lost of it", () => {
    const text = 'fn main() {\n    // say it\n    println!("hi {}", 42);\n}';
    const runs = codeRuns("rust", text);
    expect(runs?.map((run) => run.text).join("")).toBe(text);
    expect(runs).toContainEqual({ kind: "keyword", text: "fn" });
    expect(runs).toContainEqual({ kind: "comment", text: "// say it" });
    expect(runs).toContainEqual({ kind: "string", text: '"hi {}"' });
    expect(runs).toContainEqual({ kind: "number", text: "42" });
  });

  test("by the other names of a language, and by what stands before a fence's details", () => {
    expect(codeRuns("ts", "const a = 1;")).not.toBeNull();
    expect(codeRuns("Rust,ignore", "let a = 1;")?.[0]).toEqual({ kind: "keyword", text: "let" });
  });

  test("only when the language is known and the code is not very long", () => {
    expect(codeRuns("klingon", "qapla'")).toBeNull();
    expect(codeRuns("", "let a = 1;")).toBeNull();
    expect(codeRuns("rust", "a".repeat(20_001))).toBeNull();
  });

  test("markup in it stays text", () => {
    const runs = codeRuns("xml", "<script>alert(1)</script>");
    expect(runs?.map((run) => run.text).join("")).toBe("<script>alert(1)</script>");
  });
});
