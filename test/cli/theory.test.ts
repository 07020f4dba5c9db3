/** The theory on the command line: readings of a run, and the paper's figures. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, TINY } from "./command.ts";

const train = (cwd: string, out: string, ...args: string[]) =>
  command(
    cwd,
    "train",
    "normal",
    "--latent",
    "1",
    "--steps",
    "20",
    "--checkpoint-every",
    "10",
    "--out",
    out,
    ...TINY,
    ...args,
  );

describe.concurrent("theory", () => {
  it("measures a state, writes figures and pictures, and the report shows them; earlier states join them", () =>
    inFolder(async (cwd) => {
      await train(cwd, "r");
      const first = await command(cwd, "theory", "r", "--examples", "6000", "--json");
      expect(first.code).toBe(0);
      const found = JSON.parse(first.stdout);
      expect(found).toMatchObject({ run: "r", step: 20, verdict: { reached: false }, generator: "moving average" });
      expect(found.criterion.value).toBeCloseTo(2 * found.jsd.value - Math.log(4), 9);
      expect(found.fresh.bound.low).toBeLessThan(found.jsd.value + found.jsd.error);
      const second = await command(cwd, "theory", "r", "--step", "10", "--examples", "600");
      expect(second.stdout).toMatch(/^r, step 10\n/);
      expect(second.stdout).toMatch(/JSD is at least +0\.\d{4} nats/);
      expect(second.stdout).toContain("Equilibrium is not reached yet, because p_g is not p_data");
      const { states } = JSON.parse(await readFile(join(cwd, "r/theory.json"), "utf8"));
      expect(states.map(({ step }: { step: number }) => step)).toEqual([10, 20]);
      expect(await filesIn(join(cwd, "r/theory"))).toEqual([
        "density-10.svg",
        "density-20.svg",
        "jsd.svg",
        "value.svg",
      ]);
      // Every picture can be drawn, and is in the report.
      for (const name of ["density-10", "density-20", "jsd", "value"]) {
        const svg = await readFile(join(cwd, `r/theory/${name}.svg`), "utf8");
        expect((await sharp(Buffer.from(svg)).metadata()).width).toBe(640);
        expect(svg).not.toContain("NaN");
      }
      const report = await readFile(join(cwd, "r/report.html"), "utf8");
      expect(report).toContain("Against the theory");
      expect(report.match(/src="data:image\/svg\+xml;base64,/g)).toHaveLength(3);
      // The sentence and the densities are of one state, whichever was measured last.
      expect(report).toContain("(Step 20;");
      expect(report).toContain((await readFile(join(cwd, "r/theory/density-20.svg"))).toString("base64"));
    }));

  it("of a run without checkpoints, of a step that was not kept, and of data that changed, is refused in words", () =>
    inFolder(async (cwd) => {
      await writeFile(
        join(cwd, "a.csv"),
        `x,y\n${Array.from({ length: 300 }, (_, i) => `${i},${(i * 7) % 11}`).join("\n")}\n`,
      );
      await command(cwd, "train", "a.csv", "--encode", "scaled", "--steps", "2", "--out", "r", ...TINY);
      const missing = await command(cwd, "theory", "r", "--step", "7");
      expect(missing).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("expected a checkpoint of step 7, but got none."),
      });
      await writeFile(join(cwd, "a.csv"), "x,y\n1,2\n3,5\n4,4\n");
      const other = await command(cwd, "theory", "r");
      expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("expected the data it was trained on") });
      await rename(join(cwd, "r/checkpoints"), join(cwd, "r/elsewhere"));
      await mkdir(join(cwd, "r/checkpoints"));
      const none = await command(cwd, "theory", "r");
      expect(none).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("Go on with the run first: saddlepoint resume r."),
      });
      expect(await filesIn(join(cwd, "r"))).not.toContain("theory.json");
    }));
});

describe.concurrent("the paper's figures", () => {
  it("figure1 draws four panels of one run as SVG and PNG, and says how far D is from D* in each", () =>
    inFolder(async (cwd) => {
      const { code, stdout } = await command(cwd, "figure1", "--out", "f", "--steps", "420", "--json");
      expect(code).toBe(0);
      const { panels } = JSON.parse(stdout);
      expect(panels.map(({ letter }: { letter: string }) => letter)).toEqual(["a", "b", "c", "d"]);
      const [a, b, c, d] = panels;
      // D trained to the end with G frozen is nearer to D* than the D of the run; G is the same in both.
      expect(b.meanDistance).toBeLessThan(0.3 * a.meanDistance);
      expect(b.jsd).toEqual(a.jsd);
      // Along the gradient of that D, G comes nearer to the data.
      expect(c.jsd.value).toBeLessThan(a.jsd.value);
      expect(d.step).toBe(420);
      const svg = await readFile(join(cwd, "f/figure1.svg"), "utf8");
      for (const text of ["(a) D partly trained", "p_data", "p_g", "D*", "density", "G(z)"])
        expect(svg).toContain(text);
      expect((await sharp(join(cwd, "f/figure1.png")).metadata()).width).toBe(2120);
    }));

  it("figure-losses draws both losses, and what two runs that differ in nothing else had of them", () =>
    inFolder(async (cwd) => {
      const args = ["figure-losses", "--out", "f", "--data", "ring", "--steps", "30", "--d-steps", "2", "--json"];
      const { code, stdout } = await command(cwd, ...args);
      expect(code).toBe(0);
      const { runs } = JSON.parse(stdout);
      expect(runs.map(({ loss }: { loss: string }) => loss)).toEqual(["minimax", "non-saturating"]);
      for (const { steps, dSteps } of runs)
        expect({ steps, dSteps }).toMatchObject({ steps: { length: 30 }, dSteps: 2 });
      expect(await readFile(join(cwd, "f/losses.svg"), "utf8")).toContain("2 D steps per G step");
      // The same start: D's first answers are the same, G's gradients are not.
      expect(runs[0].steps[0].meanDFake).toBe(runs[1].steps[0].meanDFake);
      expect(runs[0].steps[0].gradientNorm).not.toBe(runs[1].steps[0].gradientNorm);
      expect(await filesIn(join(cwd, "f"))).toEqual(["losses.json", "losses.png", "losses.svg"]);
    }));

  it.each<[string, string[], string]>([
    ["without a folder", ["figure1"], "drawing Figure 1: expected --out with a folder, but got none."],
    [
      "of data in two dimensions",
      ["figure1", "--out", "f", "--data", "ring"],
      "expected data in one dimension whose density is known, but got ring.",
    ],
    [
      "of data that nobody knows",
      ["figure1", "--out", "f", "--data", "x"],
      "expected --data normal, two-normals or uniform, but got x.",
    ],
    [
      "of too short a run",
      ["figure1", "--out", "f", "--steps", "300"],
      "expected more steps than the 400 of panel (a), but got 300.",
    ],
    [
      "of losses without a folder",
      ["figure-losses"],
      "drawing the losses: expected --out with a folder, but got none.",
    ],
    [
      "of losses on a path that is not there",
      ["figure-losses", "--out", "f", "--data", "no/such"],
      "looking for data no/such",
    ],
    [
      "of losses without a step of D",
      ["figure-losses", "--out", "f", "--d-steps", "0"],
      "reading option --d-steps: expected an integer from 1 to 1,000, but got 0.",
    ],
  ])("%s is refused in words, and nothing is written", (_, args, says) =>
    inFolder(async (cwd) => {
      const { code, stderr } = await command(cwd, ...args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
      expect(await filesIn(cwd)).toEqual([]);
    }),
  );
});
