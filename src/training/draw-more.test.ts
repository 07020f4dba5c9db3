import { expect, it } from "vitest";
import { train } from "../index.ts";

const options = {
  data: "ring",
  steps: 40,
  sampleEvery: 10,
  samples: 20,
  widths: [8],
  batch: 16,
  reportEvery: 40,
  checkpointEvery: 40,
} as const;

/** The last state of a run, of which each sheet is looked at. */
async function stateOf(look: (draw: (count: number) => Promise<Float32Array>, step: number) => Promise<void>) {
  let state = new Uint8Array();
  for await (const event of train({ ...options })) {
    if (event.type === "samples" && event.draw) await look(event.draw, event.step);
    if (event.type === "checkpoint") state = event.bytes;
  }
  return state;
}

it("more samples of a sheet's step may be drawn, which changes nothing about the run", async () => {
  const drawn: Float32Array[] = [];
  const counts = new Map([
    [0, 30],
    [10, 50],
    [20, 30],
    [40, 30],
  ]);
  const watched = await stateOf(async (draw, step) => {
    const count = counts.get(step);
    if (count !== undefined) drawn.push(await draw(count));
  });
  expect(drawn.map(({ length }) => length)).toEqual([60, 100, 60, 60]);
  // G has learned meanwhile.
  expect(drawn[3]).not.toEqual(drawn[0]);
  expect(watched).toEqual(await stateOf(async () => undefined));
});

it("events can be sent to other threads", async () => {
  for await (const event of train({ ...options, steps: 1 })) expect(() => structuredClone(event)).not.toThrow();
});
