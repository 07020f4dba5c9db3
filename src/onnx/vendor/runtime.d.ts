/** onnxruntime-web's smallest build for pages, as scripts/vendor-runtime.mjs leaves it beside the compiled code. */
export { env, InferenceSession, Tensor } from "onnxruntime-common";
