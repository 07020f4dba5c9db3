/** Samples by HTTP: what is answered, in which form, what is refused, and how it ends. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createSampleService, type SampleService, type SampleServiceOptions } from "saddlepoint/node";
import sharp from "sharp";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDrawingProcess } from "../../dist/cli/service/drawing.js";
import { encodeNpy } from "../../src/inner.ts";
import { command, start, TINY } from "./command.ts";

/** Nothing else in a row tells it. */
const chance = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 0) % 65536) / 65536;

async function writeData(folder: string): Promise<void> {
  const people = Array.from({ length: 200 }, (_, i) =>
    [
      chance(i) < 0.5 ? "Female" : "Male",
      20 + ((i * 7) % 60),
      `2024-01-${String(1 + (i % 28)).padStart(2, "0")}`,
    ].join(),
  );
  await writeFile(join(folder, "people.csv"), ["sex,age,joined", ...people, ""].join("\n"));
  const pixels = Uint8Array.from({ length: 60 * 16 }, (_, at) => (Math.floor(at / 16) % 2) * 180 + (at % 16));
  await writeFile(join(folder, "x.npy"), encodeNpy([60, 4, 4], pixels));
  await writeFile(
    join(folder, "labels.npy"),
    encodeNpy(
      [60],
      Uint8Array.from({ length: 60 }, (_, i) => i % 2),
    ),
  );
}

let folder = "";
const at = (name: string): string => join(folder, name);
const served: { readonly service: SampleService; readonly server: Server }[] = [];

/** A service in this process's own server; returns its address. */
async function serve(runs: string | string[], options: SampleServiceOptions = {}): Promise<string> {
  const service = await createSampleService(typeof runs === "string" ? at(runs) : runs.map(at), options);
  const server = createServer((asked, response) => void service.handler(asked, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  served.push({ service, server });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (address: string, body: string, type = "application/json"): Promise<Response> =>
  fetch(address, { method: "POST", headers: { "Content-Type": type }, body });
const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error;
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const sample = async (run: string, out: string, ...flags: string[]): Promise<Buffer> => {
  const { code, stderr } = await command(folder, "sample", run, "--out", out, ...flags);
  expect(code, stderr).toBe(0);
  return readFile(at(out));
};

let all = "";
let ring = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-serve-"));
  await writeData(folder);
  const few = ["--steps", "4", "--batch", "16", "--samples", "16"];
  const classes = ["--layout", "nhw", "--classes", "labels", "--network", "mlp", "--latent", "4"];
  const trained = await Promise.all([
    command(folder, "train", "ring", "--steps", "4", ...TINY, "--out", "ring"),
    command(folder, "train", "people.csv", "--widths", "16", ...few, "--out", "people"),
    command(folder, "train", "x.npy", ...classes, "--widths", "8", ...few, "--out", "pictures"),
  ]);
  for (const { code, stderr } of trained) expect(code, stderr).toBe(0);
  all = await serve(["ring", "people", "pictures"]);
  ring = await serve("ring", { limits: { count: 100, body: 200 } });
}, 240_000);

afterAll(async () => {
  for (const { service, server } of served) {
    server.closeAllConnections();
    server.close();
    await service.close();
  }
  await rm(folder, { recursive: true, force: true });
});

describe("a service of samples", () => {
  it("answers with the bytes that sample writes for the same seed", async () => {
    const samples = (run: string, query: string) => fetch(`${all}/runs/${run}/samples?${query}`).then(bytesOf);
    expect(await samples("ring", "seed=3&count=50&format=csv")).toEqual(
      await sample("ring", "ring.csv", "--seed", "3", "--count", "50"),
    );
    expect(await samples("people", "seed=3&count=20&where=sex%3DFemale,age%3E30&format=json")).toEqual(
      await sample("people", "people.json", "--seed", "3", "--count", "20", "--where", "sex=Female,age>30"),
    );
    expect(await samples("pictures", "seed=3&class=all&count=6&truncation=0.5&format=png")).toEqual(
      await sample("pictures", "sheet.png", "--seed", "3", "--class", "all", "--count", "6", "--truncation", "0.5"),
    );
  });

  it("gives the same for an address and for a body, and other samples for another seed", async () => {
    const inAddress = await (await fetch(`${ring}/samples?seed=5&count=3`)).text();
    const inBody = await (await post(`${ring}/samples`, '{"seed":5,"count":3}')).text();
    expect(inBody).toBe(inAddress);
    expect(JSON.parse(inAddress)).toEqual(Array(3).fill({ x: expect.any(Number), y: expect.any(Number) }));
    expect(await (await fetch(`${ring}/samples?seed=6&count=3`)).text()).not.toBe(inAddress);
  });

  it("answers in the form that the address names, else in the one that is accepted best", async () => {
    const typeOf = async (query: string, accept: string) => {
      const response = await fetch(`${all}/runs/pictures/samples?count=2${query}`, { headers: { Accept: accept } });
      return [response.status, response.headers.get("content-type")?.split(";")[0]];
    };
    expect(await typeOf("", "*/*")).toEqual([200, "image/png"]);
    expect(await typeOf("&format=csv", "image/png")).toEqual([200, "text/csv"]);
    expect(await typeOf("", "application/json, image/*;q=0.9")).toEqual([200, "application/json"]);
    expect(await typeOf("", "image/png;q=0, text/*;q=0.2, */*;q=0.1")).toEqual([200, "text/csv"]);
    expect(await typeOf("", "video/mp4")).toEqual([406, "application/json"]);
  });

  it("tells of images as pixels, and of a sheet as a picture", async () => {
    const asked = `${all}/runs/pictures/samples?count=4&class=1`;
    const [first, ...others] = (await (await fetch(`${asked}&format=json`)).json()) as {
      shape: number[];
      pixels: number[];
    }[];
    expect(others.length).toBe(3);
    expect(first?.shape).toEqual([4, 4, 1]);
    expect(first?.pixels.length).toBe(16);
    expect(first?.pixels.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)).toBe(true);
    const { width, height } = await sharp(await bytesOf(await fetch(`${asked}&format=png`))).metadata();
    expect(width).toBe(height);
  });

  it("fills rows that are given, balances a column, and says in headers what there is to say", async () => {
    const like = [{ sex: "Male" }, { sex: "Female", shoes: 43 }];
    const response = await post(`${all}/runs/people/samples`, JSON.stringify({ like, seed: 1 }));
    const rows = (await response.json()) as { sex: string; age: number }[];
    expect(rows.map(({ sex }) => sex)).toEqual(["Male", "Female"]);
    expect(response.headers.get("saddlepoint-count")).toBe("2");
    expect(decodeURIComponent(response.headers.get("saddlepoint-notice") ?? "")).toContain("shoes: not a column");
    const balanced = await post(`${all}/runs/people/samples`, '{"balance":"sex","count":10,"where":{"age":{">":25}}}');
    const people = (await balanced.json()) as { sex: string; age: number }[];
    expect(people.filter(({ sex }) => sex === "Male").length).toBe(5);
    expect(people.every(({ age }) => age > 25)).toBe(true);
  });

  it("is described by OpenAPI 3.1, and what it answers is as described", async () => {
    for (const address of [all, ring]) {
      const description = (await (await fetch(`${address}/openapi.json`)).json()) as Record<string, unknown>;
      const { valid, errors } = await new Validator().validate(description);
      expect(errors).toBeUndefined();
      expect(valid).toBe(true);
      expect(description.openapi).toBe("3.1.0");
      for (const [path, { get }] of Object.entries(description.paths as Record<string, { get: Described }>)) {
        const response = await fetch(`${address}${path}`);
        expect([path, response.status]).toEqual([path, 200]);
        const type = response.headers.get("content-type")?.split(";")[0] ?? "";
        expect(Object.keys(get.responses[200].content)).toContain(type);
        if (path.startsWith("/runs/people")) {
          const [row] = (await response.json()) as object[];
          const { properties } = get.responses[200].content[type]?.schema.items ?? {};
          expect(Object.keys(properties ?? {})).toEqual(Object.keys(row ?? {}));
          expect(properties?.sex).toEqual({ type: ["string", "null"], enum: ["Male", "Female", null] });
        }
      }
    }
  });

  it("has a page that says how to ask, the facts of its runs, and its health", async () => {
    const page = await (await fetch(`${all}/`)).text();
    for (const text of ["runs/people/samples?count=3", "curl", "truncation", "openapi.json"])
      expect(page).toContain(text);
    const facts = (await (await fetch(`${all}/runs`)).json()) as {
      name: string;
      formats: string[];
      classes?: string[];
    }[];
    expect(facts.map(({ name }) => name)).toEqual(["ring", "people", "pictures"]);
    expect(facts[2]).toMatchObject({ classes: ["0", "1"], formats: ["png", "json", "csv"], step: 4 });
    const health = (await (await fetch(`${all}/health`)).json()) as object;
    expect(health).toMatchObject({ status: "ok", waiting: 0, runs: [{ name: "ring", step: 4 }, {}, {}] });
  });

  it.each([
    ["people/samples?where=sexx%3DFemale", "Did you mean sex?"],
    ["people/samples?where=age%3C3", "as the data have it"],
    ["people/samples?class=1", "expected a run that is told classes"],
    ["people/samples?truncation=0.5", "expected a run of images or points"],
    ["people/samples?like=1", "in the JSON of a POST request"],
    ["pictures/samples?class=purple", "expected all, or classes among 0, 1, but got purple"],
    ["pictures/samples?where=a%3D1", "expected a run of a table"],
    ["ring/samples?cuont=1", "Did you mean count?"],
    ["ring/samples?count=0", "a whole number from 1 to 10,000, but got 0"],
    ["ring/samples?count=1&count=2", "expected one value"],
    ["ring/samples?seed=one", "but got one"],
    ["ring/samples?format=jsno", "Did you mean json?"],
  ])("refuses %s in words", async (path, words) => {
    const response = await fetch(`${all}/runs/${path}`);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error).toContain(words);
    expect(error).not.toMatch(/--|\n|\.ts|\.js:|\/tmp/);
  });

  it("knows its paths and their methods", async () => {
    const lost = await fetch(`${all}/samples`);
    expect([lost.status, await errorOf(lost)]).toEqual([404, expect.stringContaining("/runs/people/samples")]);
    const deleted = await fetch(`${ring}/samples`, { method: "DELETE" });
    expect([deleted.status, deleted.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    const posted = await post(`${ring}/health`, "{}");
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await fetch(`${all}/runs/ring/samples?format=png`)).status).toBe(200);
    expect((await fetch(`${all}/runs/people/samples?format=png`)).status).toBe(406);
    const head = await fetch(`${ring}/samples?count=2`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("refuses bodies that are too large, no JSON, or something else", async () => {
    const statusOf = async (body: string, type?: string) => {
      const response = await post(`${ring}/samples`, body, type);
      return [response.status, await errorOf(response)];
    };
    expect(await statusOf(JSON.stringify({ seed: 1, count: 2, x: "x".repeat(300) }))).toEqual([
      413,
      "reading the body: expected at most 200 bytes, but got more. Ask for less at once.",
    ]);
    expect(await statusOf("{")).toEqual([400, expect.stringContaining("expected JSON in UTF-8")]);
    expect(await statusOf("[]")).toEqual([400, expect.stringContaining("but got a list")]);
    expect(await statusOf("seed=1", "text/plain")).toEqual([415, expect.stringContaining("but got text/plain")]);
    expect(await statusOf('{"count":101}')).toEqual([400, expect.stringContaining("from 1 to 100, but got 101")]);
    const twice = await post(`${ring}/samples?seed=1`, '{"seed":1}');
    expect([twice.status, await errorOf(twice)]).toEqual([400, expect.stringContaining("expected it once")]);
  });

  it("refuses values that no such request has, however strange, and calls none of them a fault of its own", async () => {
    const reports: string[] = [];
    const address = await serve(["people", "pictures"], { report: (text) => reports.push(text) });
    const asked = async (run: string, body: string) => {
      const response = await post(`${address}/runs/${run}/samples`, body);
      return [response.status, await errorOf(response)];
    };
    const deep = `${'{"sex":'.repeat(6000)}1${"}".repeat(6000)}`;
    expect(await asked("people", `{"where":${deep}}`)).toEqual([400, expect.stringContaining("got deeper ones")]);
    expect(await asked("people", `{"seed":${"[".repeat(20_000)}${"]".repeat(20_000)}}`)).toEqual([
      400,
      expect.stringContaining("expected values nested 8 deep at most"),
    ]);
    const odd = '{"toString":1}';
    const bodies = [
      `{"like":[{"sex":${odd}}]}`,
      `{"like":[{"age":["30"]}]}`,
      `{"where":{"sex":{"=":${odd}}}}`,
      `{"where":{"sex":[${odd}]}}`,
      `{"where":{"age":{">":${odd}}}}`,
    ];
    for (const body of bodies) {
      expect([body, ...(await asked("people", body))]).toEqual([
        body,
        400,
        expect.stringMatching(/expected a text, a number, true or false for \w+, but got (?:a list|an object)/),
      ]);
    }
    expect(await asked("pictures", `{"class":[${odd}]}`)).toEqual([400, expect.stringContaining("expected a text")]);
    expect(reports).toEqual([]);
  });

  it("says in headers what clients can take, of whatever letters", async () => {
    const names = Array.from({ length: 500 }, (_, i) => `"column ${i}":1`).join();
    const response = await post(`${all}/runs/people/samples`, `{"like":[{"sex":"Male","\\ud800":1,${names}}]}`);
    const notice = response.headers.get("saddlepoint-notice") ?? "";
    expect([response.status, notice.length < 5000]).toEqual([200, true]);
    expect(decodeURIComponent(notice)).toMatch(
      /^\ufffd: not a column of the table.* \d+ more, for which there is no room here\.$/,
    );
  });

  it("takes the name of a run as clients write it", async () => {
    await symlink(at("ring"), at("ring (1) 고리"));
    const address = await serve(["people", "ring (1) 고리"]);
    for (const name of [encodeURIComponent("ring (1) 고리"), "ring%20%281%29%20%ea%b3%a0%EB%A6%AC"]) {
      expect((await fetch(`${address}/runs/${name}/samples?count=1`)).status).toBe(200);
    }
    expect((await fetch(`${address}/runs/%E0%A4%A/samples`)).status).toBe(404);
  });

  it("calls it no fault of its own where who asks goes in the middle of the body", async () => {
    const reports: string[] = [];
    const address = await serve("ring", { report: (text) => reports.push(text) });
    const answers: unknown[] = [];
    const server = served.at(-1)?.server;
    const asked = request(`${address}/samples`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": 100 },
    });
    asked.on("error", (error) => answers.push(error));
    const gone = new Promise((done) => server?.once("request", ({ socket }) => socket.once("close", done)));
    server?.once("request", () => asked.destroy());
    asked.write("{");
    await gone;
    expect((await fetch(`${address}/health`)).status).toBe(200);
    expect(reports).toEqual([]);
  });

  it("answers one request after the other, and sends away those for whom there is no room to wait", async () => {
    const address = await serve("people", { limits: { waiting: 1 } });
    const responses = await Promise.all(
      [1, 2, 3, 4].map((seed) => fetch(`${address}/samples?count=2000&seed=${seed}`)),
    );
    const refused = responses.filter(({ status }) => status === 429);
    expect(responses.filter(({ status }) => status === 200).length).toBe(2);
    expect(refused.length).toBe(2);
    for (const response of refused) {
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await errorOf(response)).toMatch(/expected at most 1 requests? that waits?, but got one more/);
    }
  });

  it("ends what takes too long, and goes on with the next", async () => {
    const address = await serve("people", { limits: { seconds: 0.001 } });
    const slow = await fetch(`${address}/samples`);
    expect([slow.status, await errorOf(slow)]).toEqual([
      503,
      expect.stringContaining("Ask for fewer samples at once."),
    ]);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    expect((await fetch(`${address}/samples`)).status).toBe(503);
  });

  it("comes to answer again where a request has less time than its process takes to start", async () => {
    const process = createDrawingProcess(() => undefined, "auto");
    const source = { name: "ring", folder: at("ring") };
    // No process starts in this time.
    const draw = () =>
      process.draw(
        source,
        { query: { count: 1 }, format: "json", most: 1 },
        { of: 0.1, until: performance.now() + 100 },
      );
    const first: unknown = await draw().catch((thrown: unknown) => thrown);
    expect(first).toMatchObject({ status: 503 });
    await expect
      .poll(
        () =>
          draw().then(
            ({ count }) => count,
            () => 0,
          ),
        { timeout: 60_000 },
      )
      .toBe(1);
    process.end();
  });

  it("says nothing of its inside where a run breaks: that is told where it runs", async () => {
    const reports: string[] = [];
    const process = createDrawingProcess((text) => reports.push(text), "auto");
    const source = { name: "gone", folder: at("gone"), step: 1 };
    const time = { of: 100, until: Number.POSITIVE_INFINITY };
    const error: unknown = await process
      .draw(source, { query: {}, format: "json", most: 1 }, time)
      .catch((thrown: unknown) => thrown);
    process.end();
    expect(error).toMatchObject({
      status: 500,
      message: expect.stringMatching(/^drawing samples of gone: expected [^/]*$/),
    });
    expect(reports).toEqual([expect.stringContaining(at("gone"))]);
  });

  it("lets pages of one origin read its answers where that is said, and of none otherwise", async () => {
    const address = await serve("ring", { allowOrigin: "http://localhost:5173" });
    const response = await fetch(`${address}/samples?count=1`);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
    const preflight = await fetch(`${address}/samples`, { method: "OPTIONS" });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
      204,
      "GET, HEAD, POST, OPTIONS",
    ]);
    expect((await fetch(`${ring}/samples`, { method: "OPTIONS" })).status).toBe(405);
    expect((await fetch(`${ring}/samples?count=1`)).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is not made of what is no run, nor of two of one name", async () => {
    await expect(createSampleService(at("nothing"))).rejects.toThrow("expected the folder of a run");
    await expect(createSampleService([at("ring"), at("ring")])).rejects.toThrow("run folders of different names");
    await expect(createSampleService(at("ring"), { step: 3 })).rejects.toThrow("a checkpoint of step 3");
  });
});

describe("docs/serving.md", () => {
  const page = readFile("docs/serving.md", "utf8");

  it("shows requests that are answered", async () => {
    const address = await serve("people");
    const requests = [...(await page).matchAll(/^curl (.*)'http:\/\/127\.0\.0\.1:8643(\/[^']*)'$/gm)];
    expect(requests.length).toBeGreaterThan(4);
    for (const [line, flags = "", path = ""] of requests) {
      const headers = [...flags.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = "", value = ""]) => [name, value]);
      const body = /-d '([^']+)'/.exec(flags)?.[1];
      const response = await fetch(address + path, {
        headers: Object.fromEntries(headers) as Record<string, string>,
        ...(body === undefined ? {} : { method: "POST", body }),
      });
      expect([line, response.status]).toEqual([line, 200]);
    }
  });

  it("has a program that answers beside pages of its own", async () => {
    const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(await page) ?? [];
    await mkdir(at("node_modules"));
    await symlink(resolve("."), at("node_modules/saddlepoint"));
    await mkdir(at("runs"));
    await symlink(at("people"), at("runs/people"));
    const free = await new Promise<number>((done) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => done(port));
      });
    });
    const listening = '"127.0.0.1");\nprocess';
    expect(program).toContain(listening);
    const told = program
      .replace("8080", String(free))
      .replace(listening, '"127.0.0.1", () => console.log("ready"));\nprocess');
    await writeFile(at("own.mjs"), transpile(told, { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }));
    const child = spawn(process.execPath, ["own.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((done) => child.once("exit", done));
    await new Promise<void>((done) => child.stdout.once("data", () => done()));
    const own = `http://127.0.0.1:${free}`;
    expect(await (await fetch(`${own}/`)).text()).toBe("a page of my own\n");
    const rows = (await (await fetch(`${own}/gan/samples?count=2`)).json()) as object[];
    expect(rows.length).toBe(2);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });
});

interface Described {
  readonly responses: {
    readonly 200: {
      readonly content: Readonly<
        Record<string, { readonly schema: { readonly items?: { readonly properties?: Record<string, unknown> } } }>
      >;
    };
  };
}

describe("saddlepoint serve", () => {
  /** The command, when it has said where it is. */
  async function started(...args: string[]) {
    const { child, finished } = start(folder, ["serve", ...args, "--port", "0", "--json"]);
    const line = await new Promise<string>((done, fail) => {
      child.stdout?.once("data", (chunk: Buffer) => done(chunk.toString()));
      void finished.then(({ stderr }) => fail(new Error(stderr)));
    });
    return { child, finished, address: (JSON.parse(line) as { address: string }).address };
  }

  it("answers requests that have come before it ends, and no other", async () => {
    const { child, finished, address } = await started("people");
    const asked = fetch(`${address}samples?count=10000&format=csv`);
    await expect
      .poll(async () => ((await (await fetch(`${address}health`)).json()) as { status: string }).status)
      .toBe("ok");
    // The request is on its way into the service before the signal is.
    child.kill("SIGTERM");
    const response = await asked;
    expect(response.status).toBe(200);
    expect((await response.text()).split("\n").length).toBe(10_002);
    const { code, stderr } = await finished;
    expect(code, stderr).toBe(0);
    await expect(fetch(`${address}health`)).rejects.toThrow();
  });

  it("answers to the names of this machine alone, unless it is opened, which is said", async () => {
    // Of seconds that are no whole number of milliseconds.
    const { child, finished, address } = await started("ring", "--timeout", "1.0015");
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((done, fail) => {
        request(`${address}health`, { headers: { host }, agent: false }, (response) => {
          response.resume();
          done(response.statusCode);
        })
          .on("error", fail)
          .end();
      });
    expect(await statusFor(new URL(address).host)).toBe(200);
    expect(await statusFor("evil.example")).toBe(403);
    child.kill("SIGINT");
    expect((await finished).stderr).not.toContain("without a password");
    const open = await started("ring", "--host", "0.0.0.0");
    open.child.kill("SIGINT");
    expect((await open.finished).stderr).toContain("anyone who can reach this machine can draw samples");
  });

  it.each([
    [["ring", "--port", "high"], "reading option --port"],
    [["ring", "--timeout", "0"], "reading option --timeout"],
    [["ring", "--allow-origin", "localhost"], "expected an origin, as in http://localhost:5173, or *"],
    [["nowhere"], "expected the folder of a run"],
    [[], "missing required argument 'run'"],
  ])("refuses %j in words", async (args, words) => {
    const { code, stderr } = await command(folder, "serve", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
