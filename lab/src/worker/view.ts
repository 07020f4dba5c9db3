/** How examples are shown, by what they are. */
import { areRows, type KindOfData, kindOf } from "#inner";

/** `line`: one dimension; `plane`: two; `table`: more; `images`. */
export type View = "line" | "plane" | "table" | "images";

export function viewOf(data: KindOfData): View {
  if (kindOf(data) === "images") return "images";
  if (!areRows(data)) return "table";
  const [numbers] = data.shape;
  return numbers === 1 ? "line" : numbers === 2 ? "plane" : "table";
}
