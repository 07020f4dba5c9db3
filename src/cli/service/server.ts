/** A server of samples by itself: where it listens, whom it answers, and how it ends. */
import { createServer, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { listenOn } from "../http/listen.ts";
import { isForeign } from "../http/place.ts";
import { sendError } from "./answer.ts";
import { refusal } from "./refusal.ts";
import type { SampleService } from "./service.ts";

export interface ServedSamples {
  /** Ends in a slash. */
  readonly address: string;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Lets requests end that have come, and then all connections. */
  readonly close: () => Promise<void>;
}

/** Milliseconds in which who asked takes the last answers. */
const LAST_ANSWERS = 5000;

/** Rejects with the system's error where it cannot listen. `host`: 127.0.0.1 unless given. `port`: 0 takes any free one. */
export async function serveSamples(
  service: SampleService,
  {
    host = "127.0.0.1",
    port,
    seconds,
  }: { readonly host?: string | undefined; readonly port: number; readonly seconds: number },
): Promise<ServedSamples> {
  const server = createServer({ requestTimeout: Math.ceil(1000 * seconds) });
  const place = await listenOn(server, host, port);
  const open = new Set<ServerResponse>();
  server.on("request", (request, response) => {
    open.add(response);
    response.on("close", () => open.delete(response));
    // A page from elsewhere that has its own name lead here would read what is for this machine alone.
    if (place.loopback && isForeign(request, place)) {
      const doing = `answering a request: this is ${place.address}, which answers to no other name`;
      return sendError(response, refusal(403, { doing }), () => undefined);
    }
    return void service.handler(request, response);
  });
  return {
    address: place.address,
    loopback: place.loopback,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      await service.close();
      const answered = [...open].map((response) => new Promise((done) => response.once("close", done)));
      const late = new AbortController();
      await Promise.race([
        Promise.all(answered),
        sleep(LAST_ANSWERS, undefined, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
