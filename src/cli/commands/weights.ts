import { exportWeights, problem } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { loadCheckpoint } from "../run/folder.ts";
import { readRecord } from "../run/record.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { Output } from "../terminal/output.ts";

const PLAYERS = { G: ["G"], D: ["D"], both: ["G", "D"] } as const;

/** `weights <run> --out FILE.safetensors` */
export async function weightsCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const { out } = flags;
  const doing = `writing the weights of ${folder}`;
  if (typeof out !== "string" || !out.toLowerCase().endsWith(".safetensors")) {
    throw problem({ doing, expected: "--out with a name that ends in .safetensors", came: String(out) });
  }
  const player = String(flags.player ?? "G");
  if (!Object.hasOwn(PLAYERS, player)) {
    throw problem({ doing: "reading option --player", expected: "G, D or both", came: player });
  }
  const step = integerFlag(flags, "step", 0, 1e9);
  const { config } = await readRecord(folder);
  const loaded = await loadCheckpoint(folder, config, output.say, step);
  if (!loaded) {
    throw problem({
      doing,
      expected: step === undefined ? "a checkpoint that is whole" : `a checkpoint of step ${step}`,
      came: "none",
      next: "The folder checkpoints lists those that are kept.",
    });
  }
  const bytes = exportWeights(config, loaded.checkpoint, PLAYERS[player as keyof typeof PLAYERS]);
  await writeWhole(out, bytes);
  output.result(
    { run: folder, step: loaded.checkpoint.step, out, player, bytes: bytes.length },
    `The weights of ${player === "both" ? "G and D" : player} of ${folder} at step ${loaded.checkpoint.step} are in ${out}.`,
  );
}
