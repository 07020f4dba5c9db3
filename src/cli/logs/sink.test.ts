import { describe, expect, it } from "vitest";
import type { TrainingEvent } from "../../inner.ts";
import { listen, type RunEvent, type Sink } from "./sink.ts";

const EVENTS = [
  { type: "checkpoint", step: 0, bytes: new Uint8Array() },
  { type: "samples", step: 1, shape: [2], values: new Float32Array() },
] as const satisfies readonly TrainingEvent[];

async function* stream(error?: Error): AsyncGenerator<TrainingEvent> {
  yield* EVENTS;
  if (error) throw error;
}

/** Sinks that tell what they are told, and take their time. */
function listeners(...names: string[]): { readonly told: string[]; readonly sinks: readonly Sink[] } {
  const told: string[] = [];
  const sinks = names.map((name) => ({
    event: async ({ type }: RunEvent) => {
      await new Promise((done) => setTimeout(done));
      told.push(`${name}: ${type}`);
    },
    end: (error?: unknown) => {
      told.push(`${name} ends${error instanceof Error ? ` by ${error.message}` : ""}`);
    },
  }));
  return { told, sinks };
}

describe("what listens to a run", () => {
  it("takes each event in the order of the list, and ends in the opposite order", async () => {
    const { told, sinks } = listeners("first", "second");
    await listen(stream(), sinks);
    expect(told).toEqual([
      "first: checkpoint",
      "second: checkpoint",
      "first: samples",
      "second: samples",
      "second ends",
      "first ends",
    ]);
  });

  it("learns of the error that ended the run, which goes on to the caller", async () => {
    const { told, sinks } = listeners("first", "second");
    await expect(listen(stream(new Error("a loss that is no number")), sinks)).rejects.toThrow(
      "a loss that is no number",
    );
    expect(told.slice(-2)).toEqual([
      "second ends by a loss that is no number",
      "first ends by a loss that is no number",
    ]);
  });

  it("ends too where another sink fails, and the run takes no further step", async () => {
    const { told, sinks } = listeners("first");
    const failing: Sink = { event: () => Promise.reject(new Error("the disk is full")) };
    await expect(listen(stream(), [...sinks, failing])).rejects.toThrow("the disk is full");
    expect(told).toEqual(["first: checkpoint", "first ends by the disk is full"]);
  });
});
