/** The server of the lab: what it gives, to whom, and what it keeps to itself. */
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedLab, serveLab } from "../../src/cli/lab-server/server.ts";
import { resolveConfig } from "../../src/index.ts";
import { command, inFolder, type Started, start, TINY, until } from "./command.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks with the path and the headers exactly as they are written here: fetch would tidy up both. */
const ask = (lab: ServedLab, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(lab.address);
    request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, body }));
      response.on("error", fail);
    })
      .on("error", fail)
      .end();
  });

const METRICS = '{"step":1}\n{"step":2}\n';
const CONFIG = {
  ...{ saddlepoint: "0.1.0", runtime: "onnxruntime-node", node: process.version, created: "2026-01-01" },
  ...{ source: "ring", dataOptions: {}, places: {} },
  config: resolveConfig({ name: "ring", shape: [2], fingerprint: "ring" }, { seed: 7 }),
};

let folder = "";
let run = "";
let lab: ServedLab;
let empty: ServedLab;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-"));
  const pages = join(folder, "pages");
  run = join(folder, "my-run");
  for (const made of [join(pages, "assets"), join(run, "checkpoints"), join(run, "samples"), join(folder, "elsewhere")])
    await mkdir(made, { recursive: true });
  const files: Record<string, string> = {
    "pages/index.html": "<!doctype html><title>the lab</title>",
    "pages/assets/index-a1b2.js": "export {};",
    "pages/assets/index-a1b2.js.br": "as br",
    "pages/assets/index-a1b2.js.gz": "as gz",
    "pages/assets/engine-c3d4.wasm": "\0asm",
    "secret.txt": "secret",
    "pages-too/index.html": "secret",
    "elsewhere/real.png": "secret",
    "my-run/config.json": JSON.stringify(CONFIG),
    "my-run/metrics.jsonl": METRICS,
    "my-run/training.pid": `${process.pid}\n`,
    "my-run/theory.json": "secret",
    "my-run/report.html": "secret",
    "my-run/checkpoints/step-90.safetensors": "ninety",
    "my-run/checkpoints/step-100.safetensors": "a hundred",
    "my-run/checkpoints/notes.safetensors": "secret",
    "my-run/samples/real.png": "real",
    "my-run/samples/step-9.png": "nine",
    "my-run/samples/step-10.png": "ten",
    "my-run/samples/step-10.csv": "x,y\n",
    "my-run/samples/progress.webp": "moving",
    "my-run/samples/page.html": "secret",
    "my-run/samples/.step-11.png.0a.tmp": "secret",
  };
  await mkdir(join(folder, "pages-too"));
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
  await symlink(join(folder, "secret.txt"), join(run, "samples/step-11.png"));
  await symlink(join(folder, "secret.txt"), join(run, "checkpoints/step-110.safetensors"));
  lab = await serveLab({ pages, run, port: 0 });
  empty = await serveLab({ pages, port: 0 });
});
afterAll(async () => {
  await lab?.close();
  await empty?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the lab's server", () => {
  it("gives the pages, of which those whose names tell their content are kept", async () => {
    expect(lab).toMatchObject({ address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/), loopback: true });
    for (const path of ["/", "/index.html", "/?data=ring"]) {
      expect(await ask(lab, path)).toMatchObject({
        status: 200,
        headers: { "content-type": "text/html;charset=utf-8", "cache-control": "no-cache" },
        body: "<!doctype html><title>the lab</title>",
      });
    }
    const kept = { "cache-control": "public, max-age=31536000, immutable" };
    expect(await ask(lab, "/assets/index-a1b2.js")).toMatchObject({
      status: 200,
      headers: { ...kept, "content-type": "text/javascript" },
    });
    expect(await ask(lab, "/assets/engine-c3d4.wasm")).toMatchObject({
      status: 200,
      headers: { ...kept, "content-type": "application/wasm" },
    });
    expect(await ask(lab, "/assets/none.js")).toMatchObject({ status: 404, headers: { "cache-control": "no-cache" } });
    // A part that ends before it begins.
    expect(await ask(lab, "/", { Range: "bytes=9-3" })).toMatchObject({ status: 200 });
    expect(await ask(lab, "/", {}, "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it("sends what is compressed beside a file to those who take it, under the type of the file", async () => {
    const type = { "content-type": "text/javascript", vary: "Accept-Encoding" };
    const script = (accepted: string): Promise<Answer> =>
      ask(lab, "/assets/index-a1b2.js", { "Accept-Encoding": accepted });
    expect(await script("gzip, deflate, br, zstd")).toMatchObject({
      status: 200,
      headers: { ...type, "content-encoding": "br", "cache-control": "public, max-age=31536000, immutable" },
      body: "as br",
    });
    expect(await script("gzip")).toMatchObject({ headers: { ...type, "content-encoding": "gzip" }, body: "as gz" });
    const plain = await script("identity");
    expect(plain).toMatchObject({ headers: type, body: "export {};" });
    expect(plain.headers["content-encoding"]).toBeUndefined();
  });

  it("sends with all that it says what browsers must not do with it", async () => {
    for (const path of ["/", "/assets/index-a1b2.js", "/run/index.json", "/run/samples/real.png", "/none"]) {
      const { headers } = await ask(lab, path);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
      });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'.*; frame-ancestors 'none'$/);
      // The worker needs what the page must not have.
      expect([path, policy.includes(" 'unsafe-eval'")]).toEqual([path, path.startsWith("/assets/")]);
    }
  });

  it("answers to this machine's names at its own port, and to no other", async () => {
    const { port } = new URL(lab.address);
    const answers = async (Host: string): Promise<number | undefined> => (await ask(lab, "/", { Host })).status;
    for (const host of ["localhost", "LocalHost", "127.0.0.1", "[::1]"]) {
      expect([host, await answers(`${host}:${port}`)]).toEqual([host, 200]);
    }
    const foreign = [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `0.0.0.0:${port}`,
      `192.168.1.5:${port}`,
      `localhost@evil.example:${port}`,
      "127.0.0.1",
      "localhost:1",
    ];
    for (const host of foreign) expect([host, await answers(host)]).toEqual([host, 403]);
    for (const path of ["/run/index.json", "/run/metrics.jsonl"]) {
      expect(await ask(lab, path, { Host: `evil.example:${port}` })).toMatchObject({
        status: 403,
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: `This is the lab at ${lab.address}; it answers to no other name.\n`,
      });
    }
  });

  it("answers to none where a request has two names, of which another may go by the second", async () => {
    const { port, host } = new URL(lab.address);
    /** The first line of the answer to these lines, as they are. */
    const answers = (...lines: string[]): Promise<string> =>
      new Promise((done, fail) => {
        const socket = connect(Number(port), "127.0.0.1", () => {
          socket.write(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
        });
        let text = "";
        socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("error", fail);
        socket.on("end", () => done(text.split("\r\n", 1)[0] ?? ""));
      });
    const ours = `Host: ${host}`;
    const theirs = `Host: evil.example:${port}`;
    const get = "GET /run/index.json HTTP/1.1";
    expect(await answers(get, ours)).toBe("HTTP/1.1 200 OK");
    const refused: string[][] = [
      [get, ours, theirs],
      [get, theirs, ours],
      [get, ours, `host: localhost:${port}`],
      [get, ours, "HOST:"],
      [`GET http://evil.example:${port}/run/index.json HTTP/1.1`, ours],
      [`GET HTTP://evil.example/run/index.json HTTP/1.1`, ours],
      [`GET http://${host}@evil.example/ HTTP/1.1`, ours],
      [get, ours, "Origin: http://evil.example", `Origin: http://${host}`],
      [get, ours, `Origin: http://${host}`, "Origin: http://evil.example"],
      [get, ours, "Origin: null"],
      [get, ours, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
      ["GET /run/index.json HTTP/1.0"],
    ];
    for (const lines of refused) expect([lines, await answers(...lines)]).toEqual([lines, "HTTP/1.1 403 Forbidden"]);
    // No name at all is an error of the protocol, and what is no path leads nowhere.
    expect(await answers(get)).toBe("HTTP/1.1 400 Bad Request");
    for (const target of ["//evil.example/run/index.json", `http://${host}/run/index.json`, "/run/../run/index.json"]) {
      expect([target, await answers(`GET ${target} HTTP/1.1`, ours)]).toEqual([target, "HTTP/1.1 404 Not Found"]);
    }
  });

  it("answers to every address, but to no foreign name, where it listens on all", async () => {
    const open = await serveLab({ pages: join(folder, "pages"), host: "0.0.0.0", port: 0 });
    try {
      const { port } = new URL(open.address);
      expect(open).toMatchObject({ address: `http://127.0.0.1:${port}/`, loopback: false });
      expect((await ask(open, "/", { Host: `192.168.1.5:${port}` })).status).toBe(200);
      expect((await ask(open, "/", { Host: `[fd00::5]:${port}` })).status).toBe(200);
      expect((await ask(open, "/", { Host: `evil.example:${port}` })).status).toBe(403);
    } finally {
      await open.close();
    }
  });

  it("answers no page but its own, unless someone follows a link", async () => {
    const own = new URL(lab.address).origin;
    const visit = { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
    const cases: [Record<string, string>, number][] = [
      [{ Origin: own }, 200],
      [{ Origin: own, "Sec-Fetch-Site": "same-origin" }, 200],
      [{ "Sec-Fetch-Site": "none", ...visit }, 200],
      [{ "Sec-Fetch-Site": "cross-site", ...visit }, 200],
      [{ Origin: "http://evil.example" }, 403],
      [{ Origin: "null" }, 403],
      [{ Origin: "http://127.0.0.1:1" }, 403],
      [{ Origin: own.replace("http:", "https:") }, 403],
      [{ Origin: "http://evil.example", "Sec-Fetch-Site": "cross-site", ...visit }, 403],
      [{ "Sec-Fetch-Site": "cross-site" }, 403],
      // Another server of this machine: the same site, another origin.
      [{ "Sec-Fetch-Site": "same-site" }, 403],
      [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" }, 403],
      [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe" }, 403],
    ];
    for (const [headers, status] of cases) {
      for (const path of ["/", "/run/config.json"]) {
        const answer = await ask(lab, path, headers);
        expect([headers, path, answer.status]).toEqual([headers, path, status]);
        if (status === 403) expect(answer.body).toMatch(/^The lab answers its own pages only/);
      }
    }
  });

  it("can be read and nothing else", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      for (const path of ["/", "/run/metrics.jsonl"]) {
        const { status, headers } = await ask(lab, path, {}, method);
        expect([method, path, status, headers.allow]).toEqual([method, path, 405, "GET, HEAD"]);
      }
    }
  });

  it("says what there is of the run by now", async () => {
    const { status, headers, body } = await ask(lab, "/run/index.json");
    expect([status, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    const { samples, checkpoints, ...rest } = JSON.parse(body) as { samples: string[]; checkpoints: number[] };
    expect(rest).toEqual({ name: "my-run", config: CONFIG, training: true, metricsBytes: METRICS.length });
    expect(checkpoints).toEqual([90, 100]);
    expect(samples).toEqual(["progress.webp", "real.png", "step-9.png", "step-10.csv", "step-10.png"]);
    await rm(join(run, "training.pid"));
    expect(JSON.parse((await ask(lab, "/run/index.json")).body)).toMatchObject({ training: false });
    // Above the largest process number of Linux.
    await writeFile(join(run, "training.pid"), "4194305\n");
    expect(JSON.parse((await ask(lab, "/run/index.json")).body)).toMatchObject({ training: false });
  });

  it("gives the files of the run, to be asked for anew each time", async () => {
    const files: [string, string, string][] = [
      ["config.json", "application/json; charset=utf-8", JSON.stringify(CONFIG)],
      ["metrics.jsonl", "application/x-ndjson; charset=utf-8", METRICS],
      ["checkpoints/step-100.safetensors", "application/octet-stream", "a hundred"],
      ["samples/step-10.png", "image/png", "ten"],
      ["samples/progress.webp", "image/webp", "moving"],
      ["samples/step-10.csv", "text/csv; charset=utf-8", "x,y\n"],
    ];
    for (const [path, type, body] of files) {
      const answer = await ask(lab, `/run/${path}?again=1`);
      expect([path, answer]).toMatchObject([
        path,
        { status: 200, headers: { "content-type": type, "cache-control": "no-cache" }, body },
      ]);
      const tag = { "If-None-Match": String(answer.headers.etag) };
      expect(await ask(lab, `/run/${path}`, tag)).toMatchObject({ status: 304, body: "" });
    }
    const head = await ask(lab, "/run/metrics.jsonl", {}, "HEAD");
    expect(head).toMatchObject({ status: 200, headers: { "content-length": String(METRICS.length) }, body: "" });
  });

  it("gives of metrics.jsonl what was added", async () => {
    const part = (from: number): Promise<Answer> => ask(lab, "/run/metrics.jsonl", { Range: `bytes=${from}-` });
    const size = METRICS.length;
    expect(await part(11)).toMatchObject({
      status: 206,
      headers: { "content-range": `bytes 11-${size - 1}/${size}`, "content-length": String(size - 11) },
      body: '{"step":2}\n',
    });
    expect(await part(0)).toMatchObject({ status: 206, body: METRICS });
    expect(await part(size)).toMatchObject({
      status: 416,
      headers: { "content-range": `bytes */${size}` },
      body: "",
    });
    await appendFile(join(run, "metrics.jsonl"), '{"step":3}\n');
    expect(await part(size)).toMatchObject({ status: 206, body: '{"step":3}\n' });
    // As after a rewind to an earlier step.
    await writeFile(join(run, "metrics.jsonl"), METRICS);
    expect(await part(size + 11)).toMatchObject({ status: 416, headers: { "content-range": `bytes */${size}` } });
    // Other parts may be left alone, and then all of it comes.
    expect(await ask(lab, "/run/metrics.jsonl", { Range: "bytes=-5" })).toMatchObject({ status: 200, body: METRICS });
    await writeFile(join(run, "metrics.jsonl"), "");
    expect(await ask(lab, "/run/metrics.jsonl")).toMatchObject({ status: 200, body: "" });
    expect(await part(0)).toMatchObject({ status: 416, headers: { "content-range": "bytes */0" } });
    await writeFile(join(run, "metrics.jsonl"), METRICS);
  });

  it("gives nothing that stands elsewhere, however it is asked for", async () => {
    const paths = [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/assets/../index.html",
      "/%2e%2e/secret.txt",
      "/%2E%2e/secret.txt",
      "/..%2fsecret.txt",
      "/..%5csecret.txt",
      "/..\\secret.txt",
      "/%252e%252e/secret.txt",
      "/../pages-too/index.html",
      "/../pages-too/",
      join(folder, "secret.txt"),
      `/${join(folder, "secret.txt")}`,
      `/run/${join(folder, "secret.txt")}`,
      `/run/${encodeURIComponent(join(folder, "secret.txt"))}`,
      "/run/../secret.txt",
      "/run/../../secret.txt",
      "/run/samples/../../secret.txt",
      "/run/samples/%2e%2e/theory.json",
      "/run/samples/..%2ftheory.json",
      "/run/samples/..%2f..%2felsewhere%2freal.png",
      "/run/samples/../config.json",
      "/run/samples/step-11.png",
      "/run/checkpoints/step-110.safetensors",
      "/index.html%00.png",
      "/run/config.json%00",
    ];
    for (const path of paths) {
      const { status, body } = await ask(lab, path);
      expect([path, status, body.includes("secret\n") || body === "secret"]).toEqual([path, 404, false]);
    }
    // Named in the first line, it counts as the name of the server.
    expect((await ask(lab, "http://evil.example/")).status).toBe(403);
    const own = new URL("secret.txt", lab.address).href;
    expect((await ask(lab, own)).status).toBe(404);
  });

  it("gives nothing of the run but what the pages show", async () => {
    const paths = [
      "training.pid",
      "theory.json",
      "report.html",
      "checkpoints/notes.safetensors",
      "checkpoints/",
      "samples/page.html",
      "samples/.step-11.png.0a.tmp",
      "samples",
      "samples/",
      "",
    ];
    for (const path of paths) {
      const { status, body } = await ask(lab, `/run/${path}`);
      expect([path, status, body]).toEqual([path, 404, "There is no such file of a run.\n"]);
    }
    expect((await ask(lab, "/run")).status).toBe(404);
  });

  it("follows no folder and no configuration out of the run", async () => {
    const linked = join(folder, "linked");
    await mkdir(linked);
    await symlink(join(folder, "elsewhere"), join(linked, "samples"));
    await symlink(join(run, "checkpoints"), join(linked, "checkpoints"));
    await writeFile(join(linked, "config.json"), JSON.stringify(CONFIG));
    const server = await serveLab({ pages: join(folder, "pages"), run: linked, port: 0 });
    try {
      expect(JSON.parse((await ask(server, "/run/index.json")).body)).toEqual({
        name: "linked",
        config: CONFIG,
        checkpoints: [],
        training: false,
        metricsBytes: 0,
        samples: [],
      });
      expect((await ask(server, "/run/samples/real.png")).status).toBe(404);
      await rm(join(linked, "config.json"));
      await symlink(join(run, "config.json"), join(linked, "config.json"));
      expect((await ask(server, "/run/config.json")).status).toBe(404);
      expect(await ask(server, "/run/index.json")).toMatchObject({
        status: 500,
        body: expect.stringContaining("expected a config.json in it, but got none that can be read."),
      });
    } finally {
      await server.close();
    }
  });

  it("reads a run that is itself reached by a link", async () => {
    await symlink(run, join(folder, "latest"));
    const server = await serveLab({ pages: join(folder, "pages"), run: join(folder, "latest"), port: 0 });
    try {
      expect((await ask(server, "/run/metrics.jsonl")).body).toBe(METRICS);
    } finally {
      await server.close();
    }
  });

  it("says in JSON that there is no run", async () => {
    const { status, headers, body } = await ask(empty, "/run/index.json");
    expect([status, headers["content-type"]]).toEqual([404, "application/json; charset=utf-8"]);
    expect(JSON.parse(body)).toEqual({ none: true });
    expect((await ask(empty, "/run/config.json")).status).toBe(404);
  });

  it("closes at once, whoever keeps a connection", async () => {
    const server = await serveLab({ pages: join(folder, "pages"), port: 0 });
    // fetch keeps its connections.
    expect((await fetch(server.address)).status).toBe(200);
    const half = connect(Number(new URL(server.address).port), "127.0.0.1");
    half.write("GET / HTTP/1.1\r\nHost:");
    const ended = new Promise((done) => half.on("error", () => undefined).on("close", done));
    // Once this is answered, the half has come too.
    await ask(server, "/");
    await server.close();
    await ended;
    await expect(fetch(server.address)).rejects.toThrow();
  });

  it("says what to do where the pages have not been built", async () => {
    const pages = join(folder, "elsewhere");
    await expect(serveLab({ pages, port: 0 })).rejects.toThrow(
      `opening the lab: expected the lab's pages in ${pages}, but got none. Run npm run build.`,
    );
  });
});

describe.concurrent("the lab's command", () => {
  const built = existsSync(resolve("dist/lab/index.html"));
  const started: ChildProcess[] = [];
  // It goes on for ever if nothing comes to its end.
  afterAll(() => {
    for (const child of started) child.kill("SIGKILL");
  });
  const startLab = (cwd: string, ...args: string[]): Started => {
    const lab = start(cwd, ["lab", ...args]);
    started.push(lab.child);
    return lab;
  };

  it("serves a run until it is interrupted, or says how to build the pages", () =>
    inFolder(async (cwd) => {
      const trained = await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      expect(trained.code).toBe(0);
      const { child, finished } = startLab(cwd, "r", "--port", "0", "--json");
      if (!built) {
        const { code, stdout, stderr } = await finished;
        expect([code, JSON.parse(stdout)]).toEqual([2, { error: expect.stringMatching(/Run npm run build\.$/) }]);
        expect(stderr).toMatch(/^saddlepoint: opening the lab: expected the lab's pages in .*, but got none\. /);
        return;
      }
      let said = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await until(async () => said.endsWith("\n") || child.exitCode !== null);
      const { address, run: served } = JSON.parse(said) as { address: string; run: string };
      expect([address, served]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?run$/), "r"]);
      expect(await (await fetch(new URL("/run/index.json", address))).json()).toMatchObject({
        name: "r",
        checkpoints: [0, 10],
        training: false,
      });
      child.kill("SIGTERM");
      expect(await finished).toMatchObject({
        code: 0,
        signal: null,
        stderr: "Ctrl+C ends it.\n\nThe lab is closed.\n",
      });
    }));

  it.skipIf(!built)("says whom it would let in", () =>
    inFolder(async (cwd) => {
      const { child, finished } = startLab(cwd, "--port", "0", "--host", "0.0.0.0");
      let said = "";
      child.stderr?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await until(async () => said.includes("Ctrl+C") || child.exitCode !== null);
      child.kill("SIGINT");
      const { code, stdout, stderr } = await finished;
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^The lab is at http:\/\/127\.0\.0\.1:\d+\/\n$/)]);
      expect(stderr).toContain("It is not for this machine alone: anyone who can reach this machine can open it.");
    }),
  );

  it.skipIf(!built)("takes the next port where nobody asked for one and its own is in use", () =>
    inFolder(async (cwd) => {
      const other = createServer();
      // If another program has it, all the better.
      await new Promise<void>((done) => other.on("error", () => done()).listen(8642, "127.0.0.1", done));
      const { child, finished } = startLab(cwd);
      let said = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await until(async () => said.endsWith("\n") || child.exitCode !== null);
      other.close();
      child.kill("SIGTERM");
      expect((await finished).code).toBe(0);
      const port = Number(new URL(said.trim().split(" ").at(-1) ?? "").port);
      expect(port).toBeGreaterThan(8642);
      expect(port).toBeLessThanOrEqual(8662);
    }),
  );

  it.skipIf(!built)("copies the lab alone to a new or empty folder, for another web server", () =>
    inFolder(async (cwd) => {
      const out = join(cwd, "site/lab");
      const copied = await command(cwd, "lab", "--out", "site/lab", "--json");
      expect([copied.code, copied.stderr]).toEqual([0, ""]);
      const names = async (of: string): Promise<string[]> =>
        (await readdir(of, { recursive: true, withFileTypes: true }))
          .filter((one) => one.isFile())
          .map((one) => one.name)
          .sort();
      const there = await names(out);
      expect(there).toEqual(await names(resolve("dist/lab")));
      expect(JSON.parse(copied.stdout)).toEqual({ out: "site/lab", files: there.length });
      expect(await command(cwd, "lab", "--out", "site/lab")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(
          "copying the lab to site/lab: expected a new or empty folder, but got one with assets",
        ),
      });
      expect(await names(out)).toEqual(there);
    }),
  );

  it("refuses what it cannot serve in a sentence", () =>
    inFolder(async (cwd) => {
      const other = createServer();
      await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
      const { port } = other.address() as { port: number };
      const cases: [string[], string][] = [
        [["lab", "."], "opening run .: expected a config.json in it, but got none: this is not a run."],
        [["lab", "none"], "opening run none: expected the folder of a run, but got nothing at that path."],
        [["lab", "--port", "70000"], "reading option --port: expected an integer from 0 to 65,535, but got 70000."],
        [
          ["lab", "r", "--out", "o"],
          "copying the lab: expected --out alone: a copy has no server and no run of its own",
        ],
        [["lab", "--port", "8000", "--out", "o"], "but got --port beside it. Leave one of them out."],
        [["lab", "--host", ""], "reading option --host: expected a name or an address of this machine, but got"],
      ];
      // Where it comes so far as to listen.
      const listening: typeof cases = [
        [
          ["lab", "--port", String(port)],
          `opening the lab: expected a free port, but got ${port}, which is in use. Choose another --port,`,
        ],
        // An address for documentation, which no machine has.
        [["lab", "--host", "192.0.2.1"], "expected a name or an address of this machine as --host, but got 192.0.2.1."],
      ];
      try {
        for (const [args, says] of built ? [...cases, ...listening] : cases) {
          const { code, stderr } = await command(cwd, ...args);
          expect([args.join(" "), code, stderr]).toEqual([args.join(" "), 2, expect.stringContaining(says)]);
        }
      } finally {
        other.close();
      }
    }));
});
