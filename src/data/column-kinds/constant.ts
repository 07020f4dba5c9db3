/** Columns of one text, or of none: nothing is learned, and they are written as they were. */
import { short } from "../left-columns.ts";
import type { ColumnKind } from "./column-kind.ts";

export const constantKind: ColumnKind = {
  recognise: ({ texts, gapTexts, gaps }) => {
    if (texts.length === 0) {
      const [text = ""] = gapTexts;
      return { kind: "constant", reason: text === "" ? "empty" : `${short(text)} in every row`, text };
    }
    const [text = ""] = texts;
    return texts.length === 1 && gaps === 0 ? { kind: "constant", reason: "the same in every row", text } : undefined;
  },
  read: ({ texts, gaps, gapTexts }) => {
    const [text = gapTexts[0] ?? "", other] = texts;
    if (other !== undefined) return { unfit: other, expected: `${short(text)} in every row` };
    if (gaps > 0 && texts.length > 0) return { unfit: gapTexts[0] ?? "", expected: `${short(text)} in every row` };
    return { kind: "constant", reason: "as asked for", text };
  },
};
