/** Runs that start from the weights of another, from the command line. */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/inner.ts";
import { command, inFolder } from "./command.ts";

const pixels = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37 + (i >> 8) * 11) % 256);

async function trainFirst(cwd: string): Promise<void> {
  await writeFile(join(cwd, "grey.npy"), encodeNpy([40, 16, 16], pixels(40 * 256)));
  await writeFile(join(cwd, "colours.npy"), encodeNpy([40, 32, 32, 3], pixels(40 * 3072)));
  const first = await command(
    cwd,
    ...["train", "grey.npy", "--network", "resnet", "--channels", "6,4", "--latent", "3", "--batch", "8"],
    ...["--steps", "4", "--checkpoint-every", "2", "--samples", "4", "--out", "first"],
  );
  expect(first.code).toBe(0);
}

const onward = ["--from", "first", "--steps", "3", "--checkpoint-every", "2", "--samples", "4"];
const SAID =
  /Note: Networks are built as in first where no option says otherwise: resnet, channels 6,4,2, for \[3×32×32\] instead of \[1×16×16\]\.\nNote: Weights from first at step (\d): 11 of 18 tensors of G \(.*\), and 12 of 19 tensors of D \(.*\)\. 14 start afresh: .*\. The update rules start without memory\./;

describe("train --from", () => {
  it("starts from another run's weights and says what it takes; then that run may go", () =>
    inFolder(async (cwd) => {
      await trainFirst(cwd);
      const dry = await command(cwd, "train", "colours.npy", ...onward, "--dry-run", "--json");
      expect(`Note: ${(JSON.parse(dry.stdout).data.notices as string[]).slice(-2).join("\nNote: ")}`).toMatch(SAID);
      const trained = await command(cwd, "train", "colours.npy", ...onward, "--out", "second");
      expect(trained.stderr).toMatch(SAID);
      expect(trained.code).toBe(0);
      const { config } = JSON.parse(await readFile(join(cwd, "second/config.json"), "utf8"));
      expect(config.from).toMatchObject({ run: "first", step: 4 });
      const older = await command(cwd, "train", "colours.npy", ...onward, "--from-step", "2", "--out", "third");
      expect(SAID.exec(older.stderr)?.[1]).toBe("2");

      // A run that was killed before its first checkpoint still needs it, and finds that it is another one.
      const last = await readFile(join(cwd, "second/checkpoints/step-3.safetensors"));
      for (const step of [0, 2, 3]) await rm(join(cwd, `second/checkpoints/step-${step}.safetensors`));
      expect((await command(cwd, "resume", "second")).code).toBe(0);
      expect(await readFile(join(cwd, "second/checkpoints/step-3.safetensors"))).toEqual(last);
      for (const step of [2, 3]) await rm(join(cwd, `second/checkpoints/step-${step}.safetensors`));
      await rename(join(cwd, "first"), join(cwd, "gone"));
      expect((await command(cwd, "resume", "second")).code).toBe(0);
      expect(await readFile(join(cwd, "second/checkpoints/step-3.safetensors"))).toEqual(last);
    }));

  it("is refused where there is nothing to start from", () =>
    inFolder(async (cwd) => {
      await trainFirst(cwd);
      const cases = [
        [["ring", "--from", "first"], "expected a run on points, as ring has them, but got one on images"],
        [["grey.npy", "--from", "nowhere"], "opening run nowhere: expected the folder of a run"],
        [["grey.npy", "--from", "first", "--from-step", "3"], "expected a checkpoint of step 3, but got none"],
        [["grey.npy", "--from-step", "3"], "expected --from with it, the run whose checkpoint is meant"],
        [["grey.npy", "--from", "first", "--network", "mlp"], "of which no tensor does"],
      ] as const;
      for (const [given, said] of cases) {
        const refused = await command(cwd, "train", ...given, "--steps", "1");
        expect(refused).toMatchObject({ code: 2 });
        expect(refused.stderr).toContain(said);
      }
    }));
});
