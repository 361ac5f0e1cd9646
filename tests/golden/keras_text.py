#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_text.golden: vocabularies and indices of Keras's TextVectorization, and its pad_sequences.

texts: the texts below in UTF-8, a 0 behind each. <case>.vocabulary: the tokens from the third on in the same way; <case>.indices
(texts, steps): of these texts. pad.<case> (4, steps): of the sequences below.

--check writes nothing and compares. Run by hand, needs Keras and TensorFlow.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras.layers import TextVectorization
from keras.utils import pad_sequences

from golden_file import format_line, read_golden

PATH = Path(__file__).resolve().parent / "keras_text.golden"
TEXTS = ["The cat sat. on the mat!", "A dog; it's the CAT\u00c4 \u00c4", "mat dog bird zebra ant", "", "x-y x_y \t x\ny ... \x0b\x0c\r z",
         "don't don't", "\u20ac5 \U0001f408 @home {1,2} `a` ~b|c^d \\e/ \u2019tis \u20ac5"]
CASES = {
    "default": {},
    "short": {"output_sequence_length": 5},
    "long": {"output_sequence_length": 12},
    "few": {"max_tokens": 7},
    "lower": {"standardize": "lower"},
    "strip": {"standardize": "strip_punctuation"},
    "none": {"standardize": None},
    "characters": {"split": "character", "max_tokens": 20},
    "all_characters": {"split": "character", "standardize": None},
}
SEQUENCES = [[1, 2, 3], [4], [], [5, 6, 7, 8, 9]]
PADS = {
    "default": {},
    "short": {"maxlen": 4},
    "post": {"maxlen": 4, "padding": "post", "truncating": "post", "value": 7},
    "mixed": {"maxlen": 2, "padding": "post"},
}


def bytes_of(texts):
    return np.frombuffer(b"".join(text.encode() + b"\0" for text in texts), np.uint8)


def golden():
    arrays = {"texts": bytes_of(TEXTS)}
    for case, settings in CASES.items():
        layer = TextVectorization(**settings)
        layer.adapt(TEXTS)
        arrays[f"{case}.vocabulary"] = bytes_of(layer.get_vocabulary()[2:])
        arrays[f"{case}.indices"] = layer(TEXTS).numpy()
    for case, settings in PADS.items():
        arrays[f"pad.{case}"] = pad_sequences(SEQUENCES, **settings)
    return arrays


if __name__ == "__main__":
    arrays = golden()
    if "--check" in sys.argv[1:]:
        stored = read_golden(PATH)
        assert stored.keys() == arrays.keys() and all(np.array_equal(stored[k], arrays[k]) for k in arrays)
    else:
        PATH.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}")
