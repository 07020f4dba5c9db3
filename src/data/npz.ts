/** NumPy's .npz format: a zip file of .npy files, one for each array. */
import { type UnzipFileInfo, unzipSync } from "fflate";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { isNamedLabels } from "./array-labels.ts";
import { nearest } from "./nearest.ts";
import { type NumpyArray, readNpy } from "./npy.ts";

/** An array takes no more once it is unpacked. */
const MOST_BYTES = 2 ** 31;
/** Deflate makes nothing smaller than this. */
const MOST_DENSE = 1032;
/** So many arrays are named. */
const SHOWN = 10;

/** One array of an archive. */
export interface ArchivedArray extends NumpyArray {
  readonly name: string;
  /** The first of these names that the archive has too. */
  readonly beside: (names: readonly string[]) => { readonly name: string; readonly array: NumpyArray } | undefined;
}

/**
 * Reads one array of a .npz file: the one called `wanted`, or the only one that is not named like labels. Nothing else is
 * unpacked before it is asked for.
 */
export function readNpz(name: string, file: Uint8Array, wanted: string | undefined): ArchivedArray {
  const doing = `reading ${name} as .npz`;
  const entries: UnzipFileInfo[] = [];
  unzip(doing, file, (entry) => {
    entries.push(entry);
    return false;
  });
  const arrays = entries.filter((entry) => entry.name.endsWith(".npy"));
  const names = arrays.map((entry) => entry.name.slice(0, -".npy".length));
  const listed = `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? `, and ${names.length - SHOWN} more` : ""}`;
  if (names.length === 0) throw problem({ doing, expected: "arrays", came: "none" });
  const others = names.length > 1 ? names.filter((one) => !isNamedLabels(one)) : names;
  if (wanted === undefined && others.length !== 1) {
    throw problem({
      doing,
      expected: "one array",
      came: `${names.length}: ${listed}`,
      next: `Choose one by ${option("array")} NAME.`,
    });
  }
  const chosen = wanted ?? others[0] ?? "";
  const entry = arrays[names.indexOf(chosen)];
  if (!entry) {
    const close = nearest(wanted ?? "", names);
    throw problem({
      doing,
      expected: `an array of ${listed}`,
      came: wanted ?? "none",
      ...(close ? { next: `Did you mean ${close}?` } : {}),
    });
  }
  return {
    ...unpack(name, file, entry),
    name: chosen,
    beside: (wishes) => {
      const found = wishes.find((wish) => names.includes(wish));
      const other = arrays[names.indexOf(found ?? "")];
      return found === undefined || !other ? undefined : { name: found, array: unpack(name, file, other) };
    },
  };
}

function unpack(name: string, file: Uint8Array, entry: UnzipFileInfo): NumpyArray {
  const doing = `reading ${name} as .npz`;
  if (entry.originalSize > Math.min(MOST_BYTES, MOST_DENSE * (entry.size + 1))) {
    throw problem({
      doing,
      expected: `at most ${MOST_BYTES} bytes in an array, and no more than they can be packed from`,
      came: `${entry.originalSize} from ${entry.size}`,
    });
  }
  const [unpacked] = Object.values(unzip(doing, file, (one) => one.name === entry.name));
  if (!unpacked)
    throw problem({ doing, expected: "a whole zip file", came: "a damaged one", next: "Write or copy it again." });
  return readNpy(`${name}, ${entry.name}`, unpacked);
}

function unzip(
  doing: string,
  file: Uint8Array,
  filter: (entry: UnzipFileInfo) => boolean,
): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(file, { filter });
  } catch (cause) {
    throw problem({
      doing,
      expected: "a whole zip file",
      came: "a damaged one",
      next: "Write or copy it again.",
      cause,
    });
  }
}
