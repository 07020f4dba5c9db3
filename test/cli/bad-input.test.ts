import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, start, TINY } from "./command.ts";

/** An IDX file of zeros with this header. */
function idx(shape: readonly number[], length = shape.reduce((a, b) => a * b, 1), magic = [0, 0, 8]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  Buffer.from([...magic, shape.length]).copy(header);
  shape.forEach((n, axis) => header.writeUInt32BE(n, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.alloc(length)]);
}

const FILES: Readonly<Record<string, Buffer>> = {
  "train-images-idx3-ubyte": idx([20, 28, 28]),
  "t10k-labels-idx1-ubyte": idx([20]),
  "truncated-idx3-ubyte": idx([20, 28, 28], 100),
  "cut.gz": gzipSync(idx([20, 28, 28])).subarray(0, 30),
  "wrong-magic": idx([20, 28, 28], undefined, [1, 2, 3]),
  "picture.png": Buffer.from("89504e470d0a1a0a0000", "hex"),
  "tall-idx3-ubyte": idx([300, 28, 30]),
  "none-idx3-ubyte": idx([0, 28, 28]),
};

const one = (sentence: string): RegExp =>
  new RegExp(`^saddlepoint: [^\\n]*${sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[^\\n]*\\n$`);

/** Puts a folder where a file is, even if somebody keeps writing that file. */
async function obstruct(path: string): Promise<void> {
  for (;;) {
    await rm(path, { force: true });
    const made = await mkdir(path).then(
      () => true,
      () => false,
    );
    if (made) return;
  }
}

/** Commands that fail, and what they must say. Every one ends with code 2, one line, and nothing written. */
const cases: readonly (readonly [what: string, args: readonly string[], says: string])[] = [
  ["an unknown command", ["tain", "ring"], "unknown command 'tain'. Did you mean train?"],
  [
    "unknown data",
    ["train", "rign"],
    "looking for data rign: expected a file, a folder of images, or one of normal, two-normals, uniform, ring, grid, line, blobs, swiss-roll, moons, glyphs, mnist, stacked-mnist, fashion-mnist, but got a path at which there is nothing. Did you mean ring?",
  ],
  [
    "no data",
    ["train"],
    "choosing the data: expected a name, a file, a folder, or --preset, but got nothing. saddlepoint train --help lists data and presets.",
  ],
  [
    "a preset without data of its own",
    ["train", "--preset", "tiles"],
    "choosing the data for preset tiles: expected a folder of your own, as the preset has no data, but got nothing. Name it: saddlepoint train --preset tiles FOLDER.",
  ],
  [
    "an unknown preset",
    ["train", "--preset", "rnig"],
    "looking for preset rnig: expected one of digits, clothes, stacked-mnist, tiles, photographs, goodfellow2014-mnist, goodfellow2014-mnist-alternating, dcgan-mnist, dcgan-fashion, ring, grid, two-normals, but got rnig. Did you mean ring?",
  ],
  [
    "a preset with data of another kind",
    ["train", "ring", "--preset", "goodfellow2014-mnist"],
    "using preset goodfellow2014-mnist: expected images, but got ring, whose examples are points or rows of numbers.",
  ],
  [
    "more held out than there is",
    ["train", "train-images-idx3-ubyte", "--holdout", "20"],
    "setting aside examples of train-images-idx3-ubyte: expected to leave some to train on, so a number below 20, but got 20. Lower --holdout.",
  ],
  [
    "data drawn afresh of which some are to be held out",
    ["train", "ring", "--holdout", "5"],
    "reading data ring: expected no option about reading files, but got --holdout. Leave it out.",
  ],
  [
    "a path that is not there",
    ["train", "no/such/file.gz"],
    "looking for data no/such/file.gz: expected a file, a folder of images, or one of normal,",
  ],
  [
    "a truncated IDX file",
    ["train", "truncated-idx3-ubyte"],
    "reading truncated-idx3-ubyte as IDX: expected 15680 values (20×28×28), but got 100: the file is truncated. Download the file again.",
  ],
  [
    "a gzip file cut short",
    ["train", "cut.gz"],
    "decompressing cut.gz: expected a whole gzip file, but got one that ends early or is damaged.",
  ],
  [
    "a wrong magic number",
    ["train", "wrong-magic"],
    "but got a file of an unknown kind, which begins with 01 02 03 03.",
  ],
  ["a PNG file", ["train", "picture.png"], "but got PNG (told by its first bytes)."],
  [
    "labels for images",
    ["train", "t10k-labels-idx1-ubyte"],
    "but got 20 labels (one axis). Give the file of images; it usually has idx3 in its name.",
  ],
  [
    "fewer examples than a minibatch",
    ["train", "train-images-idx3-ubyte", "--batch", "64"],
    "training on train-images-idx3-ubyte: expected at least as many examples as a minibatch has (64), but got 20. Use --batch 20 or less.",
  ],
  ["a file of no images", ["train", "none-idx3-ubyte"], "expected at least one image, but got 0×28×28."],
  [
    "images that dcgan cannot halve",
    ["train", "tall-idx3-ubyte", "--network", "dcgan"],
    "building G as dcgan: expected images whose shorter side is 4, 5, 6 or 7 times a power of two (28, 32, …) and whose longer side can be halved as often, but got 28×30. Use --network mlp for other data.",
  ],
  [
    "points for dcgan",
    ["train", "ring", "--network", "dcgan"],
    "but got examples of shape [2]. Use --network mlp for other data.",
  ],
  ["an unknown option", ["train", "ring", "--stepps", "3"], "unknown option '--stepps'. Did you mean --steps?"],
  ["an option without its value", ["train", "ring", "--steps"], "option '--steps <N>' argument missing"],
  [
    "a value out of range",
    ["train", "ring", "--batch", "0"],
    "reading option --batch: expected an integer from 1 to 65,536, but got 0.",
  ],
  [
    "a value that is no number",
    ["train", "ring", "--learning-rate", "fast"],
    "reading option --learning-rate: expected a number above 0 and up to 1,000,000, but got fast.",
  ],
  [
    "a fraction for an integer",
    ["train", "ring", "--steps", "2.5"],
    "reading option --steps: expected an integer from 1 to 1,000,000,000, but got 2.5.",
  ],
  [
    "an infinite value",
    ["train", "ring", "--steps", "1e400"],
    "reading option --steps: expected an integer from 1 to 1,000,000,000, but got 1e400.",
  ],
  ...["NaN", "0x10", " 5", "Infinity", "-0", "3", "5s"].map(
    (value) =>
      [
        `--rank-timeout ${value}`,
        ["train", "ring", "--dry-run", "--rank-timeout", value],
        "reading option --rank-timeout: expected seconds from 4 to 86400, but got ",
      ] as [string, string[], string],
  ),
  [
    "an option that has no effect beside another",
    ["train", "ring", "--optimizer", "sgd", "--d-beta1", "0.9"],
    "reading option --d-beta1: expected --d-optimizer adam or adamw, without which it has no effect, but got --d-optimizer sgd. Leave it out.",
  ],
  [
    "an empty value",
    ["train", "ring", "--steps", ""],
    "reading option --steps: expected an integer from 1 to 1,000,000,000, but got an empty value.",
  ],
  ["an empty name of data", ["train", ""], "but got an empty name."],
  [
    "an empty name of the output folder",
    ["train", "ring", "--out", ""],
    "reading option --out: expected the name of a folder, but got an empty value.",
  ],
  [
    "a place where no folder can be made",
    ["train", "ring", "--out", "/proc/saddlepoint/run"],
    "creating the run folder /proc/saddlepoint/run: expected to be able to, but got",
  ],
  [
    "a value of one player",
    ["train", "ring", "--d-widths", "3,x"],
    "reading option --d-widths: expected up to 16 integers from 1 to 65,536, separated by commas (or none), but got 3,x.",
  ],
  [
    "an absurd latent",
    ["train", "ring", "--latent", "1000000000"],
    "reading option --latent: expected an integer from 1 to 65,536, but got 1000000000.",
  ],
  [
    "networks that no memory holds",
    ["train", "ring", "--widths", "65536,65536"],
    "allocating memory for parameters and minibatches: expected at most 4 GiB, but got",
  ],
  [
    "an unknown loss",
    ["train", "ring", "--loss", "gan"],
    "reading option --loss: expected one of minimax, non-saturating, mixed, least-squares, hinge, wasserstein, relativistic, but got gan.",
  ],
  [
    "a penalty with batch normalisation in D",
    ["train", "ring", "--r1", "1", "--d-normalisation", "batch"],
    "as with batch normalisation. Use --d-normalisation layer or none.",
  ],
  [
    "an output folder that cannot be made",
    ["train", "ring", "--out", "picture.png/run"],
    "a file where a folder should be (ENOTDIR)",
  ],
  [
    "an output folder that is a file",
    ["train", "ring", "--out", "picture.png"],
    "choosing picture.png as run folder: expected a new or empty folder, but got a file where a folder should be (ENOTDIR).",
  ],
  ["no permission", ["train", "ring", "--out", "/sys/saddlepoint-run"], "creating the run folder /sys/saddlepoint-run"],
  [
    "a run that is not there",
    ["resume", "runs/none"],
    "opening run runs/none: expected the folder of a run, but got nothing at that path. saddlepoint runs lists the runs under ./runs.",
  ],
  [
    "a folder that is no run",
    ["evaluate", "."],
    "opening run .: expected a config.json in it, but got none: this is not a run.",
  ],
  [
    "a file for a run",
    ["sample", "picture.png", "--out", "a.png"],
    "opening run picture.png: expected the folder of a run, but got a file.",
  ],
  ["sampling without a file", ["sample", "."], "required option '--out <FILE>' not specified"],
  [
    "sampling to another format",
    ["sample", ".", "--out", "a.jpg"],
    "sampling to a.jpg: expected a name that ends in .png, .csv, .npy, .gif, .webp, .tsv, .json, .jsonl, .ndjson, .parquet, or in / for a folder, but got .jpg.",
  ],
  [
    "runs of a folder that is not there",
    ["runs", "nowhere"],
    "listing runs in nowhere: expected a folder, but got nothing that can be read.",
  ],
  [
    "more arguments than a command takes",
    ["runs", "a", "b"],
    "too many arguments for 'runs'. Expected 1 argument but got 2.",
  ],
];

describe.concurrent("bad input gets a sentence, code 2, and nothing is written", () => {
  it.each(cases)("%s", (_, args, says) =>
    inFolder(async (cwd) => {
      for (const [name, content] of Object.entries(FILES)) await writeFile(join(cwd, name), content);
      const before = await filesIn(cwd);
      const { code, stdout, stderr } = await command(cwd, ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(one(says));
      expect(await filesIn(cwd)).toEqual(before);
    }),
  );

  it("with --json the sentence is also an object on standard output", () =>
    inFolder(async (cwd) => {
      const { code, stdout } = await command(cwd, "train", "rign", "--json");
      expect(code).toBe(2);
      expect(JSON.parse(stdout).error).toContain("Did you mean ring?");
    }));

  it("an altered config.json is named", () =>
    inFolder(async (cwd) => {
      await mkdir(join(cwd, "r"));
      await writeFile(join(cwd, "r/config.json"), '{"config":');
      const { code, stderr } = await command(cwd, "resume", "r");
      expect(code).toBe(2);
      expect(stderr).toContain("opening run r: expected a config.json written by saddlepoint, but got");
    }));

  it.each([
    ["resume", "r"],
    ["evaluate", "r"],
    ["sample", "r", "--out", "a.csv"],
  ])("a config.json that lacks an option or has another value is named by %s", (...args) =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      const path = join(cwd, "r/config.json");
      const record = JSON.parse(await readFile(path, "utf8"));
      const { widths: _, ...generator } = record.config.generator;
      await writeFile(path, JSON.stringify({ ...record, config: { ...record.config, generator } }));
      const lacking = await command(cwd, ...args);
      expect(lacking.code).toBe(2);
      expect(lacking.stderr).toMatch(one("opening run r: expected generator.widths to be up to 16 integers"));
      await writeFile(path, JSON.stringify({ ...record, config: { ...record.config, latent: 3 } }));
      const other = await command(cwd, ...args);
      expect(other.code).toBe(2);
      expect(other.stderr).toMatch(
        one("opening r/checkpoints/step-10.safetensors: expected the configuration of the run's config.json, but got"),
      );
    }),
  );

  it("a run whose checkpoints were removed begins anew", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      const before = await readFile(join(cwd, "r/checkpoints/step-10.safetensors"));
      await rm(join(cwd, "r/checkpoints"), { recursive: true });
      expect((await command(cwd, "resume", "r")).code).toBe(0);
      expect((await readFile(join(cwd, "r/checkpoints/step-10.safetensors"))).equals(before)).toBe(true);
    }));
});

describe.concurrent("a run that cannot go on keeps its last good checkpoint", () => {
  it("when the disk is full", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      // Writing to /dev/full fails as on a full disk.
      const samples = join(cwd, "r/samples");
      const checkpoints = await filesIn(join(cwd, "r/checkpoints"));
      await rm(join(cwd, "r/metrics.jsonl"));
      const { finished } = start(
        cwd,
        ["resume", "r", "--steps", "100000", "--checkpoint-every", "20"],
        ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh"],
      );
      const { code, stderr } = await finished;
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /saddlepoint: writing r\/\S+: expected to be able to, but got a limit on the size of files \(EFBIG\)\./,
      );
      expect(await filesIn(join(cwd, "r/checkpoints"))).toEqual(expect.arrayContaining(checkpoints));
      expect((await filesIn(samples)).some((name) => name.endsWith(".tmp"))).toBe(false);
      // And goes on when there is room again.
      const resumed = await command(cwd, "resume", "r", "--steps", "30", "--json");
      expect(JSON.parse(resumed.stdout)).toMatchObject({ step: 30, reason: "finished" });
    }));

  it("when metrics cannot be written", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      const { child, finished } = start(cwd, [
        "resume",
        "r",
        "--steps",
        "1000000",
        "--report-every",
        "1000",
        "--checkpoint-every",
        "1000",
      ]);
      child.stdout?.once("data", () => {
        // The folder is prepared; from now on there is something in the way of every line of metrics.
        void obstruct(join(cwd, "r/metrics.jsonl"));
      });
      const { code, stderr } = await finished;
      expect(code).toBe(2);
      expect(stderr).toContain(
        "writing r/metrics.jsonl: expected to be able to, but got a folder (EISDIR). Give the name of a file.",
      );
      expect((await command(cwd, "evaluate", "r")).code).toBe(0);
    }));

  it("when a number is not finite: the step, the first bad tensor and one change are named, and it does not loop", () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await command(
        cwd,
        "train",
        "ring",
        "--out",
        "r",
        "--loss",
        "least-squares",
        "--optimizer",
        "sgd",
        "--learning-rate",
        "100000",
        "--checkpoint-every",
        "1",
        ...TINY,
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /saddlepoint: training, [DG] step of step \d+: expected finite numbers, but got (-?Infinity|NaN) in .+\. Lower the learning rate, which is high for sgd: --learning-rate 0\.1\. The last checkpoint is intact\.\n$/,
      );
      expect((await command(cwd, "evaluate", "r")).code).toBe(0);
    }));
});
