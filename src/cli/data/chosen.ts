import { type GivenDataOptions, presetOf, problem } from "../../inner.ts";
import { dataOptionsFrom, dataPlacesFrom, type Flags } from "../terminal/flags.ts";
import type { DataRequest } from "./request.ts";

export interface Chosen extends DataRequest {
  readonly preset?: string;
}

/** The data that were named, or those that the preset is meant for. How the latter are read goes with them. */
export function chosenData(argument: string | undefined, flags: Flags): Chosen {
  const places = dataPlacesFrom(flags);
  const given = dataOptionsFrom(flags);
  const preset = typeof flags.preset === "string" ? flags.preset : undefined;
  if (preset === undefined) {
    if (argument !== undefined) return { argument, options: given, places };
    throw problem({
      doing: "choosing the data",
      expected: "a name, a file, a folder, or --preset",
      came: "nothing",
      next: "saddlepoint train --help lists data and presets.",
    });
  }
  const { data, dataOptions = {} } = presetOf(preset);
  const meant = argument ?? data;
  if (meant === undefined) {
    throw problem({
      doing: `choosing the data for preset ${preset}`,
      expected: "a folder of your own, as the preset has no data",
      came: "nothing",
      next: `Name it: saddlepoint train --preset ${preset} FOLDER.`,
    });
  }
  const itsOwn = data === undefined || meant === data;
  const options: GivenDataOptions = itsOwn ? { ...dataOptions, ...given } : given;
  return { argument: meant, options, places, preset };
}
