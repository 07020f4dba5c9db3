/** The build of onnxruntime-web for Node, as scripts/vendor-runtime.mjs leaves it beside the compiled code. */
export { env, InferenceSession, Tensor } from "onnxruntime-common";
