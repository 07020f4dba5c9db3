/** The server of the lab: the built pages and one run folder, read-only, to nobody but the lab's own pages. */
import { once } from "node:events";
import { access, constants, open, readdir, realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, isIP, isIPv6 } from "node:net";
import { basename, extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { problem } from "../index.ts";
import { readText } from "./files.ts";
import { runPaths } from "./run-folder.ts";

/** Where `npm run build` puts the pages, beside the built command line. */
export const builtPages = fileURLToPath(new URL("../lab/", import.meta.url));

interface LabRequest {
  /** The folder of the built pages. */
  readonly pages: string;
  /** A run folder that the pages may read. */
  readonly run?: string | undefined;
  /** What to listen on, 127.0.0.1 unless given: a name or an address of this machine. */
  readonly host?: string | undefined;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface ServedLab {
  /** Ends in a slash. */
  readonly address: string;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Ends all connections, those that are kept alive too. */
  readonly close: () => Promise<void>;
}

/** Rejects with the system's error where it cannot listen. */
export async function serveLab({ pages, run, host = "127.0.0.1", port }: LabRequest): Promise<ServedLab> {
  await requirePages(pages);
  const server = createServer();
  server.listen({ host, port });
  await once(server, "listening");
  const place = placeOf(server.address() as AddressInfo, host);
  const answer = createAnswer(pages, run === undefined ? undefined : resolve(run), place);
  server.on("request", (request, response) => {
    answer(request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else say(response, 500, `This could not be answered: ${error.message}`);
    });
  });
  return {
    address: place.address,
    loopback: place.loopback,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function requirePages(pages: string): Promise<void> {
  try {
    await access(join(pages, "index.html"), constants.R_OK);
  } catch (cause) {
    throw problem({
      doing: "opening the lab",
      expected: `the lab's pages in ${pages}`,
      came: "none",
      next: "Run npm run build.",
      cause,
    });
  }
}

interface Place {
  readonly address: string;
  readonly loopback: boolean;
  /** Whether a Host header names this server. */
  readonly isNamed: (authority: string) => boolean;
}

const inUrl = (host: string): string => (isIPv6(host) ? `[${host}]` : host.toLowerCase());

/**
 * A page from elsewhere can have its own name lead to 127.0.0.1 (DNS rebinding) and then counts as of one origin with us.
 * So we go by known names only. An address cannot be made to lead elsewhere: where we listen on all, each is ours.
 */
function placeOf({ address, port }: AddressInfo, host: string): Place {
  const all = address === "0.0.0.0" || address === "::";
  const names = new Set(["localhost", "127.0.0.1", "[::1]", inUrl(host), inUrl(address)]);
  const shown = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "[::1]" : inUrl(host);
  return {
    address: `http://${shown}:${port}/`,
    loopback: address === "::1" || address.startsWith("127."),
    isNamed: (authority) => {
      const [, name = "", given = "80"] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority.toLowerCase()) ?? [];
      const known = names.has(name) || (all && isIP(name.replace(/^\[(.*)\]$/, "$1")) > 0);
      return known && given === String(port);
    },
  };
}

/** Why a request is not answered, if so. Browsers set these headers; no page can. */
function refusal({ headers }: IncomingMessage, place: Place): string | undefined {
  const { host = "", origin } = headers;
  if (!place.isNamed(host)) return `This is the lab at ${place.address}; it answers to no other name.`;
  const site = headers["sec-fetch-site"] ?? "none";
  // A link to the lab may stand anywhere.
  const followed = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  const foreign = origin !== undefined && origin !== `http://${host.toLowerCase()}`;
  if (foreign || (site !== "same-origin" && site !== "none" && !followed)) {
    return "The lab answers its own pages only, and this was asked by another.";
  }
  return undefined;
}

const POLICY = "Content-Security-Policy";

const policy = (scripts: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' ${scripts}`,
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  [POLICY]: policy("'wasm-unsafe-eval'"),
};

function createAnswer(pages: string, run: string | undefined, place: Place) {
  const sendPage = sirv(pages, {
    // Looks at the disk each time, so that a new build is seen.
    dev: true,
    etag: true,
    extensions: ["html"],
    setHeaders: (response, path) => {
      if (!path.startsWith("/assets/")) return;
      // Their names have a hash of what is in them.
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      // A worker goes by the policy of its own file, and in ours protobufjs makes its coders by Function().
      response.setHeader(POLICY, policy("'wasm-unsafe-eval' 'unsafe-eval'"));
    },
  });
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    // sirv thinks neither of a file that cannot be read on, nor of a browser that goes away.
    response.on("pipe", (file) => {
      file.on("error", () => response.destroy());
      response.on("close", () => file.destroy());
    });
    const refused = refusal(request, place);
    if (refused) return say(response, 403, refused);
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return say(response, 405, "The lab can be read, and nothing else.");
    }
    const [path = ""] = (request.url ?? "").split("?", 1);
    if (!isPlain(path)) return say(response, 404, "There is no such page.");
    if (path.startsWith("/run/")) return sendOfRun(run, path.slice("/run/".length), request, response);
    // Of pages none is asked for in part, and sirv stumbles over a part that ends before it begins.
    delete request.headers.range;
    sendPage(request, response, () => say(response, 404, "There is no such page."));
  };
}

/** Whether a path is as browsers send them: without steps up, however they are written, and without another server. */
const isPlain = (path: string): boolean =>
  URL.canParse(path, "http://lab") && new URL(path, "http://lab").pathname === path;

function say(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, "text/plain; charset=utf-8", `${sentence}\n`);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-cache",
  });
  response.end(text);
}

/** All that is served of a run. These names need no decoding: what does is none of them. */
const SERVED =
  /^(config\.json|metrics\.jsonl|checkpoints\/step-\d+\.safetensors|samples\/[\w-][\w.-]*\.(png|webp|csv))$/;

const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".png": "image/png",
  ".webp": "image/webp",
};

async function sendOfRun(
  run: string | undefined,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === "index.json") {
    const index = run === undefined ? { none: true } : await indexOf(run);
    return send(response, run === undefined ? 404 : 200, TYPES[".json"]!, JSON.stringify(index));
  }
  const file = run === undefined ? undefined : await find(run, path);
  if (file === undefined) return say(response, 404, "There is no such file of a run.");
  return sendFile(file, TYPES[extname(path)] ?? "application/octet-stream", request, response);
}

/**
 * The true path of a file that is served, unless links lead out of the run with it. A pipe, on which one could wait for
 * ever, is no file.
 */
async function find(run: string, path: string): Promise<string | undefined> {
  if (!SERVED.test(path)) return undefined;
  try {
    const [folder, file] = await Promise.all([realpath(run), realpath(join(run, path))]);
    if (!file.startsWith(folder + sep) || !(await stat(file)).isFile()) return undefined;
    await access(file, constants.R_OK);
    return file;
  } catch {
    return undefined;
  }
}

/** Sends a file, or with `Range: bytes=N-` what stands after its first N bytes. */
async function sendFile(
  path: string,
  type: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = await open(path);
  try {
    const { size, mtimeMs } = await file.stat();
    const tag = `W/"${size}-${mtimeMs}"`;
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", tag);
    if (headers["if-none-match"] === tag) {
      response.writeHead(304).end();
      return;
    }
    // A weak tag never vouches for a part (RFC 9110, 13.1.5).
    const from = headers["if-range"] === undefined ? /^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] : undefined;
    const start = Number(from ?? 0);
    if (from !== undefined && start >= size) {
      response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
      return;
    }
    response.writeHead(from === undefined ? 200 : 206, {
      "Content-Type": type,
      "Content-Length": size - start,
      "Accept-Ranges": "bytes",
      ...(from === undefined ? {} : { "Content-Range": `bytes ${start}-${size - 1}/${size}` }),
    });
    if (method === "HEAD" || size === start) response.end();
    // To the size that was said: the file may have grown since.
    else await pipeline(file.createReadStream({ start, end: size - 1 }), response);
  } finally {
    await file.close();
  }
}

/** What there is of a run by now. */
async function indexOf(run: string): Promise<object> {
  const [config, metrics, checkpoints, samples] = await Promise.all([
    find(run, "config.json"),
    find(run, "metrics.jsonl"),
    list(run, "checkpoints"),
    list(run, "samples"),
  ]);
  if (config === undefined) {
    throw problem({ doing: `reading run ${run}`, expected: "a config.json in it", came: "none that can be read" });
  }
  return {
    name: basename(run),
    config: JSON.parse(await readText(config)) as unknown,
    checkpoints: checkpoints.map((name) => Number(/\d+/.exec(name)?.[0])),
    training: await isTraining(run),
    metricsBytes: metrics === undefined ? 0 : (await stat(metrics)).size,
    samples,
  };
}

/** Names of what is served from a folder of the run, by the numbers in them. */
async function list(run: string, folder: string): Promise<string[]> {
  const names = await readdir(join(run, folder)).catch(() => []);
  const found = await Promise.all(names.map((name) => find(run, `${folder}/${name}`)));
  return names.filter((_, i) => found[i] !== undefined).sort(new Intl.Collator("en", { numeric: true }).compare);
}

/** Whether a process that marked the run as its own still lives. */
async function isTraining(run: string): Promise<boolean> {
  const trainer = Number(await readText(runPaths(run).lock).catch(() => "0"));
  if (!(trainer > 0)) return false;
  try {
    process.kill(trainer, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
