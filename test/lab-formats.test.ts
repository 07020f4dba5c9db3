/** Arrays in the lab, and what data bring with them, in a real browser. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy } from "#inner";
import { executablePath, gameOn, labInBrowser, skipped } from "./lab-page.ts";

/** Images of 5×5: each pixel tells where it is. */
const COUNT = 6;
const SIDE = 5;
const pixels = Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => (i * 37) % 256);

function idx(shape: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((length, axis) => header.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}

const images = idx([COUNT, SIDE, SIDE], pixels);
const FILES: Readonly<Record<string, Uint8Array>> = {
  "t-images-idx3-ubyte": images,
  "t-images-idx3-ubyte.gz": gzipSync(images),
  "bytes.npy": encodeNpy([COUNT, SIDE, SIDE], pixels),
  "colour.npy": encodeNpy(
    [2, SIDE, SIDE, 3],
    Float32Array.from(pixels, (value) => value / 255),
  ),
  "line.npy": encodeNpy(
    [48],
    Float64Array.from(pixels.subarray(0, 48), (value) => value / 100),
  ),
  "t-labels-idx1-ubyte": idx([COUNT], pixels.subarray(0, COUNT)),
  "short-idx3-ubyte": images.subarray(0, 50),
  "damaged.gz": gzipSync(images).subarray(0, 40),
  "either.npy": encodeNpy([3, 3, 8, 3], new Uint8Array(216)),
  "large.npy": encodeNpy([1, 128, 128, 3], new Uint8Array(128 * 128 * 3)),
  "notes.doc": new Uint8Array(3),
};

describe.skipIf(!executablePath)(`files and data of the lab${skipped}`, () => {
  const lab = labInBrowser();
  const { page, open, does } = lab;
  const { shown, ready, query, rounds } = gameOn(lab);
  const alert = (says: RegExp) => page().getByRole("alert").filter({ hasText: says });
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-formats-"));
    for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(folder, name), bytes);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const give = (name: string): Promise<void> => does("open-file").setInputFiles(join(folder, name));

  it.each([
    ["t-images-idx3-ubyte", "6 images of 5×5. Labels are not read.", "6"],
    ["t-images-idx3-ubyte.gz", "6 images of 5×5. Labels are not read.", "6"],
    ["bytes.npy", "6 examples, read as images N×H×W, bytes", "6"],
    ["colour.npy", "2 examples, read as images N×H×W×C, numbers from 0 to 1", "2"],
  ])("plays on the images of %s, with as many in a minibatch as there are", async (name, says, batch) => {
    await open("data=ring&widths=8");
    await give(name);
    await page().locator("p.notice").filter({ hasText: says }).waitFor();
    await ready();
    expect(Object.fromEntries(query())).toEqual({
      ...{ data: `file:${name}`, network: "mlp", widths: "128", batch, latent: "16" },
    });
    await rounds(2);
  });

  it("reads rows of one number as a line, with smooth players", async () => {
    await open("data=ring&batch=16");
    await give("line.npy");
    await page().locator("p.notice").filter({ hasText: "48 examples, read as rows of 1" }).waitFor();
    await ready();
    expect(query().get("activation")).toBe("tanh");
    expect(query().get("g-activation")).toBe("softplus");
    await rounds(1);
  });

  it("leaves the game as it was where a file cannot be used, with the sentence of the command line", async () => {
    await open("data=ring&widths=8&batch=32");
    await rounds(2);
    const before = page().url();
    for (const [name, says] of [
      ["t-labels-idx1-ubyte", /expected three axes: count, height, width, but got 6 labels/],
      ["short-idx3-ubyte", /expected 150 values \(6×5×5\), but got 34: the file is truncated/],
      ["damaged.gz", /expected a whole gzip file, but got one that ends early/],
      ["either.npy", /can be read in one way/],
      ["large.npy", /at most 12288 numbers.*but got 49152/],
      ["notes.doc", /notes\.doc is no file that the lab opens.*IDX/],
    ] as const) {
      await give(name);
      await alert(says).waitFor();
      expect(await alert(says).innerText()).not.toMatch(/--|playing/);
    }
    expect(page().url()).toBe(before);
    expect(await shown("step")).toBe(2);
    await rounds(1);
  });

  it("begins smooth where one dimension is chosen, says so in the link, and lets go of it with the data", async () => {
    await open("data=ring&batch=32");
    await page().locator('input[name="built-in"][value="normal"]').check({ force: true });
    await page().waitForURL(/data=normal/);
    await ready();
    expect(query().toString()).toBe("data=normal&batch=32&activation=tanh&g-activation=softplus");
    const link = page().url();
    await rounds(3);
    await page().goto(link);
    await ready();
    expect(page().url()).toBe(link);
    await page().locator('input[name="built-in"][value="moons"]').check({ force: true });
    await page().waitForURL(/data=moons/);
    await ready();
    expect(query().toString()).toBe("data=moons&batch=32");
  });

  it("says why a first game cannot be set up, and not that there is none", async () => {
    await page().addInitScript(() => {
      const said = new Set<string>();
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('[role="alert"]')) said.add(one.textContent ?? "");
      }).observe(document, { subtree: true, childList: true, characterData: true });
      Object.assign(window, { said });
    });
    await open("data=normal&gradient-penalty=1&d-normalisation=batch");
    await alert(/treats examples/).waitFor();
    const said = await page().evaluate(() => [...(window as unknown as { said: Set<string> }).said]);
    expect(said.join(" ")).not.toContain("a game that was set up");
  });
});
