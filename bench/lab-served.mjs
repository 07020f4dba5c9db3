// The built lab, served by the command, and a line to it that is as slow as is asked.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Starts `saddlepoint lab` on a free port. */
export async function serveLab() {
  const main = resolve(import.meta.dirname, "../dist/cli/main.js");
  const child = spawn(process.execPath, [main, "lab", "--port", "0", "--json"]);
  const line = await new Promise((done, fail) => {
    child.stdout.on("data", (chunk) => done(chunk.toString()));
    child.on("close", () => fail(new Error("the lab did not start: npm run build")));
  });
  return { address: JSON.parse(line).address, close: () => child.kill() };
}

/** Bytes that go over the line at once: 4 ms at 10 Mbit/s. */
const PIECE = 5_000;

/**
 * A line to a server: every answer waits for the way there and back, and all of them share the line's bits. A browser's own
 * emulation leaves out what workers and service workers ask for.
 */
export async function slowLine(address, { megabits, roundTrip }) {
  const { host, port } = new URL(address);
  let free = 0;
  let bytes = 0;
  const carry = async (body, response) => {
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        bytes += piece.length;
        free = Math.max(free, performance.now()) + (8 * piece.length) / (1000 * megabits);
        const late = free - performance.now();
        if (late > 1) await wait(late);
        response.write(piece);
      }
    }
    response.end();
  };
  const server = createServer(({ url, headers }, response) => {
    const { origin: _, ...rest } = headers;
    const asked = request({ host: "127.0.0.1", port, path: url, headers: { ...rest, host } }, async (answer) => {
      await wait(roundTrip);
      response.writeHead(answer.statusCode, answer.headers);
      // A visitor who leaves ends what is on its way.
      await carry(answer, response).catch(() => response.destroy());
    });
    response.on("close", () => asked.destroy());
    asked.on("error", () => response.destroy());
    asked.end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    bytes: () => bytes,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
