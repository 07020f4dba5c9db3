// npm run pack: packages that hold the native runtime of one platform each. onnxruntime-node comes with the libraries of five (288 MB)
// and a script that downloads those of CUDA; a release depends on one package for each platform instead, of which npm installs the
// one that fits. The files in them are those of onnxruntime-node, unchanged.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The platforms that onnxruntime-node has libraries for, as Node names them. */
export const platforms = [
  { os: "linux", cpu: "x64", libc: "glibc" },
  { os: "linux", cpu: "arm64", libc: "glibc" },
  { os: "darwin", cpu: "arm64" },
  { os: "win32", cpu: "x64" },
  { os: "win32", cpu: "arm64" },
];

export const packageOf = ({ os, cpu }) => `saddlepoint-runtime-${os}-${cpu}`;

const from = join(dirname(fileURLToPath(import.meta.resolve("onnxruntime-node"))), "..");

/** package.json of onnxruntime-node, as it is installed. */
export const upstream = JSON.parse(await readFile(join(from, "package.json"), "utf8"));

const NAMES = { linux: "Linux", darwin: "macOS", win32: "Windows" };

/** Writes the package of a platform to a folder inside `target`, and returns that folder. `repository`: where it is built. */
export async function writeRuntimePackage(platform, target, repository) {
  const { os, cpu, libc } = platform;
  const name = packageOf(platform);
  const folder = join(target, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const library = join("bin", "napi-v6", os, cpu);
  await cp(join(from, library), join(folder, library), { recursive: true });
  await cp(join(from, "dist"), join(folder, "dist"), {
    recursive: true,
    filter: (path) => !/\.(?:map|ts)$/.test(path),
  });
  const { version, license, author, dependencies } = upstream;
  const description = `${upstream.description}, ${version}, for ${NAMES[os]} on ${cpu}: the files of onnxruntime-node, unchanged.`;
  const json = {
    ...{ name, version, description, license, author, main: upstream.main, ...(repository ? { repository } : {}) },
    ...{ os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) },
    dependencies: { "onnxruntime-common": dependencies["onnxruntime-common"] },
    files: ["bin", "dist"],
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(json, null, 2)}\n`);
  await writeFile(join(folder, "LICENSE"), LICENCE);
  await writeFile(
    join(folder, "README.md"),
    `# ${name}\n\n${description} saddlepoint depends on it, so that an installation has the library of one platform. Its version is that of onnxruntime-node, whose licence (MIT, Copyright (c) Microsoft Corporation) it keeps.\n`,
  );
  return folder;
}

const LICENCE = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
