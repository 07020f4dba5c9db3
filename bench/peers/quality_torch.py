"""PyTorch's side of bench/quality.mjs: the same recipe, written as one would write it there. quality_torch.py [threads]

Networks, losses and updates are held to this project's by the losses of two rounds from given numbers; training begins from the
weights that this project begins from. Noise, order of the data and masks are PyTorch's own.
"""
import gzip
import json
import math
import os
import sys
import time

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from protocol import serve  # noqa: E402
from spec import uniform_numbers  # noqa: E402

torch.set_num_threads(THREADS)
SEEDS = {"generator": 5100, "discriminator": 5200, "examples": 5300, "noise": 5400}
state = {}


def floats(folder, name):
    return np.fromfile(os.path.join(folder, name), dtype=np.float32)


def read_images(path):
    """The images of an IDX file, from −1 to 1."""
    with gzip.open(path) as file:
        data = file.read()
    count, rows, columns = (int.from_bytes(data[at : at + 4], "big") for at in (4, 8, 12))
    images = np.frombuffer(data, np.uint8, offset=16).reshape(count, 1, rows, columns)
    return torch.from_numpy(images.astype(np.float32) / 127.5 - 1)


def start_range(shape):
    fan_in = shape[1] * shape[2] * shape[3] if len(shape) == 4 else 100 if len(shape) == 1 else shape[0]
    return -math.sqrt(3 / fan_in), math.sqrt(3 / fan_in)


def act(x):
    return F.leaky_relu(x, state["recipe"]["player"]["slope"])


def residual(x, p):
    return x + F.conv2d(act(F.conv2d(act(x), p[0], p[1], padding=1)), p[2], p[3], padding=1)


def generate(p, z, y):
    channels = state["recipe"]["player"]["channels"]
    x = torch.addmm(p[1], torch.cat([z, y], 1), p[0]).view(-1, channels[0], 7, 7)
    x = residual(x, p[2:6])
    x = F.interpolate(F.conv2d(x, p[6]), scale_factor=2, mode="bilinear", align_corners=False)
    x = residual(x, p[7:11])
    return torch.tanh(F.conv_transpose2d(act(x), p[11], p[12], stride=2, padding=1))


def judge(p, x, y):
    x = residual(F.conv2d(x, p[0], p[1], stride=2, padding=1), p[2:6])
    x = residual(F.conv2d(F.avg_pool2d(x, 2), p[6]), p[7:11])
    h = (act(x) * p[11]).sum((2, 3))
    return torch.addmm(p[13], h, p[12]) + ((h @ p[14]) * y).sum(1, keepdim=True)


class Run:
    """Both players from given weights, with a recipe of so many steps."""

    def __init__(self, weights, steps):
        recipe = self.recipe = state["recipe"]
        self.steps, self.step = steps, 0
        self.g, self.d = ([torch.from_numpy(w.copy()).requires_grad_() for w in one] for one in weights)
        self.average = [w.detach().clone() for w in self.g]
        player = recipe["player"]
        settings = {"betas": (float(player["beta1"]), float(player["beta2"])), "eps": player["epsilon"], "foreach": True}
        self.g_opt, self.d_opt = (torch.optim.Adam(w, lr=player["learningRate"], **settings) for w in (self.g, self.d))
        self.order = torch.empty(0, dtype=torch.long)

    def cosine(self, start, end):
        part = min(1, (self.step - 1) / self.steps)
        return end + 0.5 * (start - end) * (1 + math.cos(math.pi * part))

    def examples(self):
        m = self.recipe["batch"]
        if len(self.order) < m:
            self.order = torch.cat([self.order, torch.randperm(len(state["images"]))])
        taken, self.order = self.order[:m], self.order[m:]
        return state["images"][taken], state["codes"][state["classes"][taken]]

    def noise(self):
        return torch.randn(self.recipe["batch"], self.recipe["latent"])

    def d_step(self, x, y, z):
        recipe = self.recipe
        with torch.no_grad():
            generated = generate(self.g, z, y)
        self.d_opt.zero_grad(set_to_none=True)
        penalty = torch.zeros(())
        if (self.step - 1) % recipe["penaltyEvery"] == 0:
            x = x.clone().requires_grad_()
            real, fake = judge(self.d, x, y), judge(self.d, generated, y)
            (slope,) = torch.autograd.grad(real.sum(), x, create_graph=True)
            weight = recipe["r1"] * recipe["penaltyEvery"] * self.cosine(1, recipe["finalPenalty"])
            penalty = weight * slope.square().sum((1, 2, 3)).mean() / 2
        else:
            real, fake = judge(self.d, torch.cat([x, generated]), torch.cat([y, y])).chunk(2)
        loss = F.softplus(-real).mean() + F.softplus(fake).mean()
        (loss + penalty).backward()
        self.d_opt.step()
        return loss, penalty

    def g_step(self, y, z):
        self.g_opt.zero_grad(set_to_none=True)
        loss = F.softplus(-judge(self.d, generate(self.g, z, y), y)).mean()
        loss.backward(inputs=self.g)
        self.g_opt.step()
        return loss

    def begin_step(self):
        self.step += 1
        player = self.recipe["player"]
        rate = self.cosine(player["learningRate"], player["learningRate"] * player["finalRate"])
        for optimizer in (self.g_opt, self.d_opt):
            optimizer.param_groups[0]["lr"] = rate

    def play(self):
        self.begin_step()
        self.d_step(*self.examples(), self.noise())
        _, y = self.examples()
        self.g_step(y, self.noise())
        beta = min(self.recipe["average"], 0.5 ** (1 / (self.recipe["averageRamp"] * self.step)))
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.g, 1 - beta)


def weights_from(folder):
    def parts(name):
        values, at = floats(folder, f"{name}.bin"), 0
        for entry in state["recipe"]["shapes"][name]:
            size = math.prod(entry["shape"])
            yield values[at : at + size].reshape(entry["shape"])
            at += size

    return [list(parts("generator")), list(parts("discriminator"))]


def checked():
    """Losses of two rounds from given numbers."""
    recipe = state["recipe"]
    run = Run(
        [
            [uniform_numbers(SEEDS[name] + i, one["shape"], *start_range(one["shape"])) for i, one in enumerate(recipe["shapes"][name])]
            for name in ("generator", "discriminator")
        ],
        recipe["generatorSteps"],
    )
    m, drawn, losses = recipe["batch"], 0, []

    def given():
        nonlocal drawn
        z = torch.from_numpy(uniform_numbers(SEEDS["noise"] + drawn, [m, recipe["latent"]], -1, 1))
        x = torch.from_numpy(uniform_numbers(SEEDS["examples"] + drawn, [m, *recipe["data"]["shape"]], -1, 1))
        y = state["codes"][(torch.arange(m) + drawn) % recipe["classCount"]]
        drawn += 1
        return x, y, z

    for _ in range(2):
        run.begin_step()
        losses += run.d_step(*given())
        _, y, z = given()
        losses.append(run.g_step(y, z))
    return [float(loss.detach()) for loss in losses]


def prepare(workload):
    folder = workload["folder"]
    with open(os.path.join(folder, "recipe.json")) as file:
        state["recipe"] = json.load(file)
    state["recipe"]["generatorSteps"] = workload["steps"]
    torch.manual_seed(workload["seed"])
    state["images"] = read_images(workload["images"])
    state["classes"] = torch.from_numpy(np.fromfile(os.path.join(folder, "classes.bin"), dtype=np.int32)).long()
    state["codes"] = torch.from_numpy(floats(folder, "codes.bin")).view(-1, state["recipe"]["yWidth"])
    state["weights"] = weights_from(folder)
    losses = checked()
    return losses, {"torch": torch.__version__, "python": sys.version.split()[0]}, None


def begin(message):
    state["run"] = Run(state["weights"], message["steps"])
    return {}


def train(message):
    run, began = state["run"], time.perf_counter()
    while run.step < message["until"] and time.perf_counter() - began < message["seconds"]:
        run.play()
    return {"step": run.step, "seconds": time.perf_counter() - began}


def sample(message):
    folder, recipe = message["folder"], state["recipe"]
    z = torch.from_numpy(floats(folder, "z.bin")).view(-1, recipe["latent"])
    y = torch.from_numpy(floats(folder, "y.bin")).view(-1, recipe["yWidth"])
    with torch.inference_mode():
        images = torch.cat([generate(state["run"].average, a, b) for a, b in zip(z.split(100), y.split(100))])
    images.numpy().tofile(os.path.join(folder, message["file"]))
    return {}


serve(prepare, {"begin": begin, "train": train, "sample": sample})
