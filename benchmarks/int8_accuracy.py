#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What int8 costs on MNIST: linnet's quantize beside TensorFlow's converter, both on the weights that linnet trained.

Runs int8_accuracy (of tests/accuracy), which trains in linnet, prints linnet's figures and saves the float weights; loads these in Keras,
lets TensorFlow's converter quantise them with the same 500 training images, and runs the result in LiteRT. Equal classes are those that
int8 and float predict for the same test image. Use a virtual environment of Python 3.11:

    pip install tensorflow==2.21.0 ai-edge-litert==2.3.0
    cmake --preset everything && cmake --build --preset everything --target int8_accuracy
    python benchmarks/int8_accuracy.py build/everything/tests/accuracy/int8_accuracy --data FOLDER
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import argparse
import contextlib
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import tensorflow
from ai_edge_litert import interpreter as litert
from tensorflow.keras import layers

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "golden"))
from idx import TEST, TRAIN, load_mnist

CALIBRATION = 500
BATCH = 100
TRAINING = {"mlp": ("10", "50"), "cnn": ("6", "64")}  # epochs and batch size, as in the examples


def keras_model(network):
    if network == "mlp":
        inside = [layers.Dense(units, "relu") for units in (256, 64, 32)]
    else:
        inside = [layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(64, 3, activation="relu"),
                  layers.MaxPooling2D(2), layers.Flatten()]
    shape = (784,) if network == "mlp" else (28, 28, 1)
    return tensorflow.keras.Sequential([layers.Input(shape, BATCH), *inside, layers.Dense(10, "softmax")])


def tensors_of(path):
    """The float32 tensors of a safetensors file, in the order of their bytes; without linnet's recorded prediction."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    entries = [entry for name, entry in header.items() if name != "__metadata__" and not name.startswith("linnet/")]
    for entry in sorted(entries, key=lambda entry: entry["data_offsets"]):
        first, last = entry["data_offsets"]
        yield numpy.frombuffer(content[start + first:start + last], numpy.float32).reshape(entry["shape"])


def converted(model, samples):
    """An interpreter of the converter's int8 model, with float input and output."""
    batches = samples.reshape(-1, *model.input_shape)
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: [[batch] for batch in batches]
    converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tensorflow.int8
    with contextlib.redirect_stdout(io.StringIO()):
        content = converter.convert()
    interpreter = litert.Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def classes_of(interpreter, images):
    x, y = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scale, zero = x["quantization"]
    classes = []
    for batch in images.reshape(-1, *x["shape"]):
        interpreter.set_tensor(x["index"], numpy.clip(numpy.round(batch / scale) + zero, -128, 127).astype(numpy.int8))
        interpreter.invoke()
        classes.append(interpreter.get_tensor(y["index"]).argmax(1))
    return numpy.concatenate(classes)


def compare(executable, network, folder):
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "weights.safetensors"
        subprocess.run([executable, network, folder, *TRAINING[network], "0.1", "99.8", path])
        model = keras_model(network)
        model.set_weights(list(tensors_of(path)))
    train, _ = load_mnist(folder, TRAIN)
    test, labels = load_mnist(folder, TEST)
    in_float = model.predict(test.reshape(-1, *model.input_shape[1:]), batch_size=BATCH, verbose=0).argmax(1)
    samples = train[numpy.arange(CALIBRATION) * len(train) // CALIBRATION]
    in_int8 = classes_of(converted(model, samples), test)
    print(f"TensorFlow {tensorflow.__version__}: float {100 * (in_float == labels).mean():.2f} %, "
          f"int8 {100 * (in_int8 == labels).mean():.2f} %, {100 * (in_int8 == in_float).mean():.2f} % equal classes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executable", help="int8_accuracy")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "mnist", help="folder of MNIST's IDX files")
    parser.add_argument("--networks", nargs="+", choices=list(TRAINING), default=list(TRAINING))
    options = parser.parse_args()
    for network in options.networks:
        print(f"{network}, {TRAINING[network][0]} epochs", flush=True)
        compare(options.executable, network, options.data)


if __name__ == "__main__":
    main()
