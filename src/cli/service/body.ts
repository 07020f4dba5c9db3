/** The JSON that a request brings. */
import type { IncomingMessage } from "node:http";
import { formatNumber } from "../../inner.ts";
import { badRequest, isRefusal, refusal } from "./refusal.ts";

const DOING = "reading the body";

/** Reads it; throws 413 where it is larger than `most` bytes, 415 where it is said to be something else, 400 where it is no JSON. */
export async function readBody(request: IncomingMessage, most: number): Promise<unknown> {
  const { headers } = request;
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const encoding = headers["content-encoding"] ?? "identity";
  if (type !== "application/json" || encoding !== "identity") {
    throw refusal(415, {
      doing: DOING,
      expected: "Content-Type: application/json, without a Content-Encoding",
      came: encoding === "identity" ? type || "no Content-Type" : `Content-Encoding: ${encoding}`,
    });
  }
  // A server that this one is a part of may have read it already (express.json).
  const { body } = request as IncomingMessage & { readonly body?: unknown };
  if (body !== undefined && (request.readableEnded || typeof body === "object")) return body;
  if (Number(headers["content-length"] ?? 0) > most) throw tooLarge(most);
  const bytes = await bytesOf(request, most);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw badRequest({ doing: DOING, expected: "JSON in UTF-8", came: (cause as Error).message });
  }
}

async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > most) throw tooLarge(most);
      parts.push(part);
    }
  } catch (cause) {
    if (isRefusal(cause)) throw cause;
    // Who asked has gone, or was too slow for the server: no fault of ours.
    throw badRequest({ doing: DOING, expected: "all of it", came: (cause as Error).message });
  }
  return Buffer.concat(parts);
}

/** What follows of the body is not read, so that nothing else can come by the same connection. */
const tooLarge = (most: number): Error =>
  refusal(
    413,
    { doing: DOING, expected: `at most ${formatNumber(most)} bytes`, came: "more", next: "Ask for less at once." },
    { Connection: "close" },
  );
