import { sha256 as portable } from "@noble/hashes/sha2.js";

/** SHA-256 in hexadecimal. Browsers keep their own from pages that did not come over TLS or from the machine itself. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  const digest = subtle
    ? new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))
    : portable(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
