/** How examples are shown, by what they are. */
import { areRows, type KindOfData, kindOf } from "#inner";

/** `line`: one dimension; `plane`: two; `table`: more; `mixed`: rows of cells; `images`. */
export type View = "line" | "plane" | "table" | "mixed" | "images";

export function viewOf(data: KindOfData): View {
  const kind = kindOf(data);
  if (kind === "images" || kind === "mixed") return kind;
  if (!areRows(data)) return "table";
  const [numbers] = data.shape;
  return numbers === 1 ? "line" : numbers === 2 ? "plane" : "table";
}
