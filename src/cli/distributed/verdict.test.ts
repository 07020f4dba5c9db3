import { describe, expect, it } from "vitest";
import { lastWords, named, type Sight, STARTING, TRAINING, verdict } from "./verdict.ts";

/** Four ranks of one host, all alive, as rank 0 sees them in training; the timeout is 10 s. */
const well: Sight = {
  rank: 0,
  size: 4,
  here: 4,
  timeout: 10_000,
  silent: [0, 300, 300, 300],
  inside: undefined,
  starting: false,
};

describe("a rank is given up", () => {
  it("when there has been no sign of it for the timeout, whatever this rank does itself", () => {
    expect(verdict({ ...well, silent: [0, 300, 9_999, 300] })).toBeUndefined();
    expect(verdict({ ...well, silent: [0, 300, 10_000, 300] })).toEqual({ ranks: [2] });
    expect(verdict({ ...well, silent: [0, 10_000, 12_000, 300], inside: 5 })).toEqual({ ranks: [1, 2] });
  });

  it("by the first rank that lives; the others leave it the word for a while", () => {
    const seen = { ...well, rank: 2, silent: [11_000, 300, 0, 300] };
    expect(verdict(seen)).toBeUndefined();
    expect(verdict({ ...seen, rank: 1, silent: [11_000, 0, 300, 300] })).toEqual({ ranks: [0] });
    expect(verdict({ ...seen, silent: [12_000, 300, 0, 300] })).toEqual({ ranks: [0] });
  });

  it("not while it lives, unless it does not come for ten times as long", () => {
    expect(verdict({ ...well, inside: 99_999 })).toBeUndefined();
    expect(verdict({ ...well, inside: 100_000 })).toEqual({ ranks: [1, 2, 3], alive: true });
  });

  it("when it has not begun 5 s after the timeout", () => {
    const start = { ...well, starting: true, silent: [0, 300, undefined, 300] };
    expect(verdict({ ...start, inside: 14_999 })).toBeUndefined();
    expect(verdict({ ...start, inside: 15_000 })).toEqual({ ranks: [2] });
    expect(verdict({ ...start, rank: 3, silent: [300, 300, undefined, 0], inside: 15_000 })).toBeUndefined();
  });

  it("by number as far as it can be told which of several hosts' ranks has not begun", () => {
    const start = { ...well, size: 6, starting: true, silent: [0, 300, undefined, 300, undefined, undefined] };
    expect(verdict({ ...start, inside: 15_000 })).toEqual({ ranks: [], among: { count: 1, ranks: [2, 4, 5] } });
    // All of this host are there: it is one of another's.
    const other = { ...start, silent: [0, 300, 300, 300, undefined, undefined] };
    expect(verdict({ ...other, inside: 16_999 })).toBeUndefined();
    expect(verdict({ ...other, inside: 17_000 })).toEqual({ ranks: [], among: { count: 1, ranks: [4, 5] } });
    expect(verdict({ ...well, silent: [0, 300, 300, undefined], inside: 12_000 })).toEqual({ ranks: [3] });
  });

  it("not by a rank that knows of no other", () => {
    expect(
      verdict({ ...well, size: 1, here: undefined, silent: [undefined], inside: 1e9, starting: true }),
    ).toBeUndefined();
  });
});

describe("the last words", () => {
  const job = { size: 3, timeout: 6000 };

  it("name rank and host, and what was being done", () => {
    expect(lastWords({ ranks: [1] }, job, STARTING, ["a", "b", "b"])).toBe(
      "training on 3 ranks, while the ranks start: expected every rank to answer within 6 s (--rank-timeout), but got no sign of life from rank 1 on host b. A process is stopped, or a machine or the network hangs. No step was made yet: start the same command again.",
    );
    expect(lastWords({ ranks: [], among: { count: 1, ranks: [1, 2] } }, job, STARTING, ["a", "", ""])).toContain(
      "no sign of life from one or more of ranks 1 and 2.",
    );
  });

  it("speak of a checkpoint only where there is one", () => {
    expect(lastWords({ ranks: [1] }, job, STARTING, [])).not.toContain("checkpoint");
    expect(lastWords({ ranks: [1] }, job, TRAINING, [])).toMatch(
      /^training on 3 ranks: expected .* The last checkpoint is intact; go on with saddlepoint resume\.$/,
    );
  });

  it("tell a rank that lives from one that does not", () => {
    expect(lastWords({ ranks: [0, 2], alive: true }, job, TRAINING, ["a", "a", "a"])).toContain(
      "expected every rank to come within 60 s (ten times --rank-timeout), but ranks 0 and 2 on host a did not, although alive.",
    );
  });

  it("gather ranks by host", () => {
    expect(named([0, 1, 2, 3], ["a", "b", "a", "a"])).toBe("ranks 0, 2 and 3 on host a and rank 1 on host b");
    expect(named([3, 4], [])).toBe("ranks 3 and 4");
  });
});
