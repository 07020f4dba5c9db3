/** onnxruntime-web's smallest build, as scripts/vendor-runtime.mjs leaves it beside the compiled code. */
export { env, InferenceSession, Tensor } from "onnxruntime-common";
