/** The runtime on the graphics card: the native one is at once; in a page it is a build of its own, given by whoever wants it. */
import { lostDevice, noDevice, webgpuOptions } from "./device.ts";
import { oneByOne } from "./one-by-one.ts";
import type { OpenedRuntime, Ort } from "./ort.ts";
import { smallestModel } from "./small-models.ts";

/** How a page loads onnxruntime-web's build for the graphics card: `() => import("onnxruntime-web/webgpu")`. */
export type WebgpuRuntime = () => Promise<Ort>;

/** What a runtime is asked on the card. */
export interface Card {
  readonly ort: Ort;
  /** Runs a task on it, after those before it where it cannot do several at once; fails when the card goes away meanwhile. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
}

/** What is known of a GPUDevice here. */
interface Lasting {
  readonly lost: Promise<{ readonly message: string; readonly reason?: string }>;
}

/** The card by the runtime in use, or by a page's own. Throws a sentence where it cannot be reached. `gone` is told when it goes away. */
export async function openCard(
  { ort, native }: OpenedRuntime,
  webgpu: WebgpuRuntime | undefined,
  gone: () => void,
): Promise<Card> {
  if (native) return { ort, turn: (task) => task() };
  if (!webgpu) {
    throw noDevice(
      "the runtime wasm, which does not reach it from here; choose the runtime native, or in a page give chooseRuntime onnxruntime-web/webgpu",
    );
  }
  try {
    const own = await webgpu();
    // Kept: with its last session the runtime gives the device up, and takes no other.
    await own.InferenceSession.create(smallestModel(), webgpuOptions([]));
    return { ort: own, turn: await untilLost(own, gone) };
  } catch (cause) {
    throw noDevice(cause);
  }
}

/** A card that goes away answers nothing more: what waits for it is told. */
async function untilLost(ort: Ort, told: () => void): Promise<Card["turn"]> {
  const inTurn = oneByOne();
  const device = (await ort.env.webgpu.device) as Lasting;
  const lost = device.lost.then(({ message, reason }): never => {
    told();
    throw lostDevice("a step", message || reason || "a device that was lost");
  });
  // Told to whoever waits.
  lost.catch(() => undefined);
  return (task) => inTurn(() => Promise.race([task(), lost]));
}
