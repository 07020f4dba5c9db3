/** What a reader found who tried to break the lab: it stays mended. */

import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { executablePath, gameOn, labInBrowser, skipped } from "./lab-page.ts";

describe.skipIf(!executablePath)(`the lab under odd use${skipped}`, { timeout: 60_000 }, () => {
  const lab = labInBrowser();
  const { page, open, does } = lab;
  const { is, ready } = gameOn(lab);

  const openFile = async (name: string, content: Buffer | string): Promise<void> => {
    await page()
      .locator("header input[type=file]")
      .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
  };
  /** Everything that axe finds, of whatever weight. */
  const findings = async (): Promise<string[]> => {
    await page().evaluate(axe.source);
    return page().evaluate(async () => {
      const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
  };

  it("leaves axe nothing to find, in columns, in a tour on a phone and on a mixed table", async () => {
    await open("data=ring");
    expect(await findings()).toEqual([]);
    await openFile("t.csv", `kind,n\n${"a,1\nb,2.5\nc,3.25\n".repeat(40)}`);
    await page()
      .getByRole("heading", { name: "t.csv" })
      .or(is("source").filter({ hasText: "t.csv" }))
      .first()
      .waitFor();
    await ready();
    expect(await findings()).toEqual([]);
    await page().setViewportSize({ width: 390, height: 844 });
    await does("panel-tour").click();
    await page().locator(".guide").waitFor();
    await ready();
    expect(await findings()).toEqual([]);
  });

  it("has slider and number of a setting on one line, at every width of their column", async () => {
    for (const [query, width] of [
      ["data=ring", 1280],
      ["data=ring&vs-loss=minimax", 1280],
      ["data=ring", 1440],
    ] as const) {
      await page().setViewportSize({ width, height: 800 });
      await open(query);
      const apart = await page().evaluate(() =>
        [...document.querySelectorAll(".field")].flatMap((field) => {
          const [slider, number] = [field.querySelector("[type=range]"), field.querySelector("[type=number]")];
          const [a, b] = [slider?.getBoundingClientRect(), number?.getBoundingClientRect()];
          return a?.height && b && Math.abs(a.y + a.height / 2 - b.y - b.height / 2) > 4 ? [number?.id] : [];
        }),
      );
      expect([query, width, apart]).toEqual([query, width, []]);
    }
  });

  it("compares on plots that can be read, in a low window and while more is said", async () => {
    for (const language of ["en", "ko"]) {
      await open(`data=ring&lang=${language}`);
      await does("round").click();
      await is("step").first().filter({ hasText: /^1$/ }).waitFor();
      await does("compare").click();
      await does("undo").waitFor();
      await ready();
      const boxes = await is("stage").evaluateAll((stages) =>
        stages.map((stage) => stage.getBoundingClientRect().height),
      );
      expect(boxes.length).toBe(2);
      for (const height of boxes) expect(height).toBeGreaterThan(240);
    }
  });

  it("opens a table of one column of words from data in the plane", async () => {
    await open("data=ring");
    await openFile("names.csv", "name\nalice\nbob\n");
    await is("source").filter({ hasText: "names.csv" }).waitFor();
    await ready();
    await does("round").click();
    await is("step").first().filter({ hasText: /^1$/ }).waitFor();
    expect(await page().locator(".problems").count()).toBe(0);
  });

  it("says of wrong files what is expected, shortly and without commands", async () => {
    await open("data=ring");
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919 + (i >> 3)) % 256));
    for (const name of ["noise.csv", "noise.onnx", "noise.safetensors", "noise.png"]) {
      await openFile(name, name.endsWith("csv") ? Buffer.concat([Buffer.from('a,b\nx"'), noise]) : noise);
      const says = await page().locator(".problems p").filter({ hasText: name }).innerText();
      expect(says).toMatch(/expected/);
      expect(says).not.toMatch(/saddlepoint |--|\p{Cc}|\ufffd/u);
      expect(says.length).toBeLessThan(420);
      await page().locator(".problems button").click();
    }
    expect(new URL(page().url()).searchParams.get("data")).toBe("ring");
  });
});
