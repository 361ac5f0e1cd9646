#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_augmentation.golden: what Keras's random layers do to images once they have drawn their numbers.

x (5, 4, 2): the image. maps (M, 6): a0, a1, a2, b0, b1, b2 of keras.ops.image.affine_transform; its results are
moved.<interpolation>.<fill_mode>_f32 (M, 5, 4, 2), the fill_value is 0.25. No place lies in the middle between two pixels, where backends
round differently.

translation.shifts (K, 2), to the right and down in pixels, zoom.factors (K, 2), across and down, rotation.turns (K): what layers draw, and
translation.maps_f32, zoom.maps_f32, rotation.maps_f32 (K, 6): the maps that Keras makes of it for an image of this size.

brightness.shares (K), contrast.factors (K): what layers draw, and brightness_f32, contrast_f32 (K, 5, 4, 2): their results for the value
range 0 .. 1. flip.horizontal, flip.vertical, flip.horizontal_and_vertical (5, 4, 2): the flipped image.

Keras runs on JAX, whose wrap is what Keras documents; that of TensorFlow differs. --tensorflow compares without wrap, --check
compares, both write nothing. Run by hand, needs Keras and JAX, or TensorFlow.
"""

import os
import sys
from pathlib import Path

TENSORFLOW = "--tensorflow" in sys.argv[1:]
os.environ["KERAS_BACKEND"] = "tensorflow" if TENSORFLOW else "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras
import numpy as np
from keras import layers, ops

from golden_file import format_line, read_golden

PATH = Path(__file__).resolve().parent / "keras_augmentation.golden"
HEIGHT, WIDTH = 5, 4
SHIFTS = np.array([[0, 0], [1, -2], [0.375, 1.25], [-3.625, 4.875], [9.25, -11.375], [-0.8125, 0.1875]], np.float32)
ZOOMS = np.array([[1, 1], [0.5625, 0.8125], [1.5625, 1.1875], [1.9375, 0.0625]], np.float32)
TURNS = np.array([0, 0.21875, -0.0625, 0.1875, 0.4375, -0.78125], np.float32)
SHARES = np.array([0, 0.25, -0.375, 1, -0.0625], np.float32)
FACTORS = np.array([0, 1, 0.5, 1.75, 1.0625], np.float32)
SKEWED = np.array([[0.8125, 0.3125, -0.71875, -0.1875, 1.3125, 0.46875], [-1.1875, 0.0625, 7.34375, 0.28125, -2.0625, -3.40625]],
                  np.float32)


def maps():
    """The maps of the layers."""
    without_last = lambda matrix: np.asarray(matrix, np.float32)[:, :6]
    zeros, ones = ops.zeros(len(TURNS)), ops.ones(len(TURNS))
    rotation = layers.RandomRotation(0.1)._compute_affine_matrix(0.5, 0.5, ops.convert_to_tensor(360 * TURNS), zeros, zeros, ones, zeros,
                                                                 zeros, HEIGHT, WIDTH)
    return {
        "translation.maps_f32": without_last(layers.RandomTranslation(0.1, 0.1)._get_translation_matrix(ops.convert_to_tensor(SHIFTS))),
        "zoom.maps_f32": without_last(layers.RandomZoom(0.1)._get_zoom_matrix(ops.convert_to_tensor(ZOOMS), HEIGHT, WIDTH)),
        "rotation.maps_f32": without_last(rotation),
    }


def places(maps):
    """The rows and the columns that the maps read."""
    p, q = np.mgrid[:HEIGHT, :WIDTH]
    a0, a1, a2, b0, b1, b2 = maps.T[:, :, None, None]
    return b0 * q + b1 * p + b2, a0 * q + a1 * p + a2


def golden():
    random = np.random.default_rng(19)
    x = np.round(64 * random.uniform(0, 1, (HEIGHT, WIDTH, 2))).astype(np.float32) / 64
    of_layers = maps()
    all_maps = np.concatenate([SKEWED, *of_layers.values()])[:, :6]
    arrays = {"x": x, "maps": all_maps}
    assert all(np.abs(place % 1 - 0.5).min() > 1e-3 for place in places(all_maps.astype(float)))
    images = ops.convert_to_tensor(np.repeat(x[None], len(all_maps), 0))
    transform = np.concatenate([all_maps, np.zeros((len(all_maps), 2), np.float32)], 1)
    for interpolation in ("bilinear", "nearest"):
        for fill_mode in ("reflect", "constant", "wrap", "nearest"):
            arrays[f"moved.{interpolation}.{fill_mode}_f32"] = np.asarray(
                ops.image.affine_transform(images, ops.convert_to_tensor(transform), interpolation, fill_mode, 0.25))
    arrays |= {"translation.shifts": SHIFTS, "zoom.factors": ZOOMS, "rotation.turns": TURNS, **of_layers}
    one_per_image = lambda numbers: ops.convert_to_tensor(numbers.reshape(-1, 1, 1, 1))
    same = ops.convert_to_tensor(np.repeat(x[None], 5, 0))
    brightness, contrast = layers.RandomBrightness(0.1, (0, 1)), layers.RandomContrast(0.1, (0, 1))
    arrays |= {
        "brightness.shares": SHARES,
        "brightness_f32": np.asarray(brightness.transform_images(same, {"rgb_delta": one_per_image(SHARES)})),
        "contrast.factors": FACTORS,
        "contrast_f32": np.asarray(contrast.transform_images(same, {"contrast_factor": one_per_image(FACTORS)})),
    }
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        flipped = layers.RandomFlip(mode).transform_images(same, {"flips": one_per_image(np.ones(5, bool))})
        arrays[f"flip.{mode}"] = np.asarray(flipped)[0]
    return arrays


if __name__ == "__main__":
    arrays = golden()
    if TENSORFLOW or "--check" in sys.argv[1:]:
        stored = read_golden(PATH)
        assert stored.keys() == arrays.keys()
        different = [name for name in arrays if not np.allclose(stored[name], arrays[name], 1e-5, 1e-5)]
        assert not [name for name in different if not (TENSORFLOW and ".wrap" in name)], different
    else:
        PATH.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__} with {keras.backend.backend()}")
