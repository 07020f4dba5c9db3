/** Where a run is computed, or drawn from: `auto` becomes the faster of what there is, which a measurement tells. */
import { formatRate } from "../data/counted.ts";
import type { DataSet } from "../data/dataset.ts";
import { parameterLayout } from "../learning/player.ts";
import type { Device, DeviceChoice } from "../onnx/device.ts";
import { openDevice } from "../onnx/runtime.ts";
import { isProblem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Config } from "./config.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { gameOf } from "./game-of-config.ts";
import type { OwnParts } from "./own-parts.ts";
import { createSampler, noise } from "./sampler.ts";

/** A device, and why it is that one where it was not asked for by name. */
export interface ChosenDevice {
  readonly device: Device;
  readonly reason?: string;
  /** What a run costs on each, where both were measured. */
  readonly measured?: Readonly<Record<Device, Estimate>>;
}

export interface DeviceQuestion {
  readonly own?: OwnParts | undefined;
  /** Ranks that train together; several do not measure. */
  readonly ranks?: number;
  /** Opens the graphics card or throws; where another process has done so, nothing need be done. */
  readonly open?: () => Promise<void>;
}

/** Seconds that each device is measured for. */
const MEASURED_FOR = 2;

/**
 * The device of a configuration.
 *
 * @throws where the graphics card was asked for by name and cannot be opened.
 */
export async function chooseDevice(
  config: Config,
  data: DataSet,
  { own, ranks = 1, open = openDevice }: DeviceQuestion = {},
): Promise<ChosenDevice> {
  const asked = config.run.device;
  if (asked === "auto" && ranks > 1) {
    return { device: "cpu", reason: "device auto is the processor where several ranks train together" };
  }
  return chosen(asked, open, async () => {
    const costs = (device: Device): Promise<Estimate> =>
      estimate(config, data, { ...(own ? { own } : {}), seconds: MEASURED_FOR, device });
    const measured = { cpu: await costs("cpu"), webgpu: await costs("webgpu") };
    const rates = { cpu: 1 / measured.cpu.secondsPerStep, webgpu: 1 / measured.webgpu.secondsPerStep };
    return { ...faster(rates, "a few steps", "makes"), measured };
  });
}

/**
 * The device that samples of a run are drawn on.
 *
 * @throws where the graphics card was asked for by name and cannot be opened.
 */
export const chooseDeviceToDraw = (
  asked: DeviceChoice,
  config: Config,
  { own, open = openDevice }: Omit<DeviceQuestion, "ranks"> = {},
): Promise<ChosenDevice> =>
  chosen(asked, open, async () => {
    const rates = {
      cpu: await samplesPerSecond(config, own, "cpu"),
      webgpu: await samplesPerSecond(config, own, "webgpu"),
    };
    return faster(rates, "a few minibatches of samples", "draws");
  });

async function chosen(
  asked: DeviceChoice,
  open: () => Promise<void>,
  measure: () => Promise<ChosenDevice>,
): Promise<ChosenDevice> {
  if (asked === "cpu") return { device: asked };
  try {
    await open();
  } catch (error) {
    if (asked === "webgpu" || !isProblem(error)) throw error;
    return { device: "cpu", reason: `device auto is the processor, as the card is not to be had (${error.message})` };
  }
  return asked === "webgpu" ? { device: asked } : measure();
}

function faster({ cpu, webgpu }: Readonly<Record<Device, number>>, on: string, does: string): ChosenDevice {
  const device = webgpu > cpu ? "webgpu" : "cpu";
  return {
    device,
    reason: `device auto is ${device}: measured on ${on}, cpu ${does} ${formatRate(cpu)} a second and webgpu ${formatRate(webgpu)}`,
  };
}

/** Samples that are drawn together. */
const DRAWN = 256;

/** How fast G draws, whatever its parameters are. */
async function samplesPerSecond(config: Config, own: OwnParts | undefined, device: Device): Promise<number> {
  const { generator, prior, batch } = gameOf(config, own);
  const { seed, run } = config;
  const sampler = await createSampler({ generator, prior, seed, batch, threads: run.threads, device });
  try {
    // Of any size that stays finite.
    const parameters = new Float32Array(parameterLayout(generator).length).fill(0.01);
    const statistics = new Float32Array(sampler.statistics.length).fill(1);
    const z = await noise(prior, seed, DRAWN);
    const y = new Float32Array(DRAWN * sizeOf(generator.condition ?? []));
    const draw = (): Promise<Float32Array> => sampler.sample(parameters, statistics, z, y);
    await draw();
    const began = performance.now();
    let drawn = 0;
    let seconds = 0;
    do {
      await draw();
      drawn += DRAWN;
      seconds = (performance.now() - began) / 1000;
    } while (seconds < MEASURED_FOR);
    return drawn / seconds;
  } finally {
    await sampler.release();
  }
}
