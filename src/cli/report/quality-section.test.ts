/** What is recorded of the quality of rows, and what is shown of it. */
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { category, number, tableOf, uniformOf } from "../../../test/typed-tables.ts";
import { createQualityReporter } from "../../evaluation/quality/report.ts";
import type { TypedTable } from "../../inner.ts";
import { readQuality, saveQuality } from "../run/quality-record.ts";
import { qualitySection } from "./quality-section.ts";
import { formatQuality, qualityTable } from "./quality-table.ts";

function rowsOf(count: number, seed: number): TypedTable {
  const uniform = uniformOf(seed);
  const x = Array.from({ length: count }, uniform);
  return tableOf(
    number("x", x),
    number(
      "always 7",
      x.map(() => 7),
    ),
    category(
      "<half>",
      x.map((value) => (value < 0.5 ? "lower" : "upper")),
    ),
  );
}
const [training, heldOut, made] = [rowsOf(400, 1), rowsOf(400, 2), rowsOf(400, 3)];
const reportOf = async (light: boolean) =>
  (await createQualityReporter({ training, heldOut, seed: 1, light })).report(made);

const kept = (light: boolean) =>
  inFolder(async (cwd) => {
    await saveQuality(cwd, 40, await reportOf(light));
    return readQuality(cwd);
  });

describe("the record of quality", () => {
  it("comes back as it was, figures that are not defined too", () =>
    inFolder(async (cwd) => {
      const report = await reportOf(false);
      await saveQuality(cwd, 40, report);
      // A constant column has no correlation, and no range to be covered.
      expect(report.quality.columns[1]?.coverage).toBeNaN();
      expect(await readQuality(cwd)).toEqual({ step: 40, ...report });
    }));

  it("is none where nothing was measured", () =>
    inFolder(async (cwd) => {
      expect(await readQuality(cwd)).toBeUndefined();
    }));
});

describe("what is shown of quality", () => {
  it("has the generated rows first, real rows and baselines beside them", async () => {
    const { head, rows } = qualityTable(await reportOf(false));
    expect(rows.map(([title]) => title)).toEqual([
      "Generated",
      "Real rows",
      "Independent columns",
      expect.any(String),
      expect.any(String),
      "Sequential trees",
    ]);
    expect(head).toContain("AUC of <half>");
    expect(head).toContain("two-sample AUC");
    for (const row of rows) expect(row).toHaveLength(head.length + 1);
  });

  it("begins with the sentence, and says how to measure the rest where it is light", async () => {
    const text = formatQuality(await reportOf(true));
    expect(text).toMatch(/^Good shapes/);
    expect(text).not.toContain("two-sample AUC");
    expect(text).toContain("evaluate --metric quality measures predictions");
    expect(text).toContain("Quality Score");
  });

  it("shows every column and three maps of pairs on the page, names as text", async () => {
    const page = qualitySection(await kept(true));
    expect(page.match(/role="img"/g)).toHaveLength(3 + 3);
    expect(page).not.toContain("<half>");
    expect(page).toContain("&#60;half&#62;");
  });

  it("is nothing where nothing was measured", async () => {
    expect(qualitySection(undefined)).toBe("");
  });
});
