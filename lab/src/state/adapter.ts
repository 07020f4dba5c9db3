/** The graphics card that the browser offers to pages. */

export type Adapter =
  | {
      /** As the browser tells it, which may be little. */
      readonly name: string;
      /** It is the processor that plays a card. */
      readonly software: boolean;
    }
  | { readonly missing: "webgpu" | "adapter" };

/** What of WebGPU is asked for here. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: {
      readonly vendor: string;
      readonly architecture: string;
      readonly device: string;
      readonly description: string;
      readonly isFallbackAdapter?: boolean;
    };
  } | null>;
}

let asked: Promise<Adapter> | undefined;

/** Asked when somebody wants to know: a browser without a card says so in its console. */
export function askAdapter(): Promise<Adapter> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<Adapter> {
  const { gpu } = navigator as Navigator & { readonly gpu?: Gpu };
  if (!gpu) return { missing: "webgpu" };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return { missing: "adapter" };
  const {
    vendor = "",
    architecture = "",
    device = "",
    description = "",
    isFallbackAdapter = false,
  } = adapter.info ?? {};
  const name = description || [vendor, architecture, device].filter(Boolean).join(" ");
  return { name: name || "WebGPU", software: isFallbackAdapter };
}
