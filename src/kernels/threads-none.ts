/** `#kernel-threads` outside Node: a page's threads are those of its runtime. */
import type { SharedMemory } from "./threads.ts";

export const shareMemory = async (): Promise<SharedMemory | undefined> => undefined;
