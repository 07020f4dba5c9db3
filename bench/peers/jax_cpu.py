"""JAX on the CPU: the whole step, both gradients and both updates, is one jitted function whose state is donated.
  jax_cpu.py [threads]
"""
import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
os.environ["JAX_PLATFORMS"] = "cpu"
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    if hasattr(os, "sched_setaffinity"):
        # XLA's pool takes a thread per processor it may run on.
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402
from protocol import serve  # noqa: E402
from spec import SEEDS, first_examples, first_mask, first_noise, plan, start_values  # noqa: E402

POOL = 8
SAMPLING_BATCH = 100
IMAGES = ("NCHW", "OIHW", "NCHW")


def apply(layers, parameters, x, mask=None, fixed=False):
    at = 0
    for kind, numbers, before, after, own in layers:
        p = parameters[at : at + len(own)]
        at += len(own)
        if kind == "dense":
            x = x @ p[0]
        elif kind == "conv":
            x = lax.conv_general_dilated(x, p[0], (2, 2), ((1, 1), (1, 1)), dimension_numbers=IMAGES)
        elif kind == "conv-transpose":
            # A convolution of the input spread out by zeros with the kernel turned round.
            kernel = jnp.flip(p[0], (2, 3)).transpose(1, 0, 2, 3)
            x = lax.conv_general_dilated(
                x, kernel, (1, 1), ((2, 2), (2, 2)), lhs_dilation=(2, 2), dimension_numbers=IMAGES
            )
        elif kind == "batch-norm":
            axes = (0, 2, 3) if x.ndim == 4 else (0,)
            shape = (1, -1, 1, 1) if x.ndim == 4 else (1, -1)
            mean = 0.0 if fixed else x.mean(axes, keepdims=True)
            variance = 1.0 if fixed else ((x - mean) ** 2).mean(axes, keepdims=True)
            x = (x - mean) * lax.rsqrt(variance + 1e-5) * p[0].reshape(shape) + p[1].reshape(shape)
        elif kind == "relu":
            x = jax.nn.relu(x)
        elif kind == "leaky-relu":
            x = jax.nn.leaky_relu(x, numbers[0])
        elif kind == "tanh":
            x = jnp.tanh(x)
        elif kind == "sigmoid":
            x = jax.nn.sigmoid(x)
        elif kind == "maxout":
            x = x.reshape(x.shape[0], numbers[0], -1).max(1)
        elif kind == "dropout":
            x = x * mask(x.shape, numbers[0]) / numbers[0]
        elif kind in ("reshape", "flatten"):
            x = x.reshape(-1, *after)
        else:
            raise ValueError(f"JAX's script has no layer {kind}")
        if len(own) > 1 and kind != "batch-norm":
            x = x + (p[1] if kind == "dense" else p[1].reshape(1, -1, 1, 1))
    return x


def optimizer_of(settings, rate):
    """As in Optax: (state of the parameters, (parameters, gradient, state) to (parameters, state))."""
    zeros = lambda ps: [jnp.zeros_like(p) for p in ps]  # noqa: E731
    if settings["name"] == "adam":
        b1, b2, eps = settings["beta1"], settings["beta2"], settings["epsilon"]

        def update(ps, gs, state):
            t, ms, vs = state
            t = t + 1
            ms = [b1 * m + (1 - b1) * g for m, g in zip(ms, gs)]
            vs = [b2 * v + (1 - b2) * g * g for v, g in zip(vs, gs)]
            c1, c2 = 1 - b1**t, 1 - b2**t
            return [p - rate * (m / c1) / (jnp.sqrt(v / c2) + eps) for p, m, v in zip(ps, ms, vs)], (t, ms, vs)

        return lambda ps: (jnp.float32(0), zeros(ps), zeros(ps)), update
    momentum = settings.get("momentum", 0)
    if not momentum:
        return lambda ps: (), lambda ps, gs, state: ([p - rate * g for p, g in zip(ps, gs)], state)

    def update(ps, gs, vs):
        vs = [momentum * v - rate * g for v, g in zip(vs, gs)]
        return [p + v for p, v in zip(ps, vs)], vs

    return zeros, update


def draw_noise(key, noise, count):
    shape = (count, noise["latent"])
    if noise["kind"] == "normal":
        return jax.random.normal(key, shape)
    return jax.random.uniform(key, shape, minval=-noise["halfWidth"], maxval=noise["halfWidth"])


def drawn_masks(key):
    """Masks from keys that are split off one by one."""
    left = [key]

    def mask(shape, keep):
        left[0], used = jax.random.split(left[0])
        return jax.random.bernoulli(used, keep, shape).astype(jnp.float32)

    return mask


def given_masks():
    count = [0]

    def mask(shape, keep):
        count[0] += 1
        return jnp.asarray(first_mask(count[0] - 1, list(shape), keep))

    return mask


def plans(workload):
    g = plan(workload["generator"], [workload["noise"]["latent"]])
    d = plan(workload["discriminator"], workload["example"]["shape"])
    values = (start_values(g, SEEDS["generator"]), start_values(d, SEEDS["discriminator"]))
    return g, d, *([jnp.asarray(v) for v in vs] for vs in values)


def prepare_step(workload):
    g, d, gp, dp = plans(workload)
    g_start, g_update = optimizer_of(workload["optimizer"], workload["rates"]["generator"])
    d_start, d_update = optimizer_of(workload["optimizer"], workload["rates"]["discriminator"])
    m, label, count = workload["batch"], workload["realLabel"], workload["dSteps"]
    one_pass = all(layer[0] != "batch-norm" for layer in workload["discriminator"])
    softplus = jax.nn.softplus

    def d_loss(dp, x, generated, mask):
        if one_pass:
            real, fake = jnp.split(apply(d, dp, jnp.concatenate([x, generated]), mask), 2)
        else:
            real, fake = apply(d, dp, x, mask), apply(d, dp, generated, mask)
        return label * softplus(-real).mean() + softplus(fake).mean()

    def g_loss(gp, dp, z, mask):
        return softplus(-apply(d, dp, apply(g, gp, z), mask)).mean()

    def step(state, xs, zs, mask):
        gp, dp, gs, ds = state
        losses = []
        for x, z in zip(xs, zs):
            loss, gradient = jax.value_and_grad(d_loss)(dp, x, apply(g, gp, z), mask)
            dp, ds = d_update(dp, gradient, ds)
            losses.append(loss)
        loss, gradient = jax.value_and_grad(g_loss)(gp, dp, zs[count], mask)
        gp, gs = g_update(gp, gradient, gs)
        return (gp, dp, gs, ds), [*losses, loss]

    def fresh(state, key, xs):
        key, *keys = jax.random.split(key, count + 3)
        zs = [draw_noise(keys[k], workload["noise"], m) for k in range(count + 1)]
        state, losses = step(state, xs, zs, drawn_masks(keys[count + 1]))
        return state, key, losses

    first = jax.jit(lambda state, xs, zs: step(state, xs, zs, given_masks()))
    fresh = jax.jit(fresh, donate_argnums=(0,))
    pool = [jnp.asarray(first_examples(workload, i)) for i in range(POOL)]
    zs = [jnp.asarray(first_noise(workload, k)) for k in range(count + 1)]
    state, losses = first((gp, dp, g_start(gp), d_start(dp)), pool[:count], zs)
    held = {"state": state, "key": jax.random.PRNGKey(1), "drawn": 0}

    def play(steps):
        for _ in range(steps):
            at = held["drawn"]
            xs = [pool[(at + k) % POOL] for k in range(count)]
            held["state"], held["key"], _ = fresh(held["state"], held["key"], xs)
            held["drawn"] = at + count
        jax.block_until_ready(held["state"])

    return [float(loss) for loss in losses], play


def prepare_sampling(workload):
    g, _, gp, _ = plans(workload)
    first = float((apply(g, gp, jnp.asarray(first_noise(workload)), fixed=True) ** 2).mean())
    draw = jax.jit(lambda gp, key: apply(g, gp, draw_noise(key, workload["noise"], SAMPLING_BATCH), fixed=True))
    held = {"key": jax.random.PRNGKey(1)}

    def play(pieces):
        for _ in range(pieces):
            images = []
            for _ in range(workload["piece"] // SAMPLING_BATCH):
                held["key"], key = jax.random.split(held["key"])
                images.append(draw(gp, key))
            jax.block_until_ready(jnp.concatenate(images))

    return [first], play


def prepare(workload):
    losses, play = (prepare_sampling if "sample" in workload else prepare_step)(workload)
    return losses, {"jax": jax.__version__, "python": sys.version.split()[0]}, play


serve(prepare)
