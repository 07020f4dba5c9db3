/** Every example runs to its end; each checks its own result. */
import { readdir, readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const names = (await readdir("examples")).filter((name) => name.endsWith(".ts")).sort();

describe("examples", () => {
  beforeEach(() => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("are numbered from 01 on", () => {
    expect(names.map((name) => name.slice(0, 3))).toEqual(names.map((_, i) => `${String(i + 1).padStart(2, "0")}-`));
    expect(names.length).toBeGreaterThan(0);
  });

  it.each(names)("%s", async (name) => {
    await import(/* @vite-ignore */ new URL(`../examples/${name}`, import.meta.url).href);
    // The first awaits nothing at its top, so that it may stand in any worker as it is.
    if (!name.startsWith("01-")) return;
    const found = expect.stringMatching(/^8 of 8 modes, [\d.]+ % of samples/);
    await vi.waitFor(() => expect(console.log).toHaveBeenCalledWith(found), { timeout: 100_000 });
  });

  it("the README's program is the first of them", async () => {
    const readme = await readFile("README.md", "utf8");
    const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    expect(await readFile("examples/01-train-a-ring.ts", "utf8")).toContain(shown);
    expect(shown.trim().split("\n").length).toBeLessThanOrEqual(15);
  });
});
