import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, describe as group, it } from "vitest";
import { openData } from "./open.ts";
import { pictureReason } from "./picture-reason.ts";
import { readBytes } from "./reading.ts";
import type { OpenedData } from "./request.ts";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "saddlepoint-folder-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const open = (folder: string): Promise<OpenedData> =>
  openData({ argument: join(place, folder), options: {}, places: { cacheDir: join(place, "cache") } }, () => undefined);

async function draw(path: string): Promise<void> {
  const side = 8;
  const pixels = new Uint8Array(side * side).fill(100);
  await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toFile(join(place, path));
}

group("a folder of pictures", () => {
  it("counts hidden pictures as passed over, and those that are smaller than they are made", async () => {
    await mkdir(join(place, "hidden"));
    for (const name of ["a.png", "b.png", ".c.png"]) await draw(`hidden/${name}`);
    expect((await open("hidden")).notices).toEqual([
      "2 of 3 files read; 1 hidden passed over.",
      "2 of 2 pictures are smaller than 28×28 and enlarged; a smaller --size keeps them as they are.",
    ]);
  });

  it("of nothing but links names them, and the option that follows them", async () => {
    await mkdir(join(place, "links"));
    await draw("a.png");
    for (const name of ["1.png", "2.png"]) await symlink(join(place, "a.png"), join(place, "links", name));
    await symlink(join(place, "gone.png"), join(place, "links/3.png"));
    await expect(open("links")).rejects.toThrow(
      "one with other files: 3 left out: 1.png (a link out of the folder (--follow-links reads it)), 2.png (a link out of the folder (--follow-links reads it)), 3.png (it is not there (any more)).",
    );
  });

  it("of black pictures of 16 bits is read, and that next to nothing is seen is said", async () => {
    await mkdir(join(place, "black"));
    for (const name of ["a.png", "b.png"]) {
      const black = sharp({ create: { width: 32, height: 32, channels: 3, background: "#000" } });
      await black
        .toColourspace("grey16")
        .png()
        .toFile(join(place, "black", name));
    }
    const { data, notices } = await open("black");
    expect([data.count, notices.at(-1)]).toEqual([2, expect.stringContaining("next to nothing is seen")]);
  });

  it("names the reason alone of a file that the system does not give", async () => {
    const reason = await readBytes(join(place, "gone.png"), "picture").catch(pictureReason);
    expect(reason).toBe("it is not there (any more)");
  });

  it("that links in a circle lead to is named as such", async () => {
    await symlink(join(place, "circle"), join(place, "circle"));
    await expect(open("circle")).rejects.toThrow("links that lead in a circle (ELOOP)");
  });
});
