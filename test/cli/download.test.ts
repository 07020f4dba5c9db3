/** Data sets by name, from a server on this machine that holds other bytes than the published ones, and from a folder. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { download } from "../../src/cli/data/download.ts";
import { mnistFolder, mnistThere } from "../mnist.ts";
import { command, inFolder } from "./command.ts";

const CONTENT = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((ready) => server.once("listening", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Sends what is asked for, as a server with ranges does. */
const ranges: RequestListener = (request, response) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from >= CONTENT.length) return void response.writeHead(416).end();
  response.writeHead(from > 0 ? 206 : 200, { "content-length": CONTENT.length - from });
  response.end(CONTENT.subarray(from));
};

describe("a download", () => {
  const said: string[] = [];
  const fetchTo = (url: string, folder: string, sha256 = SHA256) =>
    download(new URL("file", url).href, join(folder, "sub/file"), sha256, (line) => said.push(line));
  const got = (folder: string) => readFile(join(folder, "sub/file"));

  it("arrives whole, and is not fetched again", () =>
    inFolder(async (folder) => {
      let requests = 0;
      const url = await serve((request, response) => {
        requests++;
        ranges(request, response);
      });
      await fetchTo(url, folder);
      await fetchTo(url, folder);
      expect((await got(folder)).equals(CONTENT)).toBe(true);
      expect(requests).toBe(1);
      expect(await readdir(join(folder, "sub"))).toEqual(["file"]);
    }));

  it.each<[string, RequestListener]>([
    ["goes on where it was cut off", ranges],
    ["begins anew where the server knows no ranges", (_, response) => void response.writeHead(200).end(CONTENT)],
  ])("%s", (_, listener) =>
    inFolder(async (folder) => {
      let cut = true;
      const asked: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        asked.push(request.headers.range);
        if (!cut) return listener(request, response);
        cut = false;
        response.writeHead(200, { "content-length": CONTENT.length });
        response.write(CONTENT.subarray(0, 120_000), () => setTimeout(() => response.destroy(), 50));
      });
      await expect(fetchTo(url, folder)).rejects.toThrow(
        /downloading http:.*: expected the whole file, but got \d+ bytes before the connection ended\. Run the command again/,
      );
      expect(await readdir(join(folder, "sub"))).toEqual(["file.part"]);
      await fetchTo(url, folder);
      expect((await got(folder)).equals(CONTENT)).toBe(true);
      expect(asked[1]).toMatch(/^bytes=[1-9]\d*-$/);
    }),
  );

  it("with another checksum is removed", () =>
    inFolder(async (folder) => {
      const url = await serve(ranges);
      await expect(fetchTo(url, folder, "0".repeat(64))).rejects.toThrow(
        /expected a file with SHA-256 0000000000000000…, but got [0-9a-f]{16}…; it was removed\. Try again/,
      );
      expect(await readdir(join(folder, "sub"))).toEqual([]);
    }));

  it("of a part that is longer than the file begins anew the next time", () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, "sub"));
      await writeFile(join(folder, "sub/file.part"), Buffer.alloc(300_000));
      const url = await serve(ranges);
      await expect(fetchTo(url, folder)).rejects.toThrow("it was removed");
      await fetchTo(url, folder);
      expect((await got(folder)).equals(CONTENT)).toBe(true);
    }));

  it("that is not there, or from no server at all, says so", () =>
    inFolder(async (folder) => {
      const missing = await serve((_, response) => void response.writeHead(404).end());
      await expect(fetchTo(missing, folder)).rejects.toThrow("expected the file, but got the answer 404 Not Found.");
      const url = await serve(ranges);
      for (const server of servers.splice(0)) server.close();
      await expect(fetchTo(url, folder)).rejects.toThrow("expected an answer, but got ECONNREFUSED. Check the network");
    }));
});

describe("mnist by name", () => {
  it("from a server with other bytes, an address that is none, and a folder without the file, is refused in words", () =>
    inFolder(async (cwd) => {
      const url = await serve(ranges);
      const cases: [string[], string][] = [
        [["--download-from", url], "expected a file with SHA-256 440fcabf73cc546f…, but got"],
        [["--download-from", "ftp:/x"], "expected an http or https address, but got ftp:/x."],
        [["--data-dir", "."], "reading "],
        [["--size", "32"], "expected only --mirror, --holdout, but got --size."],
      ];
      for (const [args, says] of cases) {
        const { code, stderr } = await command(cwd, "train", "mnist", "--cache-dir", "cache", ...args);
        expect([args.join(" "), code, stderr]).toEqual([args.join(" "), 2, expect.stringContaining(says)]);
      }
      await writeFile(join(cwd, "train-images-idx3-ubyte.gz"), "other");
      for (const name of ["mnist", "stacked-mnist"]) {
        const { stderr } = await command(cwd, "train", name, "--data-dir", ".");
        expect(stderr).toContain("expected SHA-256 440fcabf73cc546f…, but got");
      }
      const { code, stderr } = await command(cwd, "train", "stacked-mnist", "--data-dir", ".", "--holdout", "100");
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining("expected no option about reading files, but got --holdout."),
      ]);
    }));

  it.for([
    ["mnist", 60_000, [1, 28, 28], "labels"],
    ["stacked-mnist", 128_000, [3, 28, 28], "none"],
  ] as const)(
    "%s from a folder that has it is trained, resumed and measured",
    async ([name, count, shape, classes], context) => {
      if (!(await mnistThere)) context.skip(`${mnistFolder} is not there`);
      await inFolder(async (cwd) => {
        const small = ["--channels", "2", "--batch", "8", "--samples", "4", "--steps", "1", "--latent", "3"];
        // Labels are told unasked; clusters of so many pictures would take a while.
        const told = classes === "none" ? ["--classes", classes] : [];
        const { code } = await command(cwd, "train", name, "--data-dir", mnistFolder, "--out", "r", ...small, ...told);
        expect(code).toBe(0);
        const { config } = JSON.parse(await readFile(join(cwd, "r/config.json"), "utf8"));
        expect(config).toMatchObject({ classes, generator: { network: "resnet" }, data: { name, count, shape } });
        expect((await command(cwd, "resume", "r", "--steps", "2")).code).toBe(0);
      });
    },
  );

  it.each([
    [["--preset", "dcgan-fashion"], "fashion-mnist", [1, 28, 28], 60_000, "none"],
    [["--preset", "clothes", "--clusters", "40"], "fashion-mnist", [1, 28, 28], 60_000, "40 clusters"],
    [["stacked-mnist", "--clusters", "6"], "stacked-mnist", [3, 28, 28], 128_000, "6 clusters"],
  ] as const)("that is nowhere on the machine is described by its shape: %s", (named, name, shape, count, told) =>
    inFolder(async (cwd) => {
      const small = ["--batch", "2", "--cache-dir", "cache"];
      const { code, stdout } = await command(cwd, "describe", ...named, ...small, "--json");
      expect(code).toBe(0);
      const { data, networks, bytes } = JSON.parse(stdout);
      expect(data).toMatchObject({ name, shape, count });
      expect(data.notices[0]).toMatch(/is not on this machine: networks and costs are told from its shape/);
      if (told !== "none") expect(data.notices[1]).toContain(told);
      expect(networks.generator.at(-1).output).toEqual(shape);
      expect(bytes.state).toBeGreaterThan(0);
      expect(await readdir(cwd)).toEqual([]);
    }),
  );

  it("is downloaded by describe where its examples are to be drawn, or where it is said from where", () =>
    inFolder(async (cwd) => {
      const url = await serve(ranges);
      const { code, stderr } = await command(cwd, "describe", "mnist", "--cache-dir", "cache", "--download-from", url);
      expect([code, stderr]).toEqual([2, expect.stringContaining("expected a file with SHA-256 440fcabf73cc546f…")]);
    }));
});
