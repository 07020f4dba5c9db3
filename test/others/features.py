"""Runs the lines of docs/features.md with networks of random weights, and writes what torch-fidelity's own pipeline finds.

python features.py docs/features.md FOLDER
"""
import os
import re
import sys
import warnings

import numpy as np
import timm
import torch
from torch_fidelity import feature_extractor_dinov2 as dinov2
from torch_fidelity import feature_extractor_inceptionv3 as inception

warnings.filterwarnings("ignore")
page, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
os.chdir(folder)
torch.manual_seed(1)
torch.set_num_threads(1)
resize = inception.interpolate_bilinear_2d_like_tensorflow1x
shapes = [(32, 32), (64, 64), (75, 100)]
pictures = [torch.randint(0, 256, (16, 3, *sides), dtype=torch.uint8) for sides in shapes]

# Weights that would be downloaded: random ones, with statistics of batch normalisation that belong to them.
inception.load_state_dict_from_url = lambda *_, **__: {}
inception.FeatureExtractorInceptionV3.load_state_dict = lambda *_: None
made = {}


def weights_of_inception(self):
    for module in self.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
    self.train()
    with torch.no_grad():
        for _ in range(3):
            self(pictures[1])
    self.eval()
    made["inception"] = self


def weights_of_dinov2(*_, **__):
    network = timm.create_model("vit_small_patch14_dinov2", img_size=224, num_classes=0)
    for name, parameter in network.named_parameters():
        if name.endswith("gamma"):
            torch.nn.init.uniform_(parameter, 0.2, 1)
        elif parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.05)
    return network


torch.hub.load = weights_of_dinov2
first = inception.FeatureExtractorInceptionV3.__init__
second = dinov2.FeatureExtractorDinoV2.__init__


def init_inception(self, *args, **more):
    first(self, *args, **more)
    weights_of_inception(self)


def init_dinov2(self, *args, **more):
    second(self, *args, **more)
    made["dinov2"] = self


inception.FeatureExtractorInceptionV3.__init__ = init_inception
dinov2.FeatureExtractorDinoV2.__init__ = init_dinov2

with open(page, encoding="utf-8") as file:
    blocks = re.findall(r"```python\n(.*?)```", file.read(), re.S)
for block in blocks:
    exec(block, {})

# Its own resizing again: what is compared with is torch-fidelity's pipeline as it comes.
inception.interpolate_bilinear_2d_like_tensorflow1x = resize
dinov2.interpolate_bilinear_2d_like_tensorflow1x = resize
for name, extractor in made.items():
    for (height, width), images in zip(shapes, pictures):
        np.save(f"pictures-{height}.npy", images.numpy())
        np.save(f"{name}-{height}.npy", extractor(images)[0].numpy())
