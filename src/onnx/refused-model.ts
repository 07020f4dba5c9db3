/** Why the runtime cannot open a model, in words: its own are about its files and codes. */
import { firstBytes } from "../data/first-bytes.ts";
import { decodeModel } from "./schema.ts";

/** Of a message of the runtime that is none of those below. */
const LONGEST = 160;

/** What the runtime says, and what it means. */
const MEANINGS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /No Op registered for ([\w.:]+) with domain_version of (\d+)/,
    ([, name, version]) => `one with an operator that the runtime does not have: ${name} (operator set ${version})`,
  ],
  [
    /NOT_IMPLEMENTED|Could not find an implementation for ([\w.:]+)/,
    ([, name]) => `one with an operator that the runtime cannot compute${name ? `: ${name}` : ""}`,
  ],
  [
    /Unsupported model IR version: (\d+)/,
    ([, version]) => `one of a format newer than the runtime (IR version ${version})`,
  ],
  [
    /opset (\d+) is under development|Current official support for domain \S+ is till opset (\d+)/i,
    ([, version]) => `one of an operator set newer than the runtime${version ? ` (${version})` : ""}`,
  ],
];

/**
 * What came in the place of a model, to follow “but got”.
 *
 * @param bytes of the file
 * @param cause what the runtime has thrown
 */
export function refusedModel(bytes: Uint8Array, cause: unknown): string {
  if (bytes.length === 0) return firstBytes(bytes);
  const message = cause instanceof Error ? cause.message : String(cause);
  for (const [said, meaning] of MEANINGS) {
    const found = said.exec(message);
    if (found) return meaning(found);
  }
  if (!/protobuf|no graph/i.test(message)) {
    if (weighsElsewhere(bytes)) return "one whose weights lie in another file, which is not read";
    return `one that it refuses: ${message.replace(/^Can't create a session\. ERROR_CODE: \d+, ERROR_MESSAGE: /, "").slice(0, LONGEST)}`;
  }
  return beginsAsModel(bytes) ? "a part of one: the file is cut off or altered" : `none: ${firstBytes(bytes)}`;
}

function weighsElsewhere(bytes: Uint8Array): boolean {
  try {
    return decodeModel(bytes).graph.initializer.some(({ dataLocation }) => dataLocation === 1);
  } catch {
    return false;
  }
}

/** A model begins with the version of its format, and then who made it or the graph. */
function beginsAsModel(bytes: Uint8Array): boolean {
  const [field, version = 0, next = 0] = bytes;
  return field === 0x08 && version < 64 && [0x12, 0x1a, 0x22, 0x2a, 0x32, 0x3a, 0x42].includes(next);
}
