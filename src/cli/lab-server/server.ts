/** The server of the lab: the built pages and one run folder, read-only, to nobody but the lab's own pages. */
import { access, constants } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { problem } from "../../inner.ts";
import { say } from "../http/answers.ts";
import { listenOn } from "../http/listen.ts";
import { isForeign, type Place } from "../http/place.ts";
import { sendOfRun } from "./run.ts";

/** Where `npm run build` puts the pages, beside the built command line. */
export const builtPages = fileURLToPath(new URL("../../lab", import.meta.url));

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
  const place = await listenOn(server, host, port);
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

export async function requirePages(pages: string): Promise<void> {
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

/** Why a request is not answered, if so. Browsers set these headers; no page can. */
function refusal(request: IncomingMessage, place: Place): string | undefined {
  const { headers } = request;
  const { host = "", origin } = headers;
  if (isForeign(request, place)) return `This is the lab at ${place.address}; it answers to no other name.`;
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
  // Both together: the pages are isolated, and may share memory with threads.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  [POLICY]: policy("'wasm-unsafe-eval'"),
};

function createAnswer(pages: string, run: string | undefined, place: Place) {
  const sendPage = sirv(pages, {
    // Looks at the disk each time, so that a new build is seen.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: ["html"],
    setHeaders: (response, path) => {
      if (!path.startsWith("/assets/")) return;
      // Their names have a hash of what is in them.
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      // A worker goes by the policy of its own file, and in ours protobufjs makes its coders by Function(); threads of the runtime start
      // with a script that is in the page's memory.
      response.setHeader(POLICY, policy("'wasm-unsafe-eval' 'unsafe-eval' blob:"));
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
