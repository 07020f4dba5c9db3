/** --device: what is opened before anything is computed there, and what config.json says of it. */
import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  type ChosenDevice,
  type Config,
  chooseDevice,
  chooseDeviceToDraw,
  type DataSet,
  type Device,
  type DeviceChoice,
  noDevice,
  problem,
  requireRoom,
} from "../../inner.ts";
import type { Adapter } from "./adapter.ts";
import type { Probed } from "./device-probe.ts";

/** In the tree a TypeScript file, in the package a JavaScript one. */
const PROBE = fileURLToPath(new URL(`./device-probe${import.meta.url.slice(-3)}`, import.meta.url));
/** The first shader of a cold driver may take this long, in milliseconds. */
const PATIENCE = 60_000;

let asked: Promise<Adapter> | undefined;

const open = async (): Promise<void> => void (await probedAdapter());

/** The graphics card, once it was opened by a process of its own. Throws a sentence where there is none. */
function probedAdapter(): Promise<Adapter> {
  asked ??= new Promise((resolve, reject) => {
    execFile(process.execPath, [PROBE], { timeout: PATIENCE }, (failure, stdout) => {
      const { adapter, refusal } = parsed(stdout);
      if (adapter !== undefined) resolve(adapter);
      else if (refusal !== undefined) reject(noDevice(refusal));
      else reject(ended(failure?.signal ?? undefined));
    });
  });
  return asked;
}

function parsed(text: string): Probed {
  try {
    return JSON.parse(text) as Probed;
  } catch {
    return {};
  }
}

const ended = (signal: string | undefined): Error =>
  problem({
    doing: "opening the device webgpu",
    expected: "a driver that opens",
    came: signal === undefined ? "one that ends the process" : `one that ends the process (${signal})`,
    next: "Install the driver of the card anew (docs/gpu.md), or choose --device cpu.",
  });

/** What `auto` has become, said where remarks go; and the configuration with it. */
export async function onChosenDevice(
  config: Config,
  data: DataSet,
  ranks: number,
): Promise<ChosenDevice & { readonly config: Config }> {
  const openWithRoom = async (): Promise<void> => {
    const { memory } = await probedAdapter();
    if (memory !== undefined) requireRoom(config, data, memory, { ranks });
  };
  const chosen = await chooseDevice(config, data, { ranks, open: openWithRoom });
  return { ...chosen, config: { ...config, run: { ...config.run, device: chosen.device } } };
}

/** The device that samples of a run are drawn on; which one it is is said where it is not the processor, and where that was measured. */
export async function deviceToDraw(asked: DeviceChoice, config: Config, say: (line: string) => void): Promise<Device> {
  const { device, reason } = await chooseDeviceToDraw(asked, config, { open });
  await sayDevice(device, reason, say);
  return device;
}

/** The device that a state of a run is measured on, which plays steps of it. */
export async function deviceToMeasure(
  asked: DeviceChoice,
  { config, data }: { readonly config: Config; readonly data: DataSet },
  say: (line: string) => void,
): Promise<Device> {
  const { device, reason } = await onChosenDevice({ ...config, run: { ...config.run, device: asked } }, data, 1);
  await sayDevice(device, reason, say);
  return device;
}

async function sayDevice(device: Device, reason: string | undefined, say: (line: string) => void): Promise<void> {
  if (reason !== undefined) say(`Note: ${reason}.`);
  if (device === "webgpu") say(`Note: networks are computed on webgpu (${(await probedAdapter()).text}).`);
}

/** The device as config.json and metrics.jsonl name it; nothing of the processor, which goes without saying. */
export const deviceText = async ({ run }: Config): Promise<string | undefined> =>
  run.device === "webgpu" ? `webgpu (${(await probedAdapter()).text})` : undefined;
