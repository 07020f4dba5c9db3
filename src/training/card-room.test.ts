import { describe, expect, it } from "vitest";
import { pictures, smallImages } from "../../test/small-run.ts";
import { requireRoom } from "./card-room.ts";
import { type Config, resolveConfig } from "./config.ts";

const { data: _, ...images } = smallImages;
const configOf = (batch: number): Config => resolveConfig(pictures, { ...images, batch });

describe("a run on a graphics card", () => {
  it("is refused where a step cannot have room, with a minibatch that has", () => {
    const memory = 1e6;
    const room = (batch: number) => (): void => requireRoom(configOf(batch), pictures, memory);
    expect(room(8192)).toThrow(
      /^making room for a step on the device webgpu: expected a step that takes at most 1 MB, which is what the card has, but got one that takes \d+ MB or more with a minibatch of 8192\. `batch: \d+` has room; with `accumulate: \d+` an update still learns from as many examples\.$/,
    );
    let text = "";
    try {
      room(8192)();
    } catch (error) {
      text = (error as Error).message;
    }
    const [named = 0, times = 0] = [...text.matchAll(/`\w+: (\d+)`/g)].map(([, number]) => Number(number));
    expect(named).toBeGreaterThan(0);
    expect(named).toBeLessThan(8192);
    expect(named * times).toBe(8192);
    expect(room(named)).not.toThrow();
  });

  it("has a smaller part of a minibatch on each of several ranks", () => {
    expect(() => requireRoom(configOf(8192), pictures, 1e6, { ranks: 256 })).not.toThrow();
  });

  it("is told to be smaller where its networks alone are too large", () => {
    expect(() => requireRoom(configOf(8), pictures, 1000)).toThrow("No smaller minibatch has room");
  });
});
