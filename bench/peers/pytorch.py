"""PyTorch on the CPU, with the settings that are fastest there and fair: foreach optimisers, G without a graph in D's step, D's
weights without gradients in G's step, both minibatches of D in one pass unless batch normalisation would mix them.
  pytorch.py [threads] [cpu | cuda]
"""
import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
DEVICE = sys.argv[2] if len(sys.argv) > 2 else "cpu"
# Read when the libraries are loaded.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)
# Debian's OpenBLAS does not know newer processors and would fall back to kernels of 256 bits.
try:
    with open("/proc/cpuinfo") as cpu:
        if "avx512bw" in cpu.read():
            os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
            os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx512")
except OSError:
    pass

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from protocol import serve  # noqa: E402
from spec import SEEDS, first_examples, first_mask, first_noise, plan, start_values  # noqa: E402

torch.set_num_threads(THREADS)
if DEVICE == "cuda":
    torch.set_default_device(DEVICE)
    # Single precision like everyone's, and the convolutions that are fastest for these shapes.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
POOL = 8
SAMPLING_BATCH = 100


def tensor(numbers):
    return torch.from_numpy(numbers).to(DEVICE)


def finish():
    """Steps on a card are only begun when their calls return."""
    if DEVICE == "cuda":
        torch.cuda.synchronize()


class Network:
    """Layers applied in a row to tensors in the table's layouts."""

    def __init__(self, layers, values):
        self.layers = layers
        self.parameters = [tensor(value) for value in values]
        for i, (kind, place) in enumerate(self.places()):
            # nn.Linear's own layout, [out, in]: what users have, and what its kernels are tuned for.
            if kind == "dense":
                self.parameters[place] = self.parameters[place].t().contiguous()
        for parameter in self.parameters:
            parameter.requires_grad_()

    def places(self):
        at = 0
        for kind, _, _, _, parameters in self.layers:
            yield kind, at
            at += len(parameters)

    def __call__(self, x, mask=None, fixed=False):
        p, at = self.parameters, 0
        for kind, numbers, before, after, own in self.layers:
            bias = p[at + 1] if len(own) > 1 else None
            if kind == "dense":
                x = F.linear(x, p[at], bias)
            elif kind == "conv":
                x = F.conv2d(x, p[at], bias, 2, 1)
            elif kind == "conv-transpose":
                x = F.conv_transpose2d(x, p[at], bias, 2, 1)
            elif kind == "batch-norm":
                mean, variance = (torch.zeros(before[0]), torch.ones(before[0])) if fixed else (None, None)
                x = F.batch_norm(x, mean, variance, p[at], p[at + 1], not fixed, 0.1, 1e-5)
            elif kind == "relu":
                x = F.relu(x)
            elif kind == "leaky-relu":
                x = F.leaky_relu(x, numbers[0])
            elif kind == "tanh":
                x = torch.tanh(x)
            elif kind == "sigmoid":
                x = torch.sigmoid(x)
            elif kind == "maxout":
                x = x.view(x.shape[0], numbers[0], -1).amax(1)
            elif kind == "dropout":
                keep = numbers[0]
                x = F.dropout(x, 1 - keep) if mask is None else x * mask(x.shape, keep) / keep
            elif kind in ("reshape", "flatten"):
                x = x.reshape(-1, *after)
            else:
                raise ValueError(f"PyTorch's script has no layer {kind}")
            at += len(own)
        return x


def optimizer_of(settings, rate, parameters):
    if settings["name"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=settings["epsilon"], foreach=True)
    return torch.optim.SGD(parameters, lr=rate, momentum=settings.get("momentum", 0), foreach=True)


def noise_of(noise, count):
    if noise["kind"] == "normal":
        return torch.randn(count, noise["latent"])
    return (2 * torch.rand(count, noise["latent"]) - 1) * noise["halfWidth"]


def first_step_masks():
    count = [0]

    def mask(shape, keep):
        count[0] += 1
        return tensor(first_mask(count[0] - 1, list(shape), keep))

    return mask


def networks(workload):
    g = plan(workload["generator"], [workload["noise"]["latent"]])
    d = plan(workload["discriminator"], workload["example"]["shape"])
    return Network(g, start_values(g, SEEDS["generator"])), Network(d, start_values(d, SEEDS["discriminator"]))


def prepare_step(workload):
    G, D = networks(workload)
    g_opt = optimizer_of(workload["optimizer"], workload["rates"]["generator"], G.parameters)
    d_opt = optimizer_of(workload["optimizer"], workload["rates"]["discriminator"], D.parameters)
    m, label = workload["batch"], workload["realLabel"]
    one_pass = all(layer[0] != "batch-norm" for layer in workload["discriminator"])

    def d_step(x, z, mask=None):
        with torch.no_grad():
            generated = G(z)
        d_opt.zero_grad(set_to_none=True)
        if one_pass:
            real, fake = D(torch.cat([x, generated]), mask).split(m)
        else:
            real, fake = D(x, mask), D(generated, mask)
        loss = label * F.softplus(-real).mean() + F.softplus(fake).mean()
        loss.backward()
        d_opt.step()
        return loss

    def g_step(z, mask=None):
        g_opt.zero_grad(set_to_none=True)
        loss = F.softplus(-D(G(z), mask)).mean()
        loss.backward(inputs=G.parameters)
        g_opt.step()
        return loss

    mask = first_step_masks()
    count = workload["dSteps"]
    pool = [tensor(first_examples(workload, i)) for i in range(POOL)]
    losses = [d_step(pool[k], tensor(first_noise(workload, k)), mask) for k in range(count)]
    losses.append(g_step(tensor(first_noise(workload, count)), mask))
    drawn = [0]

    def play(steps):
        for _ in range(steps):
            for _ in range(count):
                d_step(pool[drawn[0] % POOL], noise_of(workload["noise"], m))
                drawn[0] += 1
            g_step(noise_of(workload["noise"], m))
        finish()

    return [float(loss.detach()) for loss in losses], play


def prepare_sampling(workload):
    G, _ = networks(workload)
    with torch.inference_mode():
        first = float(G(tensor(first_noise(workload)), fixed=True).square().mean())

    def play(pieces):
        with torch.inference_mode():
            for _ in range(pieces):
                torch.cat([
                    G(noise_of(workload["noise"], SAMPLING_BATCH), fixed=True)
                    for _ in range(workload["piece"] // SAMPLING_BATCH)
                ])
        finish()

    return [first], play


def prepare(workload):
    losses, play = (prepare_sampling if "sample" in workload else prepare_step)(workload)
    versions = {"torch": torch.__version__, "python": sys.version.split()[0]}
    if DEVICE == "cuda":
        versions["CUDA"] = f"{torch.version.cuda} on {torch.cuda.get_device_name()}"
    return losses, versions, play


serve(prepare)
