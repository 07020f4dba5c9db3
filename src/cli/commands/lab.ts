import { problem } from "../../inner.ts";
import { builtPages, type ServedLab, serveLab } from "../lab-server/server.ts";
import { readRecord } from "../run/record.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";

const PORT = 8642;
/** Ports after it that are tried where nobody asked for one. */
const SPARE = 20;

/** `lab [run]`: serves the lab until it is interrupted. */
export async function labCommand(folder: string | undefined, flags: Flags, output: Output): Promise<void> {
  const port = integerFlag(flags, "port", 0, 65_535);
  const host = hostFlag(flags);
  if (folder !== undefined) await readRecord(folder);
  await interruptible("The lab is closed.", async (signal) => {
    const lab = await serve(folder, host, port);
    const address = folder === undefined ? lab.address : `${lab.address}?run`;
    output.result({ address, run: folder ?? null }, `The lab is at ${address}`);
    if (!lab.loopback) {
      const read = folder === undefined ? "open it" : `open it and read the run ${folder}`;
      output.say(`It is not for this machine alone: anyone who can reach this machine can ${read}.`);
    }
    output.say("Ctrl+C ends it.");
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      else signal.addEventListener("abort", () => done());
    });
    await lab.close();
  });
}

function hostFlag({ host }: Flags): string | undefined {
  if (host === undefined) return undefined;
  // Nothing would mean everything: all addresses.
  if (typeof host === "string" && host.trim() !== "") return host.trim().replace(/^\[(.*)\]$/, "$1");
  throw problem({
    doing: "reading option --host",
    expected: "a name or an address of this machine",
    came: "an empty value",
  });
}

async function serve(run: string | undefined, host: string | undefined, asked: number | undefined): Promise<ServedLab> {
  const first = asked ?? PORT;
  const last = asked ?? PORT + SPARE;
  for (let port = first; ; port++) {
    try {
      return await serveLab({ pages: builtPages, run, host, port });
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || port === last) throw listenProblem(error, host ?? "", first, last);
    }
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** Why a server could not listen, in words; any other error as it came. */
function listenProblem(cause: unknown, host: string, first: number, last: number): unknown {
  const doing = "opening the lab";
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
        next: "Without --host only this machine reaches the lab; with 0.0.0.0 all that can reach any of its addresses.",
        cause,
      });
    default:
      return cause;
  }
}
