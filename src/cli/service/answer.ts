/** Answers of a service: which path says what, and what an answer without samples looks like. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { nearest } from "../../inner.ts";
import { version } from "../version.ts";
import { factsOf } from "./facts.ts";
import { type DescribedRun, openApi } from "./openapi.ts";
import { servicePage } from "./page.ts";
import { samplesPath } from "./paths.ts";
import { isRefusal, refusal } from "./refusal.ts";
import { drawnFor } from "./samples.ts";
import { requireGoing, type ServiceState } from "./state.ts";

/** What every answer says to browsers. */
export function setHeaders(response: ServerResponse, allowOrigin: string | undefined): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Cross-Origin-Resource-Policy", allowOrigin === undefined ? "same-origin" : "cross-origin");
  if (allowOrigin === undefined) return;
  response.setHeader("Access-Control-Allow-Origin", allowOrigin);
  response.setHeader(
    "Access-Control-Expose-Headers",
    "Saddlepoint-Step, Saddlepoint-Seed, Saddlepoint-Count, Saddlepoint-Notice",
  );
}

/** Answers, or throws why not. */
export async function answer(state: ServiceState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { runs, limits, queue } = state;
  // A proxy may ask with the whole address.
  const url = (request.url ?? "/").replace(/^[a-z]+:\/\/[^/?#]*/i, "");
  const [path = "", search = ""] = url.split(/\?(.*)/s, 2);
  const described = describedAt(path, runs);
  if (!described && !PATHS.includes(path)) throw notFound(path, runs);
  requireMethod(request, response, described !== undefined, state.acrossOrigins);
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  requireGoing(state);
  if (described) {
    const drawn = await drawnFor(state, described, request, response, search);
    if (drawn) send(response, 200, drawn.type, drawn.bytes);
    return;
  }
  switch (path) {
    case "/openapi.json":
      return sendJson(response, 200, openApi(runs, limits));
    case "/runs": {
      const facts = runs.map((run) => factsOf(run, limits));
      return sendJson(response, 200, facts);
    }
    case "/health":
      return sendJson(response, 200, {
        status: "ok",
        version,
        runs: runs.map(({ run, step }) => ({ name: run.name, step })),
        waiting: queue.waiting(),
      });
    default: {
      const page = servicePage(runs, limits, `http://${request.headers.host ?? "localhost"}/`);
      return send(response, 200, "text/html; charset=utf-8", page);
    }
  }
}

/** Paths beside those of samples. */
const PATHS: readonly string[] = ["/", "/openapi.json", "/runs", "/health"];

function describedAt(path: string, runs: readonly DescribedRun[]): DescribedRun | undefined {
  if (path === "/samples" && runs.length === 1) return runs[0];
  const plain = decoded(path);
  return runs.find(({ run }) => decoded(samplesPath(run)) === plain);
}

/** Clients percent-encode more or fewer letters than we do. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Allows the methods that a path has; throws 405 for any other. */
function requireMethod(
  { method = "GET" }: IncomingMessage,
  response: ServerResponse,
  samples: boolean,
  acrossOrigins: boolean,
): void {
  const allowed = ["GET", "HEAD", ...(samples ? ["POST"] : []), ...(acrossOrigins ? ["OPTIONS"] : [])];
  if (method === "OPTIONS" && acrossOrigins) {
    response.setHeader("Access-Control-Allow-Methods", allowed.join(", "));
    response.setHeader("Access-Control-Allow-Headers", "Content-Type, Accept");
  }
  if (allowed.includes(method)) return;
  const text = allowed.join(", ");
  throw refusal(405, { doing: "answering a request", expected: text, came: method }, { Allow: text });
}

function notFound(path: string, runs: readonly DescribedRun[]): Error {
  const known = [...(runs.length === 1 ? ["/samples"] : []), ...runs.map(({ run }) => samplesPath(run)), ...PATHS];
  const close = nearest(path, known);
  return refusal(404, {
    doing: "answering a request",
    expected: `a path among ${known.join(", ")}`,
    came: path,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

const sendJson = (response: ServerResponse, status: number, value: object): void =>
  send(response, status, "application/json; charset=utf-8", `${JSON.stringify(value)}\n`);

/** Says why there is no answer. What is a bug of ours goes to `report` whole, and to who asked without its stack. */
export function sendError(response: ServerResponse, error: unknown, report: (text: string) => void): void {
  const known = isRefusal(error)
    ? error
    : refusal(500, { doing: "answering a request: something is wrong in the service" });
  if (!isRefusal(error)) report(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(known.headers)) response.setHeader(name, value);
  sendJson(response, known.status, { error: known.message });
}
