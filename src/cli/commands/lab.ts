import { hostFlag, onFreePort } from "../http/listen.ts";
import { builtPages, serveLab } from "../lab-server/server.ts";
import { readRecord } from "../run/record.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";

const PORT = 8642;

/** `lab [run]`: serves the lab until it is interrupted. */
export async function labCommand(folder: string | undefined, flags: Flags, output: Output): Promise<void> {
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
