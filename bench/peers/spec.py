"""What follows from a row of the table of workloads: the same shapes, start values and first numbers as ../workloads.mjs makes."""
import math

import numpy as np

SEEDS = {"generator": 100, "discriminator": 200, "examples": 1000, "noise": 2000, "masks": 3000}


def uniform_numbers(seed, shape, low, high):
    """The hash of ../numbers.mjs: xor-shift-multiply of 32 bits ("lowbias32"), stretched to [low, high)."""
    count = int(np.prod(shape))
    h = np.arange(count, dtype=np.uint32) + np.uint32((seed * 0x9E3779B9) & 0xFFFFFFFF)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    h ^= h >> np.uint32(16)
    return (low + h.astype(np.float64) / 2**32 * (high - low)).astype(np.float32).reshape(shape)


def plan(layers, shape):
    """Layers as (kind, numbers, shape before, shape after, parameters as (role, shape, fan-in)). Layouts are in workloads.mjs."""
    planned = []
    for i, (kind, *numbers) in enumerate(layers):
        before = list(shape)
        units = numbers[0] if numbers else 0
        following = [name for name, *_ in layers[i + 1 :] if name != "reshape"]
        bias = [] if following[:1] == ["batch-norm"] else [("bias", [units], 0)]
        parameters = []
        if kind == "dense":
            shape = [units]
            parameters = [("weight", [before[0], units], before[0]), *bias]
        elif kind == "conv":
            shape = [units, before[1] // 2, before[2] // 2]
            parameters = [("weight", [units, before[0], 4, 4], before[0] * 16), *bias]
        elif kind == "conv-transpose":
            shape = [units, before[1] * 2, before[2] * 2]
            parameters = [("weight", [before[0], units, 4, 4], before[0] * 4), *bias]
        elif kind == "batch-norm":
            parameters = [("scale", [before[0]], 0), ("shift", [before[0]], 0)]
        elif kind == "maxout":
            shape = [before[0] // units]
        elif kind == "reshape":
            shape = list(numbers)
        elif kind == "flatten":
            shape = [int(np.prod(before))]
        planned.append((kind, numbers, before, list(shape), parameters))
    return planned


def start_values(planned, first):
    values = []
    for _, _, _, _, parameters in planned:
        for role, shape, fan_in in parameters:
            low, high = {"scale": (0.9, 1.1)}.get(role, (-0.1, 0.1))
            if role == "weight":
                low, high = -math.sqrt(3 / fan_in), math.sqrt(3 / fan_in)
            values.append(uniform_numbers(first + len(values), shape, low, high))
    return values


def first_examples(workload, i=0):
    example = workload["example"]
    return uniform_numbers(SEEDS["examples"] + i, [workload["batch"], *example["shape"]], example["from"], example["to"])


def first_noise(workload, i=0):
    return uniform_numbers(SEEDS["noise"] + i, [workload["batch"], workload["noise"]["latent"]], -1, 1)


def first_mask(i, shape, keep):
    """Numbered in the order in which the steps apply them, D's step first."""
    return (uniform_numbers(SEEDS["masks"] + i, shape, 0, 1) < keep).astype(np.float32)
