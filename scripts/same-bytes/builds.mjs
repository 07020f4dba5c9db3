// Builds of other commits beside this one, and of the working tree as it is, each in a folder of its own that is kept. Nothing
// in the checkout is touched: its dist may be in use.
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const LARGE = { maxBuffer: 1 << 28 };

/** The root of this checkout. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Not under node_modules: there tsc does not find the source of what package.json names under `imports`. */
const cache = join(checkout, "bench/.cache/builds");

const git = async (...args) => (await run("git", args, { cwd: checkout, ...LARGE })).stdout;
const readJson = async (path) => JSON.parse(await readFile(path, "utf8"));
const exists = (path) =>
  readFile(path).then(
    () => true,
    () => false,
  );

/** Every package by its place, with its version, as a lock file says. */
async function lockedIn(folder) {
  const { packages } = await readJson(join(folder, "package-lock.json"));
  return new Map(
    Object.entries(packages).flatMap(([place, { version }]) => (place && version ? [[place, version]] : [])),
  );
}

/** Whether all packages that a folder asks for stand in this checkout in the same versions. */
async function packagesAreHere(folder) {
  const [theirs, ours] = [await lockedIn(folder), await lockedIn(checkout)];
  return [...theirs].every(([place, version]) => ours.get(place) === version);
}

/** Gives a folder this checkout's packages, each by a link: what builds cache in node_modules stays apart. */
async function linkPackages(folder) {
  const target = join(folder, "node_modules");
  await mkdir(target, { recursive: true });
  for (const name of await readdir(join(checkout, "node_modules"))) {
    if (name === ".cache") continue;
    // A workspace is the folder's own.
    const place = name.startsWith("saddlepoint-") ? join(folder, name.slice("saddlepoint-".length)) : undefined;
    await symlink(place ?? join(checkout, "node_modules", name), join(target, name)).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** Runs the steps of a folder's `npm run build`; those for the lab's pages only where they are asked for. */
async function build(folder, { lab = false } = {}) {
  if (await packagesAreHere(folder)) await linkPackages(folder);
  else await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, ...LARGE });
  const { scripts } = await readJson(join(folder, "package.json"));
  const steps = scripts.build.split("&&").filter((step) => lab || !step.includes("build:lab"));
  const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
  for (const step of steps) {
    await run("sh", ["-c", step], { cwd: folder, env: { ...process.env, PATH: path }, ...LARGE }).catch((error) => {
      throw new Error(`${step.trim()} in ${folder} failed:\n${error.stdout}${error.stderr}`);
    });
  }
}

/** What is needed of a build: where it is and how its command line starts. */
async function described(name, folder) {
  const { bin } = await readJson(join(folder, "package.json"));
  return { name, folder, program: join(folder, bin.saddlepoint) };
}

/** A commit, built. The second time it is there already. */
export async function buildCommit(name) {
  const commit = (await git("rev-parse", `${name}^{commit}`)).trim();
  const folder = join(cache, commit);
  const done = join(folder, ".built");
  if (!(await exists(done))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run("sh", ["-c", 'git archive "$0" | tar -x -C "$1"', commit, folder], { cwd: checkout });
    await build(folder);
    await writeFile(done, "");
  }
  return { ...(await described(commit.slice(0, 7), folder)), commit };
}

/** The working tree as it is now, built: with changes that no commit has yet. */
export async function buildHere(options) {
  const folder = join(cache, "here");
  await mkdir(folder, { recursive: true });
  const listed = (await git("ls-files", "-co", "--exclude-standard", "-z")).split("\0").filter(Boolean);
  const wanted = new Set(
    listed.filter((path) => /^(src|scripts|lab)\/|^(package|package-lock|tsconfig.*)\.json$/.test(path)),
  );
  const old = JSON.parse(await readFile(join(folder, ".files"), "utf8").catch(() => "[]"));
  for (const path of old) if (!wanted.has(path)) await rm(join(folder, path), { force: true });
  const copied = [];
  for (const path of wanted) {
    // Listed, but removed in the working tree.
    const ours = await readFile(join(checkout, path)).catch(() => undefined);
    const there = await readFile(join(folder, path)).catch(() => undefined);
    if (ours === undefined) await rm(join(folder, path), { force: true });
    else copied.push(path);
    if (ours !== undefined && !there?.equals(ours)) await cp(join(checkout, path), join(folder, path));
  }
  await writeFile(join(folder, ".files"), JSON.stringify(copied));
  await build(folder, options);
  return { ...(await described("this checkout", folder)), isHere: true };
}
