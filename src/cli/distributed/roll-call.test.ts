import { describe, expect, it } from "vitest";
import { createRollCall, type Messages } from "./roll-call.ts";

/** Ranks that hear each other at once. */
function network(size: number): Messages[] {
  const boxes = Array.from({ length: size }, () => ({ question: [] as number[], answer: [] as number[] }));
  return boxes.map((box, rank) => ({
    send: (to, kind) => void boxes[to]?.[kind].push(rank),
    heard: (kind) => box[kind].splice(0),
  }));
}

describe("a roll call", () => {
  it("finds who is silent, while another rank that waits answers without a call of its own", async () => {
    const messages = network(3);
    const [first, second] = [0, 1].map((rank) => createRollCall({ rank, size: 3 }, messages[rank] as Messages, 100));
    const waits = setInterval(() => second?.answer(), 5);
    expect(await first?.call()).toEqual({ silent: [2], before: false });
    clearInterval(waits);
  });

  it("tells the second of two that call at once to leave the word to the first", async () => {
    const rolls = network(3).map((messages, rank) => createRollCall({ rank, size: 3 }, messages, 100));
    expect(await Promise.all(rolls.slice(0, 2).map(({ call }) => call()))).toEqual([
      { silent: [2], before: false },
      { silent: [2], before: true },
    ]);
  });

  it("does not take an answer to an earlier call for one to this", async () => {
    const messages = network(2);
    messages[1]?.send(0, "answer");
    expect(await createRollCall({ rank: 0, size: 2 }, messages[0] as Messages, 50).call()).toEqual({
      silent: [1],
      before: false,
    });
  });
});
