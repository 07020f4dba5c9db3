import { describe, expect, it } from "vitest";
import { builtIn, type MetricsLine, resolveConfig } from "../../inner.ts";
import { warningsSink } from "./warnings-sink.ts";

const data = builtIn("ring");
const config = resolveConfig(data, {});
const well = { meanDReal: 0.5, meanDFake: 0.5, dGradientNorm: 1, gGradientNorm: 1 };
const ahead = { ...well, meanDReal: 0.99, meanDFake: 0.01 };

/** What is said of reports whose answers of D are these, and at which step. */
async function said(reports: readonly (typeof well)[], before: readonly (typeof well)[] = []): Promise<string[]> {
  const heard: string[] = [];
  const line = (report: typeof well, i: number) => ({ ...report, step: i + 1 }) as unknown as MetricsLine;
  const session = { data, record: { config }, metrics: before.map(line) } as unknown as Parameters<
    typeof warningsSink
  >[0];
  const output = {
    json: false,
    print: () => undefined,
    say: (text: string) => heard.push(text),
    result: () => undefined,
  };
  const sink = warningsSink(session, output);
  for (const [i, report] of reports.entries()) {
    const step = before.length + i + 1;
    await sink.event?.({ type: "recorded", step, line: line(report, step - 1) });
  }
  return heard;
}

const times = (count: number, report: typeof well) => Array.from({ length: count }, () => report);

describe("warnings while a run goes on", () => {
  it("are said once, when the matter has stood for a while", async () => {
    const heard = await said(times(200, ahead));
    expect(heard).toHaveLength(1);
    // Five reports for a median, and ten in a row.
    expect(heard[0]).toMatch(/^Warning, step 14: D is far ahead: .* Hold D back with `r1: 1`/);
  });

  it("are not said of what passes by itself", async () => {
    const passing = [...times(8, ahead), ...times(12, well)];
    expect(await said([...passing, ...passing, ...passing])).toEqual([]);
    expect(await said(times(200, well))).toEqual([]);
  });

  it("read what a resumed run wrote before", async () => {
    expect(await said(times(10, ahead), times(5, ahead))).toEqual([expect.stringMatching(/^Warning, step 15: /)]);
  });
});
