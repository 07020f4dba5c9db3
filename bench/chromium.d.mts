import type { Browser } from "playwright-core";

export const executablePath: string | undefined;
/** `more`: flags in the place of `--disable-gpu`. */
export function launchChromium(...more: readonly string[]): Promise<Browser>;
