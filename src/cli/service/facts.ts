/** What a run has, for programs that would rather not read OpenAPI. */
import type { WrittenSource } from "../../inner.ts";
import { mostSamples, type ServiceLimits } from "./limits.ts";
import type { DescribedRun } from "./openapi.ts";
import { samplesPath } from "./paths.ts";

export function factsOf({ run, step }: DescribedRun, limits: ServiceLimits): object {
  const { name, data, kind, shape, seed, count, formats, classes, columns } = run;
  const mostCount = mostSamples(limits, run.size);
  return {
    name,
    data,
    kind,
    step,
    shape,
    seed,
    count: Math.min(count, mostCount),
    mostCount,
    formats,
    ...(classes ? { classes: classes.names ?? classes.count } : {}),
    ...(columns ? { columns: columns.map((column) => ({ name: column.name, ...kindOfColumn(column) })) } : {}),
    samples: samplesPath(run).slice(1),
  };
}

function kindOfColumn(column: WrittenSource): object {
  if (column.from !== "table") return { kind: column.from };
  const { kind, levels } = column.facts;
  return { kind, ...(levels ? { levels } : {}) };
}
