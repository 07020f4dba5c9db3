import { expect, it } from "vitest";
import { createLatest, createTurns } from "./turns.ts";

const soon = (): Promise<void> => new Promise((done) => setTimeout(done, 1));

it("tasks in turns do not overlap, and one that fails does not stop the others", async () => {
  const turn = createTurns();
  const did: string[] = [];
  const task = (name: string) => async () => {
    did.push(`${name} begins`);
    await soon();
    did.push(`${name} ends`);
    if (name === "b") throw new Error("b fails");
    return name;
  };
  const all = await Promise.allSettled(["a", "b", "c"].map((name) => turn(task(name))));
  expect(did).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("of wishes that come while one is at work, the latest is done and the others are not", async () => {
  const done: number[] = [];
  const ask = createLatest(async (wish: number) => {
    await soon();
    done.push(wish);
  });
  for (const wish of [1, 2, 3, 4]) ask(wish);
  await soon();
  await soon();
  await soon();
  ask(5);
  await soon();
  await soon();
  expect(done).toEqual([1, 4, 5]);
});
