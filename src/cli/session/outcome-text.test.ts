import { describe, expect, it } from "vitest";
import type { Outcome } from "./outcome-sink.ts";
import { describeOutcome } from "./outcome-text.ts";

const outcome: Outcome = {
  run: "runs/ring",
  step: 1200,
  steps: 25_000,
  reason: "aborted",
  seconds: 10,
  stepsPerSecond: 120,
  checkpoint: "runs/ring/checkpoints/step-1200.safetensors",
  report: "runs/ring/report.html",
  warnings: [{ kind: "collapse", step: 1200, says: "G has collapsed.", suggestion: "Begin anew." }],
  notices: [],
  best: [],
};

describe("the text at the end of a session", () => {
  it.each(["aborted", "finished"] as const)("has what is the matter with a run that was %s", (reason) => {
    expect(describeOutcome({ ...outcome, reason })).toContain("Warning: G has collapsed. Begin anew.");
  });

  it("says of a run that was stopped how to go on with it", () => {
    expect(describeOutcome(outcome)).toContain("Go on with: saddlepoint resume runs/ring");
  });
});
