/** Where a run is computed: `auto` becomes the faster of what there is, which a few steps tell. */
import type { DataSet } from "../data/dataset.ts";
import type { Device } from "../onnx/device.ts";
import { openDevice } from "../onnx/runtime.ts";
import { isProblem } from "../problem.ts";
import type { Config } from "./config.ts";
import { type Estimate, estimate } from "./estimate.ts";
import type { OwnParts } from "./own-parts.ts";

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

const perSecond = ({ secondsPerStep }: Estimate): string => (1 / secondsPerStep).toPrecision(3);

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
  const { device } = config.run;
  if (device === "cpu") return { device };
  if (device === "webgpu") {
    await open();
    return { device };
  }
  if (ranks > 1) return { device: "cpu", reason: "device auto is the processor where several ranks train together" };
  try {
    await open();
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { device: "cpu", reason: `device auto is the processor, as there is no other (${error.message})` };
  }
  const parts = own ? { own } : {};
  const cpu = await estimate(config, data, { ...parts, seconds: MEASURED_FOR, device: "cpu" });
  const webgpu = await estimate(config, data, { ...parts, seconds: MEASURED_FOR, device: "webgpu" });
  const faster = webgpu.secondsPerStep < cpu.secondsPerStep ? "webgpu" : "cpu";
  const reason = `device auto is ${faster}: measured on a few steps, cpu makes ${perSecond(cpu)} a second and webgpu ${perSecond(webgpu)}`;
  return { device: faster, reason, measured: { cpu, webgpu } };
}
