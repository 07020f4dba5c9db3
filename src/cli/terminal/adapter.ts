/**
 * The name of the graphics card and its driver, which the runtime does not tell: of Vulkan's devices the one that is taken first, a
 * card of its own before one within the processor; on macOS and Windows, what the system says of its displays.
 */
import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";

const UNKNOWN = "adapter unknown";

/** A card as its system knows it. */
export interface Adapter {
  /** `"NVIDIA H200, driver 570.86.15"`, or that it is unknown. */
  readonly text: string;
  /** Bytes of its own memory, where the system says them: Vulkan does. */
  readonly memory?: number;
}

export async function adapterFacts(): Promise<Adapter> {
  const named = (ask: () => Promise<string | undefined>) => async () => ({ text: (await ask()) ?? UNKNOWN });
  const ask = { linux: ofVulkan, darwin: named(ofMac), win32: named(ofWindows) }[process.platform as string];
  // What is asked here is for the record and for a word before the first step: a card that is not known is taken all the same.
  return (await ask?.().catch(() => undefined)) ?? { text: UNKNOWN };
}

const run = async (file: string, args: readonly string[]): Promise<unknown> =>
  JSON.parse((await promisify(execFile)(file, args, { timeout: 10_000 })).stdout);

async function ofMac(): Promise<string | undefined> {
  const { SPDisplaysDataType: [first] = [] } = (await run("system_profiler", ["SPDisplaysDataType", "-json"])) as {
    SPDisplaysDataType?: readonly { sppci_model?: string }[];
  };
  return first?.sppci_model && `${first.sppci_model}, Metal`;
}

async function ofWindows(): Promise<string | undefined> {
  const asked = "Get-CimInstance Win32_VideoController | Select-Object -First 1 Name, DriverVersion | ConvertTo-Json";
  const { Name: name, DriverVersion: driver } = (await run("powershell", ["-NoProfile", "-Command", asked])) as {
    Name?: string;
    DriverVersion?: string;
  };
  return name && `${name}, driver ${driver ?? "unknown"}`;
}

/** Size and places in `VkPhysicalDeviceProperties` (Vulkan 1.3 specification, "Device Properties"). */
const PROPERTIES = { size: 824, driver: 4, vendor: 8, type: 16, name: 20, nameLength: 256 };
const INSTANCE = { size: 64, structureType: 1 };
const MOST_DEVICES = 16;
/** Kinds of devices, the preferred first: discrete, integrated, virtual, a processor, other. */
const PREFERRED = [2, 1, 3, 4, 0];
const NVIDIA = 0x10de;

/** Places in `VkPhysicalDeviceMemoryProperties`: heaps of a size and flags, of which the first says that it is the card's own. */
const MEMORY = { size: 520, heapCount: 260, heaps: 264, heapSize: 16, flags: 8 };
const DEVICE_LOCAL = 1;

async function ofVulkan(): Promise<Adapter | undefined> {
  const { default: koffi } = await import("koffi");
  const library = koffi.load("libvulkan.so.1");
  const create = library.func("int vkCreateInstance(void *info, void *allocator, void *instance)");
  const list = library.func("int vkEnumeratePhysicalDevices(uint64_t instance, void *count, void *devices)");
  const describe = library.func("void vkGetPhysicalDeviceProperties(uint64_t device, void *properties)");
  const weigh = library.func("void vkGetPhysicalDeviceMemoryProperties(uint64_t device, void *properties)");
  const info = Buffer.alloc(INSTANCE.size);
  info.writeUInt32LE(INSTANCE.structureType);
  const instance = new BigUint64Array(1);
  if (create(info, null, instance) !== 0) return undefined;
  const [count, devices] = [Uint32Array.of(MOST_DEVICES), new BigUint64Array(MOST_DEVICES)];
  if (list(instance[0], count, devices) < 0) return undefined;
  const found = [...devices.subarray(0, count[0])].map((device) => {
    const properties = Buffer.alloc(PROPERTIES.size);
    describe(device, properties);
    const memory = Buffer.alloc(MEMORY.size);
    weigh(device, memory);
    const name = properties.toString("utf8", PROPERTIES.name, PROPERTIES.name + PROPERTIES.nameLength);
    return {
      rank: PREFERRED.indexOf(properties.readUInt32LE(PROPERTIES.type)),
      text: `${name.replace(/\0[\s\S]*$/, "")}, driver ${versionText(properties)}`,
      ...ownMemory(memory),
    };
  });
  const [first] = found.toSorted((a, b) => a.rank - b.rank);
  return first && { text: first.text, ...(first.memory === undefined ? {} : { memory: first.memory }) };
}

/** The largest heap that is the card's own. */
function ownMemory(properties: Buffer): { readonly memory?: number } {
  const heaps = Array.from({ length: properties.readUInt32LE(MEMORY.heapCount) }, (_, i) => {
    const at = MEMORY.heaps + i * MEMORY.heapSize;
    const own = (properties.readUInt32LE(at + MEMORY.flags) & DEVICE_LOCAL) !== 0;
    return own ? Number(properties.readBigUInt64LE(at)) : 0;
  });
  const memory = Math.max(0, ...heaps);
  return memory > 0 ? { memory } : {};
}

/** Drivers pack their version into 32 bits as Vulkan packs its own; NVIDIA's in another way. */
function versionText(properties: Buffer): string {
  const packed = properties.readUInt32LE(PROPERTIES.driver);
  if (properties.readUInt32LE(PROPERTIES.vendor) === NVIDIA) {
    return [packed >>> 22, (packed >>> 14) & 0xff, (packed >>> 6) & 0xff].join(".");
  }
  return [packed >>> 22, (packed >>> 12) & 0x3ff, packed & 0xfff].join(".");
}
