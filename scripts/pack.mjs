// npm run pack [FOLDER]: the tarballs of a release, in release/ if nothing else is said: saddlepoint itself, what npm create calls, and the
// native runtime of each platform. What is published differs from this checkout in one thing: it depends on those packages instead of on
// onnxruntime-node, and has neither scripts nor what serves development alone.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { packageOf, platforms, upstream, writeRuntimePackage } from "./runtime-packages.mjs";

const run = promisify(execFile);

/** package.json as it is published. */
export function publishedManifest(manifest) {
  const { scripts: _, devDependencies: __, workspaces: ___, ...rest } = manifest;
  const { "onnxruntime-node": ____, ...optional } = manifest.optionalDependencies;
  const runtimes = Object.fromEntries(platforms.map((platform) => [packageOf(platform), upstream.version]));
  return { ...rest, optionalDependencies: { ...optional, ...runtimes } };
}

/** package.json of create-saddlepoint (`npm create saddlepoint`), in the version of what it calls. */
export const creatorManifest = (creator, { version, repository }) => ({
  ...creator,
  version,
  ...(repository ? { repository } : {}),
  dependencies: { saddlepoint: `^${version}` },
});

/** Packs a folder; returns the tarball's path. */
async function pack(folder, target) {
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", target];
  const { stdout } = await run("npm", args, { cwd: folder });
  return join(target, stdout.trim());
}

/**
 * Packs a built checkout. `only`: the platforms to pack the runtime of, all by default. Returns the tarballs, saddlepoint's first.
 */
export async function packAll(checkout, target, only = platforms) {
  await mkdir(target, { recursive: true });
  const staging = await mkdtemp(join(tmpdir(), "saddlepoint-pack-"));
  try {
    const whole = join(staging, "saddlepoint");
    const manifest = JSON.parse(await readFile(join(checkout, "package.json"), "utf8"));
    for (const name of ["README.md", "LICENSE", ...manifest.files]) {
      await cp(join(checkout, name), join(whole, name), { recursive: true });
    }
    await writeFile(join(whole, "package.json"), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
    const tarballs = [await pack(whole, target)];
    const creator = join(staging, "create-saddlepoint");
    await cp(join(checkout, "create"), creator, { recursive: true });
    const own = creatorManifest(JSON.parse(await readFile(join(creator, "package.json"), "utf8")), manifest);
    await writeFile(join(creator, "package.json"), `${JSON.stringify(own, null, 2)}\n`);
    tarballs.push(await pack(creator, target));
    for (const platform of only) {
      tarballs.push(await pack(await writeRuntimePackage(platform, staging, manifest.repository), target));
    }
    return tarballs;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const tarball of await packAll(".", resolve(process.argv[2] ?? "release"))) {
    console.log(`${((await stat(tarball)).size / 1e6).toFixed(1).padStart(6)} MB  ${tarball}`);
  }
}
