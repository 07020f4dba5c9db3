// The program of test/bundlers.test.ts, in Node, in a page and in its worker.
import { train } from "saddlepoint";

export async function play() {
  const losses = [];
  for await (const event of train({ data: "ring", steps: 20, seed: 1, reportEvery: 5, widths: [32, 32], threads: 2 })) {
    if (event.type === "report") losses.push([event.dLoss, event.gLoss]);
  }
  return losses;
}
