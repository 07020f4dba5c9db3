// A peer that behaves as it is told: node test/bench/peer.mjs <behaviour>.
import { serve } from "../../bench/peers/protocol.mjs";

const [, , behaviour] = process.argv;
const losses = { wrong: [1.001, 0.5] }[behaviour] ?? [1, 0.5];

/** Its timer ticks on between turns, and a turn lasts the longer for it: a second for each hundredth that it had to itself. */
let ticks = 0;
if (behaviour === "restless") setInterval(() => ticks++, 10).unref();

console.log("a library greets");
await serve({
  prepare: async () => {
    if (behaviour === "refuses") throw new Error("no such layer\n  at somewhere");
    if (behaviour === "dies") process.exit(3);
    if (behaviour === "hangs") await new Promise((done) => setTimeout(done, 60_000));
    const play = async (count) => {
      if (behaviour === "breaks") {
        console.error("warning: odd\nRangeError: too much");
        process.exit(4);
      }
      const had = ticks;
      await new Promise((done) => setTimeout(done, count + 1000 * Math.max(0, had - 3)));
      ticks = 0;
    };
    return { losses, versions: { fixture: "1" }, play };
  },
});
