import { problem } from "../../inner.ts";
import { hostFlag, onFreePort } from "../http/listen.ts";
import { copyLab } from "../lab-server/copy.ts";
import { builtPages, serveLab } from "../lab-server/server.ts";
import { readRecord } from "../run/record.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";

const PORT = 8642;

/** `lab [run]`: serves the lab until it is interrupted, or copies it to where another server takes it from. */
export async function labCommand(folder: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (flags.out !== undefined) return copyCommand(folder, flags, output);
  const port = integerFlag(flags, "port", 0, 65_535);
  const host = hostFlag(flags);
  if (folder !== undefined) await readRecord(folder);
  await interruptible("The lab is closed.", async (signal) => {
    const lab = await onFreePort(
      { doing: "opening the lab", reaches: "the lab", host, asked: port, usual: PORT },
      (port) => serveLab({ pages: builtPages, run: folder, host, port }),
    );
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

/** `lab --out DIR`. */
async function copyCommand(folder: string | undefined, flags: Flags, output: Output): Promise<void> {
  const idle = ["port", "host"].find((name) => flags[name] !== undefined);
  const came = folder !== undefined ? `the run ${folder}` : idle && `--${idle}`;
  if (came) {
    throw problem({
      doing: "copying the lab",
      expected: "--out alone: a copy has no server and no run of its own",
      came: `${came} beside it`,
      next: "Leave one of them out.",
    });
  }
  const out = String(flags.out);
  const files = await copyLab(builtPages, out);
  output.result(
    { out, files },
    `The lab is in ${out}: ${files} files, which any web server serves from any path. A browser does not run them from the folder.`,
  );
}
