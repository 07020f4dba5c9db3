// Trains on eight Gaussians in a ring and counts the modes that the generator has found.
import { builtIn, modeScores, train } from "saddlepoint";

async function trainRing(): Promise<void> {
  const ring = builtIn("ring");
  for await (const event of train({ data: ring, steps: 2000, seed: 1, widths: [32, 32] })) {
    if (event.type === "report") console.log(event.step, event.meanDReal.toFixed(3), event.meanDFake.toFixed(3));
    if (event.type !== "samples" || !ring.density?.modes) continue;
    const { modes, of, highQuality } = modeScores(ring.density.modes, event.values);
    console.log(`${modes} of ${of} modes, ${(100 * highQuality).toFixed(1)} % of samples within three deviations`);
  }
}
void trainRing();
