"""What PyTorch says of the layers, games, augmentations and update rules of this project: writes test/others/pytorch.json.

    python test/others/pytorch.py > test/others/pytorch.json

Needs torch alone (any build; all is float64 on the processor). The tests src/{networks,game,learning}/pytorch.test.ts compare with the
file, so that they need no Python. Numbers that go in follow from a sine by their place and a seed, here as there. Of a tensor the
file has its length, up to six of its numbers, evenly spread, and a weighed sum of all.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(shape, seed, scale=0.6):
    n = math.prod(shape)
    values = [scale * math.sin(12.9898 * (i + 1) + 78.233 * seed) for i in range(n)]
    return torch.tensor(values, dtype=torch.float32).double().reshape(shape)


def digest(x):
    flat = x.detach().reshape(-1)
    n = len(flat)
    count = min(6, n)
    some = [float(flat[i * n // count]) for i in range(count)]
    weighed = float((flat * wave([n], 80)).sum())
    return [n, *[float(f"{v:.9g}") for v in [*some, weighed]]]


def leaves(shapes, first=1, scale=0.6):
    return [wave(shape, first + i, scale).requires_grad_() for i, shape in enumerate(shapes)]


def slopes(value, of):
    found = torch.autograd.grad(value, of, create_graph=True, allow_unused=True)
    return [torch.zeros_like(t) if g is None else g for g, t in zip(found, of)]


def derivatives(y, x, parameters):
    """E = sum w y + sum y^2 / 2, its slopes, and those of R = sum |dE/dx|^2 / 2."""
    energy = (wave(y.shape, 60) * y).sum() + 0.5 * (y**2).sum()
    of = [x, *parameters]
    first = slopes(energy, of)
    bend = 0.5 * (first[0] ** 2).sum()
    second = slopes(bend, of) if bend.requires_grad else [torch.zeros_like(t) for t in of]
    return {"y": digest(y), "first": [digest(g) for g in first], "second": [digest(g) for g in second]}


def layer(x_shape, parameter_shapes, apply, batch=2):
    x = wave([batch, *x_shape], 0).requires_grad_()
    parameters = leaves(parameter_shapes)
    return derivatives(apply(x, *parameters), x, parameters)


lrelu = lambda x: F.leaky_relu(x, 0.2)


def blur(channels, up):
    taps = torch.tensor([1.0, 3, 3, 1]) / 8
    return (torch.outer(taps, taps) * up**2).expand(channels, 1, 4, 4)


def bilinear(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def plain_block(x, w1, b1, w2, b2):
    return x + F.conv2d(lrelu(F.conv2d(lrelu(x), w1, b1, padding=1)), w2, b2, padding=1)


def bottleneck(x, w1, b1, w2, b2, w3, groups):
    h = lrelu(F.conv2d(x, w1, b1))
    h = lrelu(F.conv2d(h, w2, b2, padding=1, groups=groups))
    return x + F.conv2d(h, w3)


def attention(x, q, k, v, out, gamma):
    n, _, h, w = x.shape
    pixels = lambda weight: F.conv2d(x, weight).flatten(2).transpose(1, 2)
    weights = torch.softmax(pixels(q) @ pixels(k).transpose(1, 2), dim=-1)
    seen = (weights @ pixels(v)).transpose(1, 2).reshape(n, -1, h, w)
    return x + gamma * F.conv2d(seen, out)


def deviation(x, group):
    grouped = x.reshape(-1, group, x[0].numel())
    per_group = (grouped.var(dim=1, unbiased=False) + 1e-8).sqrt().mean(dim=1)
    per_example = per_group.repeat_interleave(group).reshape(-1, 1, *([1] * (x.dim() - 2)))
    return torch.cat([x, per_example.expand(-1, 1, *x.shape[2:])], dim=1)


def mapped(z, *parameters):
    w = z / (z**2).mean(dim=1, keepdim=True).add(1e-8).sqrt()
    for weight, bias in zip(parameters[::2], parameters[1::2]):
        w = lrelu(w @ weight + bias)
    return w


def per_class(normalise):
    def apply(x, scale, shift, scale_of_y, shift_of_y):
        y = wave([x.shape[0], 2], 50)
        added = lambda weight: (y @ weight)[:, :, None, None]
        return normalise(x) * (scale + added(scale_of_y)) + shift + added(shift_of_y)

    return apply


def projection(h, w, b, of_y):
    return h @ w + b + ((h @ of_y) * wave([h.shape[0], 3], 50)).sum(dim=1, keepdim=True)


def spectral(module, weight_shape, to_torch, dim, x_shape, apply_to=lambda x: x):
    """The third pass in training of torch's own spectral_norm, from a u that is given; then its state."""
    module = torch.nn.utils.spectral_norm(module, dim=dim)
    weight = wave(weight_shape, 1)
    with torch.no_grad():
        module.weight_orig.copy_(to_torch(weight))
        module.bias.copy_(wave(module.bias.shape, 2))
        module.weight_u.copy_(F.normalize(wave(module.weight_u.shape, 70), dim=0, eps=1e-12))
    x = wave([2, *x_shape], 0).requires_grad_()
    module.train()
    for _ in range(3):
        y = module(x)
    of = [x, module.weight_orig, module.bias]
    result = derivatives(y, x, of[1:])
    return result | {"state": digest(module.weight_u)}


def spectral_linear():
    """Weights of dense layers are [in x out] in the project: derivatives by them are turned before they are compared."""
    module = torch.nn.utils.spectral_norm(torch.nn.Linear(5, 3))
    with torch.no_grad():
        module.bias.copy_(wave([3], 2))
        module.weight_u.copy_(F.normalize(wave([3], 70), dim=0, eps=1e-12))
    weight = wave([5, 3], 1).requires_grad_()
    del module.weight_orig
    x = wave([2, 5], 0).requires_grad_()
    for _ in range(3):
        module.weight_orig = weight.t()
        y = module(x)
    return derivatives(y, x, [weight, module.bias]) | {"state": digest(module.weight_u)}


channels3 = [[3, 1, 1], [3, 1, 1], [2, 3], [2, 3]]
layers = {
    "a convolution in groups": layer(
        [4, 5, 7], [[6, 2, 3, 3], [6]], lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1, groups=2)
    ),
    "a transposed convolution in groups": layer(
        [4, 3, 2], [[4, 3, 4, 4], [6]], lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, groups=2)
    ),
    "a residual block": layer([3, 4, 5], [[3, 3, 3, 3], [3], [3, 3, 3, 3], [3]], plain_block),
    "a bottleneck block": layer(
        [4, 3, 4], [[8, 4, 1, 1], [8], [8, 4, 3, 3], [8], [4, 8, 1, 1]], lambda x, *p: bottleneck(x, *p, groups=2)
    ),
    "bilinear doubling": layer([2, 3, 4], [], bilinear),
    "a blur that doubles, edges zero": layer(
        [2, 3, 4], [], lambda x: F.conv_transpose2d(x, blur(2, 2), stride=2, padding=1, groups=2)
    ),
    "a blur that halves, edges zero": layer(
        [2, 6, 4], [], lambda x: F.conv2d(x, blur(2, 1), stride=2, padding=1, groups=2)
    ),
    "average pooling": layer([2, 6, 4], [], lambda x: F.avg_pool2d(x, 2)),
    "max pooling": layer([2, 6, 4], [], lambda x: F.max_pool2d(x, 2)),
    "a resized convolution": layer(
        [2, 3, 4], [[3, 2, 3, 3], [3]], lambda x, w, b: F.conv2d(F.interpolate(x, scale_factor=2), w, b, padding=1)
    ),
    "a learned map for each channel": layer(
        [4], [[3, 4, 7], [4, 3], [3]], lambda x, maps, w, b: (x @ w + b)[:, :, None, None] * maps
    ),
    "one number of each channel": layer([3, 4, 7], [[3, 4, 7]], lambda x, w: torch.einsum("nchw,chw->nc", x, w)),
    "self-attention": layer(
        [17, 2, 3], [[2, 17, 1, 1], [2, 17, 1, 1], [8, 17, 1, 1], [17, 8, 1, 1], [1]], attention
    ),
    "the deviation of a group": layer([2, 2, 3], [], lambda x: deviation(x, 3), batch=6),
    "a mapping network": layer([4], [[4, 4], [4], [4, 4], [4]], mapped),
    "batch normalisation per class": layer(
        [3, 2, 3], channels3, per_class(lambda x: F.batch_norm(x, None, None, training=True, eps=1e-5)), batch=4
    ),
    "layer normalisation per class": layer(
        [3, 2, 3], channels3, per_class(lambda x: F.group_norm(x, 1, eps=1e-5)), batch=4
    ),
    "instance normalisation per class": layer(
        [3, 2, 3], channels3, per_class(lambda x: F.instance_norm(x, eps=1e-5)), batch=4
    ),
    "z beside y": layer([3], [], lambda x: torch.cat([x, wave([x.shape[0], 3], 50)], dim=1)),
    "a projection on y": layer([4], [[4, 1], [1], [4, 3]], projection, batch=4),
    "spectral normalisation of a dense layer": spectral_linear(),
    "spectral normalisation of a convolution": spectral(
        torch.nn.Conv2d(2, 4, 4, 2, 1), [4, 2, 4, 4], lambda w: w, 0, [2, 6, 6]
    ),
    "spectral normalisation of a transposed convolution": spectral(
        torch.nn.ConvTranspose2d(3, 4, 4, 2, 1), [3, 4, 4, 4], lambda w: w, 1, [3, 3, 3]
    ),
}

# Whole games. Parameters in the order of the project's: each network takes its own from an iterator.


def generator_plain(z, y, p):
    """z [3] and y [2] to [1x9x8]: a mapping of one layer, dense, one stage, a transposed convolution, and a row cut off."""
    take = lambda: next(p)
    w = mapped(z, take(), take())
    h = torch.cat([w, y], dim=1) @ take() + take()
    h = h.reshape(-1, 8, 5, 4)
    h = plain_block(h, take(), take(), take(), take())
    h = attention(h, take(), take(), take(), take(), take())
    h = F.conv_transpose2d(lrelu(h), take(), take(), stride=2, padding=1)
    return torch.tanh(h[:, :, :9])


def discriminator_plain(x, y, p):
    take = lambda: next(p)
    h = F.pad(x, (0, 0, 0, 1))
    h = F.conv2d(h, take(), take(), stride=2, padding=1)
    h = F.conv2d(deviation(h, 2), take())
    h = plain_block(h, take(), take(), take(), take())
    h = attention(h, take(), take(), take(), take(), take())
    h = torch.einsum("nchw,chw->nc", lrelu(h), take())
    w, b, of_y = take(), take(), take()
    return h @ w + b + ((h @ of_y) * y).sum(dim=1, keepdim=True)


def generator_bottleneck(z, _, p):
    take = lambda: next(p)
    maps, w, b = take(), take(), take()
    h = (z @ w + b)[:, :, None, None] * maps
    h = bottleneck(h, take(), take(), take(), take(), take(), groups=2)
    h = bilinear(F.conv2d(h, take()))
    h = bottleneck(h, take(), take(), take(), take(), take(), groups=1)
    return F.conv2d(lrelu(h), take(), take())


def discriminator_bottleneck(x, _, p):
    take = lambda: next(p)
    h = F.conv2d(x, take(), take())
    h = bottleneck(h, take(), take(), take(), take(), take(), groups=1)
    h = F.conv2d(F.avg_pool2d(h, 2), take())
    h = bottleneck(h, take(), take(), take(), take(), take(), groups=2)
    h = torch.einsum("nchw,chw->nc", lrelu(h), take())
    return h @ take() + take()


def game(shapes_of_g, shapes_of_d, generator, discriminator, image, condition, r1, r2, batch, scale, latent=3):
    g = leaves(shapes_of_g, 100, scale)
    d = leaves(shapes_of_d, 200, scale)
    y = wave([batch, condition], 50) if condition else None
    judge = lambda x: discriminator(x, y, iter(d))
    x = wave([batch, *image], 0).requires_grad_()
    made = generator(wave([batch, latent], 40), y, iter(g))
    fixed = made.detach().requires_grad_()
    real, fake = judge(x), judge(fixed)
    loss = F.softplus(fake - real).mean()
    halves = [
        0.5 * slopes(score.sum(), [of])[0].flatten(1).pow(2).sum(dim=1).mean() for score, of in [(real, x), (fake, fixed)]
    ]
    penalty = r1 * halves[0] + r2 * halves[1]
    of_d = slopes(loss + penalty, d)
    of_g = slopes(F.softplus(judge(x) - judge(made)).mean(), g)
    return {
        "made": digest(made),
        "loss": float(loss.detach()),
        "penalty": float(penalty.detach()),
        "D": [digest(s) for s in of_d],
        "G": [digest(s) for s in of_g],
    }


block8 = [[8, 8, 3, 3], [8], [8, 8, 3, 3], [8]]
attention8 = [[1, 8, 1, 1], [1, 8, 1, 1], [4, 8, 1, 1], [8, 4, 1, 1], [1]]
neck = lambda c, width: [[2 * c, c, 1, 1], [2 * c], [2 * c, width, 3, 3], [2 * c], [c, 2 * c, 1, 1]]
games = {
    "plain blocks, y, attention, a mapping and the deviation": game(
        [[3, 3], [3], [5, 8 * 5 * 4], [8 * 5 * 4], *block8, *attention8, [8, 1, 4, 4], [1]],
        [[8, 1, 4, 4], [8], [8, 9, 1, 1], *block8, *attention8, [8, 5, 4], [8, 1], [1], [8, 2]],
        generator_plain,
        discriminator_plain,
        [1, 9, 8],
        2,
        0.7,
        0.3,
        batch=4,
        scale=0.25,
    ),
    "bottlenecks in groups, learned first maps, bilinear resampling": game(
        [[16, 4, 4], [3, 16], [16], *neck(16, 16), [8, 16, 1, 1], *neck(8, 16), [2, 8, 1, 1], [2]],
        [[8, 2, 1, 1], [8], *neck(8, 16), [16, 8, 1, 1], *neck(16, 16), [16, 4, 4], [16, 1], [1]],
        generator_bottleneck,
        discriminator_bottleneck,
        [2, 8, 8],
        0,
        0.5,
        0.25,
        batch=2,
        scale=0.4,
    ),
}

# Losses of six logits of each kind.
ones, zeros = torch.ones(6, 1), torch.zeros(6, 1)
bce = F.binary_cross_entropy_with_logits
cross = lambda r, f: bce(r, ones) + bce(f, zeros)
loss_rows = {
    "minimax": (cross, lambda f, r: -bce(f, zeros)),
    "non-saturating": (cross, lambda f, r: bce(f, ones)),
    "mixed": (cross, lambda f, r: bce(f, ones)),
    "least-squares": (lambda r, f: 0.5 * (F.mse_loss(r, ones) + F.mse_loss(f, zeros)), lambda f, r: 0.5 * F.mse_loss(f, ones)),
    "hinge": (lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(), lambda f, r: -f.mean()),
    "wasserstein": (lambda r, f: f.mean() - r.mean(), lambda f, r: -f.mean()),
    "relativistic": (lambda r, f: bce(r - f, ones), lambda f, r: bce(f - r, ones)),
}


def loss_row(of_d, of_g):
    r, f = wave([6, 1], 1, 3).requires_grad_(), wave([6, 1], 2, 3).requires_grad_()
    d, g = of_d(r, f), of_g(f, r)
    return {"D": float(d.detach()), "G": float(g.detach()), "slopes": [digest(s) for s in [*slopes(d, [r, f]), *slopes(g, [f])]]}


losses = {name: loss_row(*row) for name, row in loss_rows.items()}

# Augmentations of one picture by numbers that are given.


def at(x, rows, columns):
    """Bilinear, edges repeated: x at places in pixels, [h x w] each. As a matrix: grid_sample has no second derivative."""
    h, w = x.shape[2:]
    grid = torch.stack([2 * columns / (w - 1) - 1, 2 * rows / (h - 1) - 1], dim=-1)
    each = torch.eye(h * w).reshape(1, h * w, h, w)
    weights = F.grid_sample(each, grid[None], mode="bilinear", padding_mode="border", align_corners=True)
    return (x.flatten(2) @ weights.reshape(h * w, h * w)).reshape(x.shape)


def places(h, w):
    return torch.meshgrid(torch.arange(h).double(), torch.arange(w).double(), indexing="ij")


def scaled(x, down, across):
    h, w = x.shape[2:]
    i, j = places(h, w)
    return at(x, (h - 1) / 2 + (i - (h - 1) / 2) / down, (w - 1) / 2 + (j - (w - 1) / 2) / across)


def shifted(x, down, across):
    i, j = places(*x.shape[2:])
    return at(x, i - down, j - across)


def rotated(x, angle):
    """Three shears (Paeth 1986) of a turn to the left by less than 45 degrees."""
    h, w = x.shape[2:]
    i, j = places(h, w)
    ci, cj = i - (h - 1) / 2, j - (w - 1) / 2
    tangent, sine = math.tan(angle / 2), math.sin(angle)
    x = at(x, i + tangent * cj, j)
    x = at(x, i, j - sine * ci)
    return at(x, i + tangent * cj, j)


grey_axis = torch.ones(3) / math.sqrt(3)


def homogeneous(linear=None, moved=0.0):
    m = torch.eye(4)
    if linear is not None:
        m[:3, :3] = linear
    m[:3, 3] = moved
    return m


def hue_matrix(angle):
    x, y, z = grey_axis.tolist()
    cross = torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return torch.matrix_exp(angle * cross)


outer = torch.outer(grey_axis, grey_axis)
brightness_of = lambda b: homogeneous(moved=b)
contrast_of = lambda c: homogeneous(torch.eye(3) * c)
luma_of = homogeneous(torch.eye(3) - 2 * outer)
saturation_of = lambda s: homogeneous(outer + (torch.eye(3) - outer) * s)


def recoloured(x, *matrices):
    m = torch.eye(4)
    for one in matrices:
        m = one @ m
    flat = x.reshape(1, 3, -1)
    return (m[:3, :3] @ flat + m[:3, 3:]).reshape(x.shape)


def jittered(x, brightness, saturation, contrast):
    x = x + brightness
    mean = x.mean(dim=1, keepdim=True)
    x = (x - mean) * saturation + mean
    mean = x.mean(dim=[1, 2, 3], keepdim=True)
    return (x - mean) * contrast + mean


def cut_out(x, down, across):
    h, w = x.shape[2:]
    i, j = places(h, w)
    inside = (((i + 0.5) / h - down).abs() < 0.25) & (((j + 0.5) / w - across).abs() < 0.25)
    return x * (~inside)


SIDE = 8
augment_rows = {
    "flip": ({"mask": [1]}, lambda x: x.flip(3)),
    "rotate90": ({"integers": [1]}, lambda x: torch.rot90(x, 1, [2, 3])),
    "translation": ({"integers": [2, 0]}, lambda x: shifted(x, 1, -1)),
    "scale": ({"normal": [1.5]}, lambda x: scaled(x, 2**0.3, 2**0.3)),
    "stretch": ({"normal": [-2.0]}, lambda x: scaled(x, 2**0.4, 2**-0.4)),
    "shift": ({"normal": [0.3, -1.7]}, lambda x: shifted(x, 0.3, -1.7)),
    "rotation": ({"normal": [2 * math.cos(0.5), 2 * math.sin(0.5)]}, lambda x: rotated(x, 0.5)),
    "brightness": ({"normal": [1.5]}, lambda x: recoloured(x, brightness_of(0.3))),
    "contrast": ({"normal": [-2.0]}, lambda x: recoloured(x, contrast_of(0.5))),
    "luma": ({"mask": [1]}, lambda x: recoloured(x, luma_of)),
    "hue": ({"normal": [0.4, -0.9]}, lambda x: recoloured(x, homogeneous(hue_matrix(math.atan2(-0.9, 0.4))))),
    "saturation": ({"normal": [0.5]}, lambda x: recoloured(x, saturation_of(2**0.5))),
    "brightness contrast luma hue saturation": (
        {"normal": [1, -2, 0.4, -0.9, 0.5], "mask": [1]},
        lambda x: recoloured(
            x,
            brightness_of(0.2),
            contrast_of(0.5),
            luma_of,
            homogeneous(hue_matrix(math.atan2(-0.9, 0.4))),
            saturation_of(2**0.5),
        ),
    ),
    "color": ({"uniform": [0.25, 1.6, 0.7]}, lambda x: jittered(x, 0.25, 1.6, 0.7)),
    "noise": ({"normal": [-2.0]}, lambda x: x + 0.1 * 2 * wave(x.shape, 90)),
    "cutout": ({"uniform": [0.5, 0.1]}, lambda x: cut_out(x, 0.5, 0.1)),
}


def augmented(numbers, act):
    x = wave([1, 3, SIDE, SIDE], 0).requires_grad_()
    return {"numbers": numbers} | derivatives(act(x), x, [])


augmentations = {name: augmented(*row) for name, row in augment_rows.items()}

# Update rules: twelve updates of five numbers, beta2 another at each where there is one.


def updates(make, changes):
    w = wave([5], 1).requires_grad_()
    rule = make([w])
    for t in range(1, 13):
        for group in rule.param_groups:
            group["lr"] = 0.01
            if "betas" in group and changes:
                group["betas"] = (group["betas"][0], 0.9 + 0.005 * t)
        w.grad = wave([5], 10 + t, 10.0 ** (t % 3))
        rule.step()
    return [float(f"{v:.9g}") for v in w]


optim = torch.optim
rules = {
    "sgd": updates(lambda w: optim.SGD(w, 1, weight_decay=0.1), False),
    "momentum": updates(lambda w: optim.SGD(w, 1, momentum=0.9, weight_decay=0.1), False),
    "rmsprop": updates(lambda w: optim.RMSprop(w, 1, alpha=0.9, eps=1e-3, weight_decay=0.1), False),
    "adam": updates(lambda w: optim.Adam(w, 1, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.1), True),
    "adamw": updates(lambda w: optim.AdamW(w, 1, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.1), True),
}


def schedule(make):
    w = torch.zeros(1, requires_grad=True)
    rule = optim.SGD([w], 0.8)
    scheduler = make(rule)
    values = []
    for _ in range(11):
        values.append(float(f"{rule.param_groups[0]['lr']:.12g}"))
        rule.step()
        scheduler.step()
    return values


scheduling = optim.lr_scheduler
schedules = {
    "constant": schedule(lambda rule: scheduling.ConstantLR(rule, 1.0)),
    "linear": schedule(lambda rule: scheduling.LinearLR(rule, 1.0, 0.25, 10)),
    "cosine": schedule(lambda rule: scheduling.CosineAnnealingLR(rule, 10, 0.2)),
    "exponential": schedule(lambda rule: scheduling.ExponentialLR(rule, 0.25 ** (1 / 10))),
    "late": schedule(
        lambda rule: scheduling.SequentialLR(
            rule, [scheduling.ConstantLR(rule, 1.0), scheduling.LinearLR(rule, 1.0, 0.25, 4)], [6]
        )
    ),
}

found = {
    "torch": torch.__version__,
    "layers": layers,
    "games": games,
    "losses": losses,
    "augmentations": augmentations,
    "rules": rules,
    "schedules": schedules,
}
json.dump(found, sys.stdout)
