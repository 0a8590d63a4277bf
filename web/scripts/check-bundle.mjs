// Fails the build when the JavaScript of the first load grows beyond its budget, compressed as the server sends it.
import { existsSync, readFileSync, statSync } from "node:fs";

const BUDGET_BYTES = 150 * 1024;

// The page names its entry and, as preloads, everything that the entry imports statically.
const page = readFileSync("dist/index.html", "utf8");
const files = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => `dist${match[1]}`);
const sentBytes = (file) => statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
const total = files.reduce((sum, file) => sum + sentBytes(file), 0);

const told = `first load: ${(total / 1024).toFixed(1)} KiB of JavaScript in ${files.length} files, budget ${BUDGET_BYTES / 1024} KiB`;
if (!files.some((file) => file.includes("/assets/")) || total > BUDGET_BYTES) {
  console.error(`${told}: refused`);
  process.exit(1);
}
console.log(told);
