// tsc copies nothing but what it compiles: the classifier of digits goes beside the compiled code here.
import { cp } from "node:fs/promises";

await cp("src/evaluation/digits.onnx", "dist/evaluation/digits.onnx");
