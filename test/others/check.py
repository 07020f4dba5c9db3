"""Opens files of ours with others' tools. Arguments: the ONNX file, the safetensors file, a JSON file of z and x.

Prints one JSON object; every figure in it is asserted by others.test.ts.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file

model_path, weights_path, values_path = sys.argv[1:]
model = onnx.load(model_path)
onnx.checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model_path, providers=["CPUExecutionProvider"])

with open(values_path) as file:
    values = json.load(file)
z = np.array(values["z"], np.float32).reshape(values["zShape"])
x = np.array(values["x"], np.float64).reshape(values["xShape"])


def draw(z):
    return session.run(None, {session.get_inputs()[0].name: z})[0]


drawn = draw(z)
by_ones = np.concatenate([draw(z[i : i + 1]) for i in range(len(z))])
# The form that torch-fidelity documents for generators: inputs in order, z first; images N×C×H×W, uint8.
one = draw(np.random.RandomState(0).randn(5, z.shape[1]).astype(np.float32))
weights = load_file(weights_path)
print(
    json.dumps(
        {
            "inputs": [i.name for i in session.get_inputs()],
            "batch": [i.shape[0] for i in session.get_inputs() + session.get_outputs()],
            "dtype": str(drawn.dtype),
            "shape": list(one.shape),
            "difference": float(np.abs(drawn.astype(np.float64) - x).max()),
            "differenceByOnes": float(np.abs(by_ones.astype(np.float64) - x).max()),
            "metadata": {p.key: p.value for p in model.metadata_props},
            "weights": {name: list(value.shape) for name, value in weights.items()},
            "weightSum": float(sum(np.float64(value).sum() for value in weights.values())),
        }
    )
)
