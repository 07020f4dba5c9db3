/** Packages of the npm registry that tests need and nothing else does: installed once for each version of their list. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const npm = (cwd: string, ...args: string[]) =>
  run("npm", [...args, "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=0"], {
    cwd,
  });

/** The folder, kept in node_modules/.cache, in which what `list`, a package.json, names is installed. Without the registry there is none. */
export async function fromRegistry(list: string): Promise<string | undefined> {
  const text = await readFile(list);
  const folder = resolve("node_modules/.cache/registry", createHash("sha256").update(text).digest("hex").slice(0, 8));
  const whole = join(folder, "installed");
  if (await readFile(whole).catch(() => undefined)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), text);
  try {
    await npm(folder, "install");
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr)) return undefined;
    throw error;
  }
  await writeFile(whole, "installed\n");
  return folder;
}
