/** Answers of our servers. */
import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

export function say(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, "text/plain; charset=utf-8", `${sentence}\n`);
}

export function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-cache",
  });
  response.end(text);
}

/** Sends a file, or with `Range: bytes=N-` what stands after its first N bytes. */
export async function sendFile(
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
