// Two gaps of TensorFlow.js's wasm backend closed from outside, so that it is compared by what its kernels can do:
// - it has no gradient by a convolution's filter, so no convolution can be trained with it;
// - a product with a transposed operand, which every gradient of a dense layer is, runs in a plain loop.

/** Replaces a kernel of the wasm backend. */
function register(tf, kernelName, make) {
  const before = tf.getKernel(kernelName, "wasm");
  if (before) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc: make(before?.kernelFunc) });
}

/**
 * dL/dW of a 4×4 convolution with stride 2 and padding 1, as a convolution: input channels are its examples, examples its
 * channels, dL/dy its filter, spread out by the stride.
 */
const filterGradient =
  (tf) =>
  ({ inputs: { x, dy } }) =>
    tf.tidy(() => {
      const border = [1, 1];
      const images = tf.pad(tf.transpose(x, [3, 1, 2, 0]), [[0, 0], border, border, [0, 0]]);
      const filter = tf.transpose(dy, [1, 2, 0, 3]);
      const result = tf.conv2d(images, filter, 1, "valid", "NHWC", 2);
      const taps = tf.slice(result, [0, 0, 0, 0], [x.shape[3], 4, 4, dy.shape[3]]);
      return tf.transpose(taps, [1, 2, 0, 3]);
    });

/** Transposes first, so that the fast product is taken. */
const productWith = (tf) => (product) => (call) => {
  const { transposeA, transposeB } = call.attrs;
  if (!transposeA && !transposeB) return product(call);
  const straight = (matrix, turned) => {
    const order = matrix.shape.map((_, axis) => axis);
    return turned ? tf.transpose(matrix, [...order.slice(0, -2), order.at(-1), order.at(-2)]) : matrix;
  };
  return tf.tidy(() =>
    product({
      ...call,
      inputs: { a: straight(call.inputs.a, transposeA), b: straight(call.inputs.b, transposeB) },
      attrs: { ...call.attrs, transposeA: false, transposeB: false },
    }),
  );
};

export function repair(tf) {
  register(tf, "Conv2DBackpropFilter", () => filterGradient(tf));
  register(tf, "BatchMatMul", productWith(tf));
}
