/** A server listens: at the address and port that were asked for, or at a free port near the usual one. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { problem } from "../../inner.ts";
import type { Flags } from "../terminal/flags.ts";
import { type Place, placeOf } from "./place.ts";

/** Rejects with the system's error where it cannot listen. `port`: 0 takes any free one. */
export async function listenOn(server: Server, host: string, port: number): Promise<Place> {
  server.listen({ host, port });
  await once(server, "listening");
  return placeOf(server.address() as AddressInfo, host);
}

/** The address of `--host`. */
export function hostFlag({ host }: Flags): string | undefined {
  if (host === undefined) return undefined;
  // Nothing would mean everything: all addresses.
  if (typeof host === "string" && host.trim() !== "") return host.trim().replace(/^\[(.*)\]$/, "$1");
  throw problem({
    doing: "reading option --host",
    expected: "a name or an address of this machine",
    came: "an empty value",
  });
}

/** Ports after the usual one that are tried where nobody asked for one. */
const SPARE = 20;

/** Which port, and how to speak of what listens there. */
interface Listening {
  /** For error texts, e.g. `opening the lab`. */
  readonly doing: string;
  /** What one reaches there, e.g. `the lab`. */
  readonly reaches: string;
  readonly host: string | undefined;
  /** The port that was asked for, if one was. */
  readonly asked: number | undefined;
  readonly usual: number;
}

/** Starts something on the port that was asked for, or on the first free one from the usual one on. */
export async function onFreePort<T>(listening: Listening, start: (port: number) => Promise<T>): Promise<T> {
  const { asked, usual } = listening;
  const last = asked ?? usual + SPARE;
  for (let port = asked ?? usual; ; port++) {
    try {
      return await start(port);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || port === last) throw listenProblem(error, listening, last);
    }
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** Why a server could not listen, in words; any other error as it came. */
function listenProblem(cause: unknown, { doing, reaches, host = "", asked, usual }: Listening, last: number): unknown {
  const first = asked ?? usual;
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return problem({
        doing,
        expected: "a free port",
        came: first === last ? `${first}, which is in use` : `${first} to ${last}, all in use`,
        next: "Choose another --port, or 0 for any that is free.",
        cause,
      });
    case "EACCES":
      return problem({
        doing,
        expected: "a port that this user may open",
        came: `${first}, for which there is no permission`,
        next: "Choose a --port from 1,024.",
        cause,
      });
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return problem({
        doing,
        expected: "a name or an address of this machine as --host",
        came: host,
        next: `Without --host only this machine reaches ${reaches}; with 0.0.0.0 all that can reach any of its addresses.`,
        cause,
      });
    default:
      return cause;
  }
}
