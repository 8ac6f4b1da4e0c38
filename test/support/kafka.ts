import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The address of the broker that the tests of a run share; without one they are skipped. Names that say
 * "(set DATAPLANE_LAB_KAFKA)" tell what to do: `node scripts/kafka.mjs run -- npx mocha …`.
 */
export const KAFKA = process.env.DATAPLANE_LAB_KAFKA;

/** How long a broker is stopped: 20 s in the first suite of CI, which takes its time; less in the others. */
export const AWAY_MS = process.env.DATAPLANE_LAB_FUZZ === "full" ? 20_000 : 5_000;

/** A broker as scripts/kafka/broker.mjs starts it. */
interface Started {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

interface BrokerOptions {
  readonly port?: number;
  /** More lines of its settings. */
  readonly more?: readonly string[];
  /** Users known by SCRAM from the beginning. */
  readonly users?: readonly string[];
}

interface BrokerModule {
  startBroker(folder: string, options?: BrokerOptions): Promise<Started>;
}

/** A broker of one test, to be stopped, killed and started again: on the same port, with what it stored. */
export class PrivateBroker {
  readonly address: string;
  readonly #folder: string;
  readonly #module: BrokerModule;
  readonly #options: BrokerOptions;
  #running: Started | undefined;

  private constructor(module: BrokerModule, folder: string, options: BrokerOptions, running: Started) {
    this.#module = module;
    this.#folder = folder;
    this.#options = options;
    this.#running = running;
    this.address = running.address;
  }

  static async start(options: BrokerOptions = {}): Promise<PrivateBroker> {
    const script = path.resolve(__dirname, "../../scripts/kafka/broker.mjs");
    const module = (await import(pathToFileURL(script).href)) as BrokerModule;
    const folder = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-kafka-"));
    return new PrivateBroker(module, folder, options, await module.startBroker(folder, options));
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    await this.#running?.kill();
    this.#running = undefined;
  }

  async restart(): Promise<void> {
    this.#running ??= await this.#module.startBroker(this.#folder, this.#options);
  }

  /** Ends it and removes what it stored. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
