import type { RuntimeChoice } from "../../inner.ts";
import { formatNumber, problem } from "../../inner.ts";
import { hostFlag, onFreePort } from "../http/listen.ts";
import { usualLimits } from "../service/limits.ts";
import { serveSamples } from "../service/server.ts";
import { createSampleService } from "../service/service.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { Output } from "../terminal/output.ts";

const PORT = 8643;

/** `serve <run...>`: serves samples by HTTP until it is interrupted. */
export async function serveCommand(
  folders: readonly string[],
  { runtime, ...flags }: Flags,
  { say, result }: Output,
): Promise<void> {
  const port = integerFlag(flags, "port", 0, 65_535);
  const host = hostFlag(flags);
  const step = integerFlag(flags, "step", 0, 1e9);
  const limits = {
    count: integerFlag(flags, "maxCount", 1, 1e7) ?? usualLimits.count,
    body: integerFlag(flags, "maxBody", 2, 1e8) ?? usualLimits.body,
    waiting: integerFlag(flags, "maxWaiting", 0, 10_000) ?? usualLimits.waiting,
    seconds: numberFlag(flags, "timeout", 0.1, 86_400) ?? usualLimits.seconds,
  };
  const allowOrigin = originFlag(flags);
  await interruptible("Requests that have come are answered, then the service ends.", async (signal) => {
    const service = await createSampleService(folders, {
      limits,
      runtime: runtime as RuntimeChoice,
      report: (text) => say(`An internal error; please report it with the text below.\n${text}`),
      ...(step === undefined ? {} : { step }),
      ...(allowOrigin === undefined ? {} : { allowOrigin }),
    });
    const listening = { doing: "serving samples", reaches: "the service", host, asked: port, usual: PORT };
    const served = await onFreePort(listening, (free) =>
      serveSamples(service, { host, port: free, seconds: limits.seconds }),
    ).catch(async (error: unknown) => {
      await service.close();
      throw error;
    });
    const { address } = served;
    const what = service.runs.map(({ name, step: at }) => `${name} (step ${formatNumber(at)})`).join(", ");
    result({ address, runs: service.runs }, `Samples of ${what} are at ${address}, which says how to ask.`);
    if (!served.loopback) {
      say("It is not for this machine alone: anyone who can reach this machine can draw samples, without a password.");
    }
    say("Ctrl+C ends it.");
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      else signal.addEventListener("abort", () => done());
    });
    await served.close();
  });
}

/** An origin as browsers send it, or all of them. */
function originFlag({ allowOrigin }: Flags): string | undefined {
  if (allowOrigin === undefined || allowOrigin === "*") return allowOrigin;
  const text = String(allowOrigin);
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw problem({
    doing: "reading option --allow-origin",
    expected: "an origin, as in http://localhost:5173, or *",
    came: text === "" ? "an empty value" : text,
  });
}
