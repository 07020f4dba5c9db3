/** Runs in the browser: trains a little, and leaves what came out where the test can read it. */
import { compile, decodeTensors, graph, input, ops, runtimeInUse, train } from "saddlepoint";

interface Result {
  readonly runtime: string;
  readonly product: number[];
  readonly steps: number;
  readonly meanDReal: number;
  /** Start values and data of a run are drawn by our own kernels: the same bits as in Node. */
  readonly start: number[];
  readonly stepsPerSecond: number;
}

declare global {
  interface Window {
    result: Promise<Result>;
  }
}

async function play(): Promise<Result> {
  const x = input("x", [2]);
  const program = await compile(graph("double", { y: ops.mul(x, 2) }));
  const { y = new Float32Array() } = await program.run({ x: Float32Array.of(1, 2.5) });
  let start: number[] = [];
  let [steps, meanDReal, stepsPerSecond] = [0, Number.NaN, 0];
  for await (const event of train({ data: "ring", steps: 200, reportEvery: 200, widths: [32, 32], batch: 128 })) {
    if (event.type === "checkpoint" && event.step === 0) {
      start = [...(decodeTensors("start", event.bytes).tensors.get("G/dense 1/weight")?.values ?? [])];
    }
    if (event.type === "report")
      [steps, meanDReal, stepsPerSecond] = [event.step, event.meanDReal, event.stepsPerSecond];
  }
  return { runtime: (await runtimeInUse()).name, product: [...y], steps, meanDReal, start, stepsPerSecond };
}

window.result = play();
