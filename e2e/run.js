// Runs every journey, one file at a time: they share two cores with the browsers. Ends with the line that counts them: `N passed, N failed`.
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "journeys");
const wanted = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => name.endsWith(".test.js")).sort();
const files = names
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join(folder, name));

let passed = 0;
let failed = 0;
const journeys = run({ files, concurrency: 1, timeout: 150_000 });
journeys.on("test:pass", ({ name, skip, details }) => {
  if (files.includes(name)) return;
  if (skip === undefined) passed += 1;
  console.log(`${skip === undefined ? "ok  " : "skip"} ${name} (${Math.round(details.duration_ms)} ms)`);
});
journeys.on("test:fail", ({ name, details }) => {
  failed += 1;
  console.log(`FAIL ${name}\n${indented(details.error.cause ?? details.error)}`);
});
journeys.on("test:stderr", ({ message }) => process.stderr.write(message));
journeys.on("end", () => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
journeys.resume();

function indented(error) {
  return String(error?.stack ?? error).replace(/^/gm, "     ");
}
