import { expect, it } from "vitest";
import { jobsFor } from "./jobs.ts";
import { inPool } from "./pool.ts";

it("as many runs are played at a time as cores and memory allow, and always one", () => {
  const room = { cores: 8, threads: 2, free: 16e9, ofRun: 1e9 };
  expect(jobsFor(room)).toBe(4);
  expect(jobsFor({ ...room, ofRun: 6e9 })).toBe(2);
  expect(jobsFor({ ...room, threads: 16 })).toBe(1);
  expect(jobsFor({ ...room, ofRun: 1e12 })).toBe(1);
});

it("tasks are begun in their order, never more at a time than there may be, and none after a stop", async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const stop = new AbortController();
  const done = inPool([1, 2, 3, 4, 5], 2, stop.signal, (item) => {
    begun.push(item);
    return new Promise<void>((end) => ends.push(end));
  });
  const turn = () => new Promise((next) => setImmediate(next));
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await turn();
  expect(begun).toEqual([1, 2, 3]);
  stop.abort();
  for (const end of ends) end();
  await done;
  expect(begun).toEqual([1, 2, 3]);
});

it("the first error of a task ends them all, when those that were begun have ended", async () => {
  const ended: number[] = [];
  const pool = inPool([1, 2, 3], 2, new AbortController().signal, async (item) => {
    if (item === 1) throw new Error("no");
    await new Promise((next) => setImmediate(next));
    ended.push(item);
  });
  await expect(pool).rejects.toThrow("no");
  expect(ended).toEqual([2]);
});
