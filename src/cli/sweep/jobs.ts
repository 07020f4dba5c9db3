/** How many runs there is room for at once: by cores, and by the memory that a run will take. */
import { availableParallelism, freemem } from "node:os";
import { type Config, estimate, formatNumber, gameOf, summarize } from "../../inner.ts";
import { beginning } from "../run/classes.ts";
import type { CheckedSweep } from "./check-settings.ts";

/** What one run takes, and what there is. */
export interface Room {
  readonly cores: number;
  readonly threads: number;
  /** Bytes of memory: free, and of one run. */
  readonly free: number;
  readonly ofRun: number;
}

/** Of the memory that is free; the rest is for what runs do at their ends, and for others. */
const SHARE = 0.8;

/** As many as have cores and memory, at least one. */
export const jobsFor = ({ cores, threads, free, ofRun }: Room): number =>
  Math.max(1, Math.min(Math.floor(cores / threads), Math.floor((SHARE * free) / ofRun)));

/** Floating-point operations of a minibatch, about: the costliest setting is the one that needs most of them. */
function costOf(config: Config): number {
  const { generator, discriminator } = gameOf(config);
  const flops = [generator, discriminator].flatMap((network) => summarize(network).map((layer) => layer.flops));
  return config.batch * flops.reduce((sum, one) => sum + one, 0);
}

/** Seconds that a few steps are played for. */
const SECONDS = 0.3;

/** Looks at this machine, and plays a few steps of the costliest setting, as describe does. */
export async function measureRoom(sweep: CheckedSweep, say: (line: string) => void): Promise<Room> {
  const playable = sweep.settings.flatMap((setting) => ("config" in setting ? [{ setting, ...setting }] : []));
  const costs = playable.map(({ config }) => costOf(config));
  const { setting } = playable[costs.indexOf(Math.max(...costs))] as (typeof playable)[number];
  const { data, config } = await beginning(sweep.opened, sweep.given(setting), say);
  // This process has Node, the runtime and the data, as each run will have.
  const before = process.memoryUsage().rss;
  const { bytes } = await estimate(config, data, { seconds: SECONDS });
  return {
    cores: availableParallelism(),
    threads: Math.max(...playable.map((one) => one.config.run.threads)),
    // What a container may take, where Node can tell.
    free: process.availableMemory?.() ?? freemem(),
    ofRun: before + bytes.state + bytes.activations,
  };
}

/** Why so many, in a sentence. */
export function jobsText(jobs: number, room: Room): string {
  const { cores, threads, free, ofRun } = room;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;
  const each = threads === 1 ? "a thread" : `${threads} threads`;
  return `${jobs === 1 ? "One run" : `${formatNumber(jobs)} runs`} at a time: ${cores} ${cores === 1 ? "core" : "cores"}, ${gigabytes(free)} of free memory; a run takes ${each} and about ${gigabytes(ofRun)}. Say otherwise by --jobs.`;
}
