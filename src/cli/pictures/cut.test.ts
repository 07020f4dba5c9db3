import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it } from "vitest";
import { withCut } from "./cut.ts";

it("shows the whole of a picture beneath the sheet, with what is lost in the dark", async () => {
  const folder = await mkdtemp(join(tmpdir(), "saddlepoint-cut-"));
  try {
    const red = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: "#ff0000" } }).png();
    const path = join(folder, "wide.png");
    await red(100, 50).toFile(path);
    const sheet = await red(600, 40).toBuffer();
    const cut = { path, sides: { width: 100, height: 50 }, made: { width: 32, height: 32 } };
    const { data, info } = await sharp(await withCut(sheet, [cut]))
      .raw()
      .toBuffer({ resolveWithObject: true });
    // 220 × 110 of the picture stand below the sheet and a line of text; the middle 110 columns are kept.
    expect([info.width, info.height]).toEqual([600, 40 + 26 + 110 + 8]);
    const redAt = (x: number, y: number): number => data[(y * info.width + x) * info.channels] ?? 0;
    expect(redAt(300, 20)).toBe(255);
    const row = 40 + 26 + 55;
    expect(redAt(8 + 110, row)).toBe(255);
    for (const x of [8 + 20, 8 + 200]) expect(redAt(x, row)).toBeLessThan(100);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
