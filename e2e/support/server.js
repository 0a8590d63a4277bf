// One server of the real binary, with a data folder of its own. It can be killed and started again on the same data.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BINARY = process.env.RELAYDESK_BIN ?? fileURLToPath(new URL("../../target/debug/relaydesk", import.meta.url));
const START_MS = 30_000;

export class Server {
  /** `grown`: on PostgreSQL, Redis and S3 instead of its own folder; see `grownPlace`. `settings`: more variables. */
  static async start({ grown = false, settings = {} } = {}) {
    const server = new Server(await mkdtemp(join(tmpdir(), "relaydesk-e2e-")), await freePort());
    server.#place = { ...(grown && grownPlace()), ...settings };
    await server.launch();
    return server;
  }

  /** Settings of the server, as variables. */
  #place = {};

  #process = null;
  #log = "";

  constructor(data, port) {
    this.data = data;
    this.port = port;
    this.origin = `http://localhost:${port}`;
  }

  /** Starts the binary and waits until it answers. */
  async launch() {
    const args = ["serve", "--listen", `127.0.0.1:${this.port}`, "--data", this.data, "--rates", "off"];
    const started = spawn(BINARY, args, { env: { ...environment(), ...this.#place }, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = started;
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (part) => {
        this.#log = (this.#log + part).slice(-20_000);
      });
    const until = Date.now() + START_MS;
    while (!(await this.#answers())) {
      if (started.exitCode !== null || Date.now() > until) throw new Error(`The server did not start:\n${this.#log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What a power cut does: no goodbye, nothing flushed. */
  async kill(signal = "SIGKILL") {
    const ending = this.#process;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  async stop() {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Runs another command of the binary on this server's data; gives what it printed. */
  command(...args) {
    const done = spawnSync(BINARY, args, { env: { ...environment(), ...this.#place }, encoding: "utf8", timeout: 60_000 });
    if (done.status !== 0) throw new Error(`relaydesk ${args.join(" ")} failed:\n${done.stdout}${done.stderr}`);
    return done.stdout + done.stderr;
  }

  async #answers() {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}

/** Nothing of the person's own configuration reaches the server under test. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RELAYDESK_")));
}

const { RELAYDESK_TEST_DATABASE_URL, RELAYDESK_TEST_REDIS_URL, RELAYDESK_TEST_S3_URL } = process.env;

/** Whether this run has a PostgreSQL, a Redis and an S3: `cargo xtask test` starts them. */
export const canGrow = [RELAYDESK_TEST_DATABASE_URL, RELAYDESK_TEST_REDIS_URL, RELAYDESK_TEST_S3_URL].every(Boolean);

/** A new database in the run's PostgreSQL, and the run's Redis and bucket. */
function grownPlace() {
  const name = `journeys_${process.pid}_${Date.now()}`;
  const made = spawnSync("psql", [RELAYDESK_TEST_DATABASE_URL, "-qc", `CREATE DATABASE ${name}`], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`No database for the journeys: ${made.stderr ?? made.error}`);
  const database = new URL(RELAYDESK_TEST_DATABASE_URL);
  database.pathname = `/${name}`;
  return {
    RELAYDESK_DATABASE_URL: database.href,
    RELAYDESK_REDIS_URL: RELAYDESK_TEST_REDIS_URL,
    RELAYDESK_S3_BUCKET: "relaydesk",
    RELAYDESK_S3_ENDPOINT: RELAYDESK_TEST_S3_URL,
    RELAYDESK_S3_ACCESS_KEY: "S3RVER",
    RELAYDESK_S3_SECRET_KEY: "S3RVER",
  };
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  return port;
}
