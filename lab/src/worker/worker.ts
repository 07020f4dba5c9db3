/** The worker: one game at a time, and one generator to draw from. */
import { expose, transfer } from "comlink";
import { chooseRuntime, oneByOne } from "#inner";
import { openWebgpu } from "./card-engine.ts";
import { createLab } from "./lab.ts";
import type { Lab } from "./protocol.ts";

/** Typed arrays are handed over, not copied: what the page gets is never used here again. */
function handOver<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  const buffers = new Set<ArrayBuffer>();
  const collect = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      // What lies in the memory of the kernels, or is part of something larger, is copied.
      const { buffer } = part;
      if (buffer instanceof ArrayBuffer && part.byteLength === buffer.byteLength) buffers.add(buffer);
    } else if (Array.isArray(part)) {
      if (typeof part[0] === "object") part.forEach(collect);
    } else if (part && typeof part === "object") Object.values(part).forEach(collect);
  };
  collect(value);
  return transfer(value, [...buffers]);
}

/** After what was asked for before: two steps at once would disturb each other. */
const inTurn = oneByOne();

chooseRuntime("auto", undefined, openWebgpu);
const lab = createLab();
const exposed = Object.fromEntries(
  Object.entries(lab as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>).map(([name, method]) => [
    name,
    (...args: unknown[]) => inTurn(async () => handOver(await method(...args))),
  ]),
) as unknown as Lab;
expose(exposed);
