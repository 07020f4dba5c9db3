// The yardstick of the machine: the best product of square matrices that the runtime reaches. One step is one product.
// node bench/peers/matrix-product.mjs [threads]
import { compile, graph, input, ops } from "saddlepoint";
import { serve } from "./protocol.mjs";

const threads = Number(process.argv[2] ?? 1);

await serve({
  prepare: async ({ side }) => {
    const program = await compile(
      graph("product", { c: ops.gemm(input("a", [side, side]), input("b", [side, side])) }),
      {
        threads,
      },
    );
    const [a, b, c] = Array.from({ length: 3 }, () => new Float32Array(side * side).fill(0.5));
    const bound = program.bind({ a, b, c });
    const play = async (count) => {
      for (let i = 0; i < count; i++) await bound.run();
    };
    await play(2);
    return { losses: [c[0]], versions: {}, play };
  },
});
