/** Samples for a request: it is read, waits for its turn and is drawn. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatNumber } from "../../inner.ts";
import { readBody } from "./body.ts";
import type { Drawn } from "./draw.ts";
import { chosenFormat, formats } from "./format.ts";
import { mostSamples } from "./limits.ts";
import type { DescribedRun } from "./openapi.ts";
import { queryOfAddress, queryOfBody, type SampleQuery } from "./parameters.ts";
import { badRequest } from "./refusal.ts";
import { requireGoing, type ServiceState } from "./state.ts";

interface Answer {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Draws what is asked for, and sets the headers that tell of it; undefined where nobody waits for it any more. */
export async function drawnFor(
  state: ServiceState,
  described: DescribedRun,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
): Promise<Answer | undefined> {
  const { limits, process, queue } = state;
  const { run, step } = described;
  const until = performance.now() + 1000 * limits.seconds;
  const query = await queryOf(request, search, described, limits);
  const format = chosenFormat(query.format, request.headers.accept, run.formats);
  const drawing = { query, format, most: mostSamples(limits, run.size) };
  const source = { name: run.name, folder: run.folder, step };
  // It may have ended while the body came.
  requireGoing(state);
  const drawn = await queue.run(
    () => process.draw(source, drawing, { of: limits.seconds, until }),
    () => response.destroyed,
  );
  if (!drawn || response.destroyed) return undefined;
  for (const [name, value] of headersOf(drawn, step)) response.setHeader(name, value);
  return { type: formats[format].sent, bytes: drawn.bytes };
}

async function queryOf(
  request: IncomingMessage,
  search: string,
  { run }: DescribedRun,
  limits: ServiceState["limits"],
): Promise<SampleQuery> {
  const inAddress = queryOfAddress(new URLSearchParams(search), run, limits);
  if (request.method !== "POST") return inAddress;
  const inBody = queryOfBody(await readBody(request, limits.body), run, limits);
  const twice = Object.keys(inBody).find((name) => name in inAddress);
  if (twice === undefined) return { ...inAddress, ...inBody };
  throw badRequest({ doing: `reading ${twice}`, expected: "it once", came: "it in the address and in the body" });
}

const headersOf = (
  { seed, count, notices }: Drawn,
  step: number,
): readonly (readonly [string, string | string[]])[] => [
  ["Vary", "Accept"],
  ["Saddlepoint-Step", String(step)],
  ["Saddlepoint-Seed", String(seed)],
  ["Saddlepoint-Count", String(count)],
  ...(notices.length > 0 ? [["Saddlepoint-Notice", inHeaders(notices)] as const] : []),
];

/** Clients take 8 kB of headers and more, many not more than 16. */
const MOST_OF_NOTICES = 4000;

/** As many notices as clients take, and how many more there are. */
function inHeaders(notices: readonly string[]): string[] {
  let length = 0;
  const texts = notices.map(inHeader);
  const taken = texts.filter((text) => {
    length += text.length;
    return length <= MOST_OF_NOTICES;
  });
  const left = texts.length - taken.length;
  return left === 0 ? taken : [...taken, `${formatNumber(left)} more, for which there is no room here.`];
}

/** A header has letters of ASCII alone: all else, and the sign of it, is percent-encoded; half a character is U+FFFD. */
const inHeader = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/[^ -$&-~]+/gu, (other) => encodeURIComponent(other).replaceAll("'", "%27"));
