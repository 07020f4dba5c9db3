import { describe, expect, it } from "vitest";
import { refusedModel } from "./refused-model.ts";
import { openModel } from "./runtime.ts";
import { decodeModel, encodeModel } from "./schema.ts";
import { doubleProductModel } from "./small-models.ts";

const whole = doubleProductModel();
const { graph, ...rest } = decodeModel(whole);
const text = (said: string): Uint8Array => new TextEncoder().encode(said);
const withNode = (opType: string): Uint8Array =>
  encodeModel({ ...rest, graph: { ...graph, node: graph.node.map((node) => ({ ...node, opType })) } });

/** What is said of a model that cannot be opened. */
async function said(bytes: Uint8Array): Promise<string> {
  const cause = await openModel(bytes).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(Error);
  return refusedModel(bytes, cause);
}

describe("a model that the runtime cannot open", () => {
  it.each([
    ["an empty file", new Uint8Array(), "an empty file"],
    ["a page of an error", text("<!DOCTYPE html>\n<html>"), 'none: text that begins "<!DOCTYPE html> <html>"'],
    ["other bytes", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1), "none: bytes that begin with 89 50 4e 47"],
    ["a part of one", whole.subarray(0, whole.length - 40), "a part of one: the file is cut off or altered"],
    [
      "an operator of nobody's",
      withNode("MatMuk"),
      "one with an operator that the runtime does not have: MatMuk (operator set 18)",
    ],
    [
      "a later format",
      encodeModel({ ...rest, irVersion: 60, graph }),
      "one of a format newer than the runtime (IR version 60)",
    ],
    [
      "a later operator set",
      encodeModel({ ...rest, opsetImport: [{ domain: "", version: 99 }], graph }),
      "one of an operator set newer than the runtime (99)",
    ],
    [
      "weights that lie elsewhere",
      encodeModel({
        ...rest,
        graph: {
          ...graph,
          initializer: [{ name: "a", dims: [2, 2], dataType: 11, rawData: new Uint8Array(), dataLocation: 1 }],
        },
      }),
      "one whose weights lie in another file, which is not read",
    ],
  ])("is told for what it is: %s", async (_, bytes, expected) => {
    expect(await said(bytes)).toBe(expected);
  });

  it("is told in the runtime's own words where there are no others, without its codes", () => {
    const cause = new Error("Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: Something is odd.");
    expect(refusedModel(whole, cause)).toBe("one that it refuses: Something is odd.");
  });
});
