import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { readBytes, readLines, readText, readTextIfAny } from "./reading.ts";

const POSIX = process.platform !== "win32";

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(path, "lines")) lines.push(line);
  return lines;
}

describe.concurrent("a file", () => {
  it("comes whole, as bytes, as text and as lines", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "a");
      // Longer than what is read at a time, with letters of several bytes at every place.
      const text = Array.from({ length: 20_000 }, (_, i) => `${i} é€𝄞`).join("\n");
      await writeFile(path, `\ufeff${text}`);
      expect(await readText(path, "record")).toBe(text);
      expect(Buffer.from(await readBytes(path, "record")).toString()).toBe(`\ufeff${text}`);
      await writeFile(path, text);
      expect(await linesOf(path)).toEqual(text.split("\n"));
      await writeFile(path, "a\n\nb\n");
      expect(await linesOf(path)).toEqual(["a", "", "b"]);
      await writeFile(path, "");
      expect([await readText(path, "record"), await linesOf(path)]).toEqual(["", []]);
    });
  });

  it.runIf(process.platform === "linux")("is read to its end where it says that it is empty", async () => {
    expect(await readText("/proc/self/status", "record")).toContain("Pid:");
  });

  it("that is not there is told from one that cannot be read", async () => {
    await inFolder(async (folder) => {
      expect(await readTextIfAny(join(folder, "none"), "record")).toBeUndefined();
      await expect(readTextIfAny(folder, "record")).rejects.toThrow("expected a file, but got a folder.");
      await expect(readText(join(folder, "none"), "record")).rejects.toThrow(
        "expected a file that can be read, but got no such file or folder (ENOENT).",
      );
    });
  });

  it.runIf(POSIX)("is no pipe, socket or device, also where a link leads to one", async () => {
    await inFolder(async (folder) => {
      execFileSync("mkfifo", [join(folder, "pipe")]);
      const server = createServer().listen(join(folder, "socket"));
      await new Promise((done) => server.on("listening", done));
      await symlink("/dev/zero", join(folder, "link"));
      await symlink(join(folder, "pipe"), join(folder, "to-pipe"));
      await mkdir(join(folder, "folder"));
      const kinds = { pipe: "a pipe", "to-pipe": "a pipe", socket: "a socket", link: "a device", folder: "a folder" };
      for (const [name, what] of Object.entries(kinds)) {
        const path = join(folder, name);
        const says = `reading ${path}: expected a file, but got ${what}.`;
        await expect(readBytes(path, "array")).rejects.toThrow(says);
        await expect(readText(path, "record")).rejects.toThrow(says);
        await expect(linesOf(path)).rejects.toThrow(says);
      }
      await expect(readBytes("/dev/zero", "array")).rejects.toThrow("Write what comes out of it to a file");
      server.close();
    });
  });

  it("of more bytes than its kind can have is refused before it is read", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "large");
      await writeFile(path, "");
      await truncate(path, 33 * 2 ** 20); // takes no room on the disk
      await expect(readText(path, "record")).rejects.toThrow(
        `reading ${path}: expected at most 32 MB, but got 33 MB. Put back what saddlepoint wrote.`,
      );
      await truncate(path, 501 * 2 ** 20);
      await expect(readText(path, "table")).rejects.toThrow("expected at most 500 MB, but got 501 MB. Give a part");
      await truncate(path, 3 * 2 ** 30);
      for (const kind of ["array", "checkpoint", "model"] as const) {
        await expect(readBytes(path, kind)).rejects.toThrow("expected at most 2,048 MB, but got 3,072 MB.");
      }
      await expect(linesOf(path)).rejects.toThrow("expected at most 1,024 MB, but got 3,072 MB.");
    });
  });

  it("with a line that goes on and on is refused at that line", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "lines");
      await writeFile(path, `short\n${"x".repeat(2 ** 20 + 1)}\n`);
      const got: string[] = [];
      const reading = async (): Promise<void> => {
        for await (const line of readLines(path, "lines")) got.push(line);
      };
      await expect(reading()).rejects.toThrow("expected lines of at most 1,048,576 bytes, but got a longer one.");
      expect(got).toEqual(["short"]);
    });
  });
});
