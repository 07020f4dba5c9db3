// All figures of a generated table: those of this project, and beside them those of SDMetrics and scikit-learn.
import { efficacy } from "../../dist/evaluation/learners/efficacy.js";
import { twoSample } from "../../dist/evaluation/learners/two-sample.js";
import { copiesOf } from "../../dist/evaluation/quality/copies.js";
import { quality, sdmetricsQuality } from "../../dist/evaluation/quality/quality.js";
import { openRandom } from "../../dist/kernels/random.js";
import { runPython } from "./place.mjs";
import { gapShares, heldOutUnder, rulesKept, underCondition, zeroShares } from "./structure.mjs";
import { readTyped } from "./typed.mjs";

/** Rows of each table whose nearest neighbours are looked for. */
const NEAR_ROWS = 6000;

/** Whether the target holds, as something to predict. A gap is above nothing. */
function targetOf({ name, column, above, otherThan, without }) {
  return {
    name,
    without,
    classes: ["no", "yes"],
    values: ({ columns }) => {
      const { levels, values } = columns.find((each) => each.name === column);
      const other = levels?.indexOf(otherThan);
      return values.map((value) => (otherThan === undefined ? Number(value > above) : Number(value !== other)));
    },
  };
}

/** The figures of rows: `learned` is what models are trained on, which is another table for the real rows alone. */
async function figuresOf({ training, heldOut, judged, learned, definition }) {
  const target = targetOf(definition.target);
  const own = quality(training, judged);
  const as = sdmetricsQuality(training, judged);
  const { scores } = await efficacy(learned, heldOut, target, { positive: "yes" });
  const { boosting, linear } = scores;
  const told = await twoSample(heldOut, learned, { seed: 0 });
  return {
    quality: as.score,
    shapes: as.shapes,
    pairs: as.pairs,
    strongPairs: as.strongPairs,
    strongPairsCounted: as.strong,
    qualityByRealBins: own.score,
    strongPairsByRealBins: own.strongPairs,
    coverage: own.coverage,
    validity: own.validity,
    boostingAuc: boosting.auc,
    boostingF1: boosting.f1,
    linearAuc: linear.auc,
    linearF1: linear.f1,
    twoSample: told.scores.boosting.auc,
    twoSampleError: told.scores.boosting.error,
    rules: rulesKept(judged, training, definition.rules),
    zeros: zeroShares(judged, definition.zeros),
    gaps: gapShares(judged, definition.gaps),
    shapesOfColumns: Object.fromEntries(own.columns.map(({ name, shape }) => [name, shape])),
  };
}

async function copies(training, heldOut, synthetic) {
  const { uniform } = await openRandom(0, "evaluation");
  const { nearer, exact, exactOfHeldOut } = copiesOf({ training, heldOut, synthetic, uniform, most: NEAR_ROWS });
  return { nearer: nearer.value, exactCopies: exact, exactCopiesOfHeldOut: exactOfHeldOut };
}

/** What the held-out rows are themselves: the ceiling, and the noise of every figure. */
export async function measureReal({ task, files, definition, python }) {
  const [training, heldOut] = [files.training, files.heldOut].map((file) => readTyped(file, definition));
  const figures = await figuresOf({ training, heldOut, judged: heldOut, learned: training, definition });
  return {
    ...figures,
    conditions: definition.conditions.map((condition) => heldOutUnder(heldOut, training, condition)),
    python: python
      ? JSON.parse(runPython("tables_metrics.py", task, files.training, files.heldOut, "real"))
      : undefined,
  };
}

export async function measure({ task, files, output, definition, python }) {
  const [training, heldOut, synthetic] = [files.training, files.heldOut, output.file].map((file) =>
    readTyped(file, definition),
  );
  const conditions = definition.conditions.map((condition, i) => {
    const file = output.conditions?.[i];
    if (!file) return undefined;
    const { rows } = heldOutUnder(heldOut, training, condition);
    return underCondition(readTyped(file, definition), training, condition, rows);
  });
  return {
    ...(await figuresOf({ training, heldOut, judged: synthetic, learned: synthetic, definition })),
    ...(await copies(training, heldOut, synthetic)),
    conditions,
    python: python
      ? JSON.parse(runPython("tables_metrics.py", task, files.training, files.heldOut, output.file))
      : undefined,
  };
}
