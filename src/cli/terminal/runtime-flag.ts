/** --runtime: which runtime computes, and what config.json says of it. */
import { type Command, Option } from "commander";
import { type Config, chooseRuntime, formatNumber, problem, type RuntimeChoice, runtimeInUse } from "../../inner.ts";
import { deviceText } from "./device-flag.ts";
import type { Output } from "./output.ts";

const CHOICES = ["auto", "native", "wasm"] as const satisfies readonly RuntimeChoice[];

/** Adds --runtime to the program, so that it stands before and behind every command. */
export const addRuntimeFlag = (program: Command): Command =>
  program.addOption(
    new Option(
      "--runtime <NAME>",
      "what computes: native, wasm (several times slower, on every platform), or auto: native where it loads",
    ).default("auto", "auto"),
  );

/** Chooses the runtime of this process; that it is not the one to be expected is said where remarks go. */
export function takeRuntime(name: unknown, { say }: Pick<Output, "say">): void {
  const choice = CHOICES.find((known) => known === name);
  if (choice === undefined) {
    throw problem({
      doing: "reading option --runtime",
      expected: `one of ${CHOICES.join(", ")}`,
      came: String(name),
    });
  }
  chooseRuntime(choice, (sentence) => say(`Note: ${sentence}`));
}

/** The runtime as config.json names it, and the device with it where that is not the processor. */
export async function runtimeText(config: Config): Promise<string> {
  const { name, version } = await runtimeInUse();
  const device = await deviceText(config);
  return `${name} ${version}${device === undefined ? "" : ` on ${device}`}`;
}

/** What config.json says from now on of a run that another runtime may have computed so far, and what there is to note. */
export async function goingOn(
  before: string,
  step: number,
  config: Config,
): Promise<{ runtime: string; notice?: string }> {
  const now = await runtimeText(config);
  // Without a checkpoint the run begins anew.
  if (before.endsWith(now)) return { runtime: before };
  if (step < 0) return { runtime: now };
  return {
    runtime: `${before}, from step ${step} ${now}`,
    notice: `up to step ${formatNumber(step)} this run was computed by ${before}, and ${now} goes on with it: their rounding differs, and so will the bytes from those of a run that one computes to its end.`,
  };
}
