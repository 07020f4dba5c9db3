/** A file from the network, whole and checked, or not at all; a download that was cut off goes on where it stopped. */
import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { problem } from "../../inner.ts";
import { fileProblem, makeFolder } from "../files/writing.ts";
import { createCountView } from "../terminal/progress.ts";
import { openFile } from "./reading.ts";

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const { file } = await openFile(path, "array");
  // Closes the file at its end.
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Downloads to `path` unless it is there already. Throws, with what to do, if the file is not the one expected. */
export async function download(url: string, path: string, sha256: string, say: (line: string) => void): Promise<void> {
  const present = await sha256OfFile(path).catch(() => undefined);
  if (present === sha256) return;
  const part = `${path}.part`;
  await makeFolder(dirname(path)).catch((error) => {
    throw fileProblem(`creating ${dirname(path)}`, error, "to be able to (--cache-dir chooses another place)");
  });
  await fetchTo(url, part, say);
  const came = await sha256OfFile(part);
  if (came !== sha256) {
    await rm(part, { force: true });
    throw problem({
      doing: `downloading ${url}`,
      expected: `a file with SHA-256 ${sha256.slice(0, 16)}…`,
      came: `${came.slice(0, 16)}…; it was removed`,
      next: "Try again, choose a mirror by --download-from, or give a folder that has the file by --data-dir.",
    });
  }
  await rename(part, path);
}

async function fetchTo(url: string, part: string, say: (line: string) => void): Promise<void> {
  const doing = `downloading ${url}`;
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  const response = await request(url, have);
  const goesOn = response.status === 206;
  if (response.status === 416) {
    // Nothing is left to send, or the part is longer than the file: the checksum decides, or we begin anew.
    await response.body?.cancel();
    return;
  }
  if (!response.ok || !response.body) {
    throw problem({
      doing,
      expected: "the file",
      came: `the answer ${response.status} ${response.statusText}`.trim(),
      next: "Choose another mirror by --download-from, or give a folder that has the file by --data-dir.",
    });
  }
  const start = goesOn ? have : 0;
  const total = start + Number(response.headers.get("content-length") ?? 0);
  say(`Downloading ${basename(part, ".part")} from ${url}${start > 0 ? `, going on at ${start} bytes` : ""}`);
  const view = createCountView([`Downloading ${basename(part, ".part")}`, "bytes"], total);
  let file: FileHandle | undefined;
  let done = start;
  try {
    file = await open(part, goesOn ? "a" : "w");
    for await (const chunk of response.body) {
      await file.write(chunk);
      done += chunk.length;
      view.update(done);
    }
  } catch (error) {
    const explained = fileProblem(`writing ${part}`, error);
    if (explained !== error) throw explained;
    throw problem({
      doing,
      expected: "the whole file",
      came: `${done} bytes before the connection ended`,
      next: "Run the command again: it goes on from there.",
      cause: error,
    });
  } finally {
    view.stop();
    await file?.close();
  }
}

async function request(url: string, from: number): Promise<Response> {
  try {
    return await fetch(url, from > 0 ? { headers: { Range: `bytes=${from}-` } } : {});
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw problem({
      doing: `downloading ${url}`,
      expected: "an answer",
      came: cause?.code ?? cause?.message ?? (error as Error).message,
      next: "Check the network, choose a mirror by --download-from, or give a folder that has the file by --data-dir.",
      cause: error,
    });
  }
}
