import { describe, expect, it } from "vitest";
import { openSessions, type Waiting } from "./waiting.ts";

/** Sessions that take so many milliseconds by a clock of their own. */
async function sessionsTaking(cost: (waiting: Waiting, at: number) => number) {
  const log: string[] = [];
  let clock = 0;
  let open = 0;
  const sessions = await openSessions<Waiting>({
    open: async (waiting) => {
      expect(++open).toBe(1);
      log.push(waiting);
      return waiting;
    },
    release: async () => {
      open--;
    },
    now: () => clock,
  });
  const run = (count: number): Promise<void> =>
    count === 0
      ? Promise.resolve()
      : sessions
          .run(async (waiting) => {
            clock += cost(waiting, clock);
          })
          .then(() => run(count - 1));
  return { sessions, run, log, open: () => open };
}

describe("how threads wait for each other", () => {
  it("is tried both ways, and the faster one stays", async () => {
    const sleepy = await sessionsTaking((waiting) => (waiting === "looking" ? 150 : 100));
    await sleepy.run(20);
    expect(sleepy.log).toEqual(["looking", "sleeping"]);
    const eager = await sessionsTaking((waiting) => (waiting === "looking" ? 100 : 110));
    await eager.run(20);
    expect(eager.log).toEqual(["looking", "sleeping", "looking"]);
    expect(eager.sessions.waiting()).toBe("looking");
  });

  it("is not tried where all that there is to do is soon done", async () => {
    const short = await sessionsTaking(() => 1);
    await short.run(100);
    expect(short.log).toEqual(["looking"]);
  });

  it("leaves out a first run that is slow, and one that was disturbed", async () => {
    const costs = new Map([
      [0, 5000],
      [5300, 900],
    ]);
    const disturbed = await sessionsTaking((waiting, at) => costs.get(at) ?? (waiting === "looking" ? 100 : 110));
    await disturbed.run(30);
    expect(disturbed.sessions.waiting()).toBe("looking");
  });

  it("is tried again after some minutes, since the machine may have become another one", async () => {
    const changed = await sessionsTaking((waiting, at) =>
      waiting === "looking" && at > 60_000 ? 150 : 100 + (waiting === "sleeping" ? 10 : 0),
    );
    await changed.run(400);
    expect(changed.sessions.waiting()).toBe("looking");
    await changed.run(3000);
    expect(changed.sessions.waiting()).toBe("sleeping");
  });

  it("never changes a session that is running", async () => {
    const { sessions, open } = await sessionsTaking(() => 200);
    let letGo = (): void => undefined;
    const long = sessions.run(
      () =>
        new Promise<void>((done) => {
          letGo = done;
        }),
    );
    for (let i = 0; i < 10; i++) await sessions.run(async () => undefined);
    expect(sessions.waiting()).toBe("looking");
    letGo();
    await long;
    await sessions.release();
    expect(open()).toBe(0);
  });

  it("passes on what a job throws", async () => {
    const { sessions } = await sessionsTaking(() => 1);
    await expect(
      sessions.run(async () => {
        throw new Error("no memory");
      }),
    ).rejects.toThrow("no memory");
  });
});
