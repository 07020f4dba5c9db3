import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { problem } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";

/** Printed by `npm run train:digits`. */
const SHA256 = "bc8952c3b6db5c36dbda295cb86c9d9479f55ff8968ef7416c588579bc969c08";

/**
 * The classifier of handwritten digits that the package ships, as an ONNX model: input `images` [N×1×28×28] from 0 to 1, outputs
 * `features` [N×64] and `logits` [N×10]. Trained on MNIST by `npm run train:digits`; right on 99.26 % of its test images.
 *
 * @throws where it is not the file that was shipped: figures made with another one could not be compared.
 */
export async function readDigits(
  path = fileURLToPath(new URL("../../evaluation/digits.onnx", import.meta.url)),
): Promise<Uint8Array> {
  const bytes = await readBytes(path, "installed");
  const came = createHash("sha256").update(bytes).digest("hex");
  if (came === SHA256) return bytes;
  throw problem({
    doing: `reading the classifier of digits at ${path}`,
    expected: `SHA-256 ${SHA256.slice(0, 16)}…`,
    came: `${came.slice(0, 16)}…: another file, or a damaged one`,
    next: "Install saddlepoint again.",
  });
}
