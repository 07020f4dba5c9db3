#!/usr/bin/env python3
"""The 2014 experiment on MNIST in PyTorch, to compare what the recipe reaches: not needed to use or to test saddlepoint.

Written from the published code's settings (docs/presets/goodfellow2014-mnist.md), apart from saddlepoint's: D's loss is half the sum of both means
at rate 0.1, momentum grows at the end of an epoch, pixels are in [0, 1]. Prints one line per evaluation, as CSV:
epoch, sigma, nats of the 10,000 test images under 10,000 samples (Parzen window of the paper's code), its standard error, mean of D on real and generated.

  goodfellow2014.py --data DIR [--seed 1] [--epochs 500] [--every 10] [--updates simultaneous|alternating] [--minutes 0]
"""
import argparse
import gzip
import math
import time

import torch
import torch.nn.functional as F

ap = argparse.ArgumentParser()
ap.add_argument("--data", required=True, help="folder with MNIST's four files")
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--epochs", type=int, default=500)
ap.add_argument("--every", type=int, default=10, help="epochs between evaluations")
ap.add_argument("--updates", default="simultaneous", choices=["simultaneous", "alternating"])
ap.add_argument("--minutes", type=float, default=0, help="stop after so many minutes; 0: never")
args = ap.parse_args()

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(args.seed)
BATCH, LATENT, EPOCH = 100, 100, 500


def images(name):
    with gzip.open(f"{args.data}/{name}-images-idx3-ubyte.gz") as file:
        data = bytearray(file.read()[16:])
    return torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 784).to(device).float() / 255


everything, test = images("train"), images("t10k")
train, valid = everything[:50_000], everything[50_000:]


def uniform(shape, half_width):
    return ((2 * torch.rand(shape) - 1) * half_width).to(device).requires_grad_()


def zeros(n):
    return torch.zeros(n, device=device, requires_grad=True)


p = train.mean(0).clamp(1e-7, 1 - 1e-7)
G = [uniform((100, 1200), 0.05), zeros(1200), uniform((1200, 1200), 0.05), zeros(1200), uniform((1200, 784), 0.05),
     torch.log(p / (1 - p)).clone().requires_grad_()]
D = [uniform((784, 1200), 0.005), zeros(1200), uniform((240, 1200), 0.005), zeros(1200), uniform((240, 1), 0.005), zeros(1)]


def noise(n):
    return (2 * torch.rand(n, LATENT, device=device) - 1) * math.sqrt(3)


def generate(z):
    h = F.relu(torch.addmm(G[1], z, G[0]))
    return torch.sigmoid(torch.addmm(G[5], F.relu(torch.addmm(G[3], h, G[2])), G[4]))


def masks(n):
    keep = lambda width, share: (torch.rand(n, width, device=device) < share).float() / share
    return keep(784, 0.8), keep(240, 0.5), keep(240, 0.5)


def logit(x, m):
    h = torch.addmm(D[1], x * m[0], D[0]).reshape(-1, 240, 5).amax(2)
    h = torch.addmm(D[3], h * m[1], D[2]).reshape(-1, 240, 5).amax(2)
    return torch.addmm(D[5], h * m[2], D[4])


velocity = [torch.zeros_like(w) for w in [*G, *D]]
rate = torch.full((), 0.1, device=device)
momentum = torch.full((), 0.5, device=device)
order = torch.randperm(50_000, device=device)
at = torch.zeros(1, dtype=torch.long, device=device)
along = torch.arange(BATCH, device=device)
seen = torch.zeros(2, device=device)


def move(weights, velocities, gradients):
    with torch.no_grad():
        for w, v, g in zip(weights, velocities, gradients):
            v.mul_(momentum).sub_(rate * g)
            w.add_(v)


def cost_of_d(on_real, on_fake):
    return 0.5 * (F.softplus(-on_real).mean() + F.softplus(on_fake).mean())


def step():
    x = train.index_select(0, order.index_select(0, at + along))
    fake = generate(noise(BATCH))
    m = masks(BATCH)
    on_real = logit(x, masks(BATCH))
    if args.updates == "simultaneous":
        on_fake = logit(fake, m)
        of_d = torch.autograd.grad(cost_of_d(on_real, on_fake), D, retain_graph=True)
        of_g = torch.autograd.grad(F.softplus(-on_fake).mean(), G)
        move(G, velocity[:6], of_g)
        move(D, velocity[6:], of_d)
    else:
        on_fake = logit(fake.detach(), m)
        move(D, velocity[6:], torch.autograd.grad(cost_of_d(on_real, on_fake), D))
        of_g = torch.autograd.grad(F.softplus(-logit(generate(noise(BATCH)), masks(BATCH))).mean(), G)
        move(G, velocity[:6], of_g)
    with torch.no_grad():
        seen.add_(torch.stack([torch.sigmoid(on_real).mean(), torch.sigmoid(on_fake).mean()]).detach())
        at.add_(BATCH)
        rate.div_(1.000004).clamp_(min=1e-6)


def parzen(points, samples, sigmas):
    """Log-likelihoods of the points, one row per sigma."""
    rows = []
    for chunk in points.split(500):
        squares = (chunk * chunk).sum(1, keepdim=True) + (samples * samples).sum(1) - 2 * chunk @ samples.T
        rows.append(torch.stack([
            torch.logsumexp(-squares.clamp(min=0).double() / (2 * s * s), 1) - math.log(len(samples)) - 392 * math.log(2 * math.pi * s * s)
            for s in sigmas]))
    return torch.cat(rows, 1)


def evaluate(epoch):
    with torch.no_grad():
        samples = torch.cat([generate(noise(1000)) for _ in range(10)])
        sigmas = [10 ** (-1 + i / 9) for i in range(10)]
        sigma = sigmas[int(parzen(valid[:1000], samples, sigmas).mean(1).argmax())]
        nats = parzen(test, samples, [sigma])[0]
        real, fake = (seen / max(1, min(args.every, epoch) * EPOCH)).tolist()
        seen.zero_()
        print(f"{epoch},{sigma:.4f},{nats.mean():.2f},{nats.std() / 100:.2f},{real:.4f},{fake:.4f}", flush=True)


start = time.time()
print("epoch,sigma,nats,standard error,D real,D generated")
evaluate(0)
play = step
if device == "cuda":
    # One capture, then one launch per step: the step's some sixty kernels are too small to launch one by one.
    kept = [t.detach().clone() for t in [*G, *D, *velocity, rate, at, seen]]
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    with torch.no_grad():
        for t, was in zip([*G, *D, *velocity, rate, at, seen], kept):
            t.copy_(was)
    play = graph.replay
for epoch in range(1, args.epochs + 1):
    order.copy_(torch.randperm(50_000, device=device))
    at.zero_()
    for _ in range(EPOCH):
        play()
    momentum.fill_(min(0.7, 0.5 + 0.2 * epoch / 249))
    if epoch % args.every == 0:
        evaluate(epoch)
        if args.minutes and time.time() - start > 60 * args.minutes:
            break
