/** `#kernel-threads` outside Node: a page's threads are those of its runtime. */
import type { ShareMemory } from "./threads.ts";

export const shareMemory: ShareMemory = async () => undefined;
