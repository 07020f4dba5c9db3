import { metricNames, metrics } from "../../inner.ts";

/** What stands below the help of commands that measure. */
export const metricsHelp = (): string =>
  `\nMetrics for --metric:\n${metricNames
    .map((name) => {
      const { title, says, blind } = metrics[name];
      return `  ${name.padEnd(12)}  ${title}: ${says}.\n${" ".repeat(16)}Does not see ${blind}.`;
    })
    .join("\n")}`;
