"""Runs a table's generator with others' runtime. Arguments: the ONNX file, a JSON file of z and given, where to write x (JSON)."""

import json
import sys

import numpy as np
import onnx
import onnxruntime

model_path, inputs_path, x_path = sys.argv[1:]
onnx.checker.check_model(onnx.load(model_path), full_check=True)
session = onnxruntime.InferenceSession(model_path, providers=["CPUExecutionProvider"])
with open(inputs_path) as file:
    inputs = {name: np.array(rows, np.float32) for name, rows in json.load(file).items()}
x = session.run(["x"], inputs)[0]
assert x.dtype == np.float64
with open(x_path, "w") as file:
    json.dump([[None if np.isnan(value) else value for value in row] for row in x.tolist()], file)
