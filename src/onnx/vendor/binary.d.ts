/** The WebAssembly of onnxruntime-web: gzip in base64. */
export const binary: string;
/** The script with which a thread of it starts. */
export const threadScript: string;
