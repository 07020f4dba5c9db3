import type { Device } from "../onnx/device.ts";
import { createDeviceStore } from "./device-store.ts";
import { createStore, type Store } from "./store.ts";

/** A store on a device; on the processor long vectors are updated by as many threads as are given. */
export const storeOn = (device: Device, threads = 1): Store =>
  device === "webgpu" ? createDeviceStore() : createStore(threads);
