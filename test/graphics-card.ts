/** Whether tests can compute on a graphics card, or on a driver that stands in for one; said once where they cannot. */
import { openDevice } from "../src/onnx/runtime.ts";

export const hasCard: boolean = await openDevice().then(
  () => true,
  (error: Error) => {
    console.warn(`Tests on a graphics card are skipped: ${error.message}`);
    return false;
  },
);
