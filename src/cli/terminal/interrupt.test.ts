import { afterEach, describe, expect, it, vi } from "vitest";
import { listenForStop } from "./interrupt.ts";

describe("interrupts", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** What comes of interrupts after so many milliseconds. */
  function interruptsAt(
    times: readonly number[],
    saved = false,
  ): { readonly exits: unknown[]; readonly aborted: boolean } {
    vi.useFakeTimers({ toFake: ["performance"] });
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const exit = vi.spyOn(process, "exit").mockImplementation((() => undefined) as () => never);
    const stop = listenForStop("stopping");
    if (saved) stop.nothingToSave();
    let now = 0;
    for (const time of times) {
      vi.advanceTimersByTime(time - now);
      now = time;
      process.emit("SIGINT");
    }
    stop.end();
    return { exits: exit.mock.calls.map(([code]) => code), aborted: stop.signal.aborted };
  }

  it("ask for a clean stop the first time", () => {
    expect(interruptsAt([0])).toEqual({ exits: [], aborted: true });
  });

  it("end the process the second time", () => {
    expect(interruptsAt([0, 600])).toEqual({ exits: [130], aborted: true });
  });

  it("that come twice within moments are one that was passed on", () => {
    expect(interruptsAt([0, 3])).toEqual({ exits: [], aborted: true });
    vi.restoreAllMocks();
    expect(interruptsAt([0, 3, 700]).exits).toEqual([130]);
  });

  it("end the process at once where all is saved", () => {
    expect(interruptsAt([0], true).exits).toEqual([130]);
  });
});
