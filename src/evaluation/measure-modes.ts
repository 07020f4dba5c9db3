/** How many modes a state finds, of a known density or of stacked digits. */
import { problem } from "../problem.ts";
import type { StateFigure } from "./figure.ts";
import { inPixels, type MeasuredState } from "./measured-state.ts";
import { countModes, countStackedModes } from "./mode-count.ts";
import { DIGITS } from "./open-features.ts";

/** By the protocols of VEEGAN and PacGAN. */
const MODE_SAMPLES = 2500;
const STACKED_SAMPLES = 26_000;
/** Stacks that are read at a time. */
const READ = 1000;

export async function measureModes(state: MeasuredState): Promise<StateFigure> {
  const { data, asked } = state;
  if (data.density?.modes) {
    const found = countModes(data.density.modes, await state.samples(asked ?? MODE_SAMPLES));
    const { value, low, high, generated, details } = found;
    return { value, low, high, real: 0, generated, cautions: [], details };
  }
  if (data.stacked) return stackedModes(state, asked ?? STACKED_SAMPLES);
  throw problem({
    doing: `counting modes of ${data.name}`,
    expected: "data with known modes (ring, grid, …) or stacked digits",
    came: "others",
    next: "Measure recall or coverage instead: they see modes that are lost.",
  });
}

/** Reads the digit in each channel of each stack. */
async function stackedModes(state: MeasuredState, count: number): Promise<StateFigure> {
  const { shape, size, watch } = state;
  const reader = await state.digits();
  const samples = inPixels(await state.samples(count), true);
  const channels = shape[0] ?? 1;
  const { progress, signal } = watch("reading digits");
  const classes = new Uint8Array(samples.length / (size / channels));
  // Channel by channel, each an image of its own.
  for (let from = 0; from < samples.length; from += READ * size) {
    signal?.throwIfAborted();
    const part = await reader.read(samples.subarray(from, from + READ * size));
    classes.set(part.classes, (from / size) * channels);
    progress?.(Math.min(samples.length / size, from / size + READ), samples.length / size);
  }
  const { value, low, high, generated, details } = countStackedModes(classes, channels);
  const extractor = { name: DIGITS, checksum: reader.checksum, output: "logits" };
  return { value, low, high, real: 0, generated, cautions: [], details, extractor };
}
