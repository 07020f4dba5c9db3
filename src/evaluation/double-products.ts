/** Matrix products in double precision, by the runtime: covariances lose their small eigenvalues in single precision. */
import { Matrix } from "ml-matrix";
import { openModel } from "../onnx/runtime.ts";
import { doubleProductModel } from "../onnx/small-models.ts";

export interface Products {
  /** a [m×k] times b [k×n], row after row. */
  readonly times: (a: Matrix, b: Matrix) => Promise<Matrix>;
  readonly release: () => Promise<void>;
}

export async function createProducts(threads = 1): Promise<Products> {
  const model = await openModel(doubleProductModel(), threads);
  return {
    release: model.release,
    times: async (a, b) => {
      const { product } = await model.run({
        a: { values: Float64Array.from(a.to1DArray()), shape: [a.rows, a.columns] },
        b: { values: Float64Array.from(b.to1DArray()), shape: [b.rows, b.columns] },
      });
      return Matrix.from1DArray(a.rows, b.columns, product?.values as ArrayLike<number>);
    },
  };
}
