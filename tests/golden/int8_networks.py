#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""int8_networks.golden: three networks that TensorFlow's converter quantised, and what TFLite Micro's reference kernels make of inputs.

In linnet's layers, with `same = nn::ConvOptions{.padding = nn::Padding::same}` and likewise `strided` (strides 2, valid), `same_strided`:

mlp     Input<64>, Dense<32, relu>, Dense<16, relu>, Dense<10, softmax>
cnn     Input<12, 11, 3>, Conv2D<8, 3, relu6, same>, DepthwiseConv2D<3, 1, relu6, same>,
        Residual{Conv2D<8, 3, relu, same>, Conv2D<8, 3, linear, same>}, Activation<relu>, MaxPooling2D<2>,
        Conv2D<12, 3, relu, strided>, Flatten, Dense<10, softmax>
ds_cnn  Input<13, 10, 1>, Conv2D<16, Size2D{5, 4}, relu, same_strided>,
        twice (DepthwiseConv2D<3, 1, relu, same>, Conv2D<16, 1, relu>), GlobalAveragePooling2D, Dense<7, softmax>

A quantization is (scale, zero), scales are float32; other numbers are int8 unless stated.
<net>/input: the input's quantization. <net>/x (4, ...): inputs. <net>/logits, <net>/y (4, classes): what enters softmax and what leaves it.
<net>/<layer>_<i>/output: the quantization of each layer's output, with relu and relu6 (which is the saturation) or the sum's relu taken in.
Layers in their order: dense_<i>, conv2d_<i>, depthwise_conv2d_<i> (which have the numbers below), add_0, global_average_pooling2d_0.
  .../weights: dense (O, K), conv2d (O, KH, KW, C), depthwise_conv2d (KH, KW, O); .../weight_scales (O); .../bias (O), int32, whose scale is
  input scale * weight_scales. MaxPooling2D and Flatten keep the quantization; softmax gives (1/256, -128).

Weights are random, and so are inputs. --check writes nothing and compares. Run by hand; another CPU may calibrate to other scales:

    python3.11 -m venv tf && tf/bin/pip install tensorflow==2.21.0 tflite-micro==0.dev20261023182759
    tf/bin/python tests/golden/int8_networks.py
"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import flatbuffers
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

from int8_ops import run, schema, write_or_check

PATH = Path(__file__).resolve().parent / "int8_networks.golden"
LAYERS = {schema.BuiltinOperator.FULLY_CONNECTED: "dense", schema.BuiltinOperator.CONV_2D: "conv2d",
          schema.BuiltinOperator.DEPTHWISE_CONV_2D: "depthwise_conv2d", schema.BuiltinOperator.ADD: "add",
          schema.BuiltinOperator.MEAN: "global_average_pooling2d"}
KEEPING = (schema.BuiltinOperator.RESHAPE, schema.BuiltinOperator.MAX_POOL_2D)  # the quantization


def mlp():
    return tf.keras.Sequential([layers.Input((64,), 1), layers.Dense(32, "relu"), layers.Dense(16, "relu"), layers.Dense(10, "softmax")])


def cnn():
    x = start = layers.Input((12, 11, 3), 1)
    x = layers.Conv2D(8, 3, padding="same", activation="relu6")(x)
    x = skip = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(8, 3, padding="same")(x)
    x = layers.ReLU()(layers.Add()([x, skip]))
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(12, 3, 2, activation="relu")(x)
    return tf.keras.Model(start, layers.Dense(10, "softmax")(layers.Flatten()(x)))


def ds_cnn():
    stack = [layers.Input((13, 10, 1), 1), layers.Conv2D(16, (5, 4), 2, padding="same", activation="relu")]
    for _ in range(2):
        stack += [layers.DepthwiseConv2D(3, padding="same", activation="relu"), layers.Conv2D(16, 1, activation="relu")]
    return tf.keras.Sequential([*stack, layers.GlobalAveragePooling2D(), layers.Dense(7, "softmax")])


def set_weights(model, random):
    """He's normal weights, the last layer's larger so that some classes are likely."""
    for layer in model.layers:
        weights = layer.get_weights()
        if weights:
            kernel, bias = weights
            fan = np.prod(kernel.shape[:2]) if isinstance(layer, layers.DepthwiseConv2D) else np.prod(kernel.shape[:-1])
            gain = 3.0 if layer is model.layers[-1] else 1.0
            layer.set_weights([random.normal(0, gain * np.sqrt(2 / fan), kernel.shape), random.normal(0, 0.2, bias.shape)])


def converted(model, calibration):
    """The converter's int8 model."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample[None]] for sample in calibration)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return schema.ModelT.InitFromPackedBuf(converter.convert(), 0)


def quantization(tensor):
    return np.array([tensor.quantization.scale[0], tensor.quantization.zeroPoint[0]], np.float32)


def golden_of(name, model):
    graph, arrays, counts = model.subgraphs[0], {}, {}

    def data(index, dtype):
        return np.frombuffer(bytes(model.buffers[graph.tensors[index].buffer].data), dtype).reshape(graph.tensors[index].shape)

    arrays["input"] = quantization(graph.tensors[graph.inputs[0]])
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex].builtinCode
        output = graph.tensors[operator.outputs[0]]
        if code == schema.BuiltinOperator.SOFTMAX:
            assert operator is graph.operators[-1] and quantization(output).tolist() == [1 / 256, -128]
            graph.outputs = [operator.outputs[0], operator.inputs[0]]
        elif code not in KEEPING:
            layer = f"{LAYERS[code]}_{counts.setdefault(code, 0)}"
            counts[code] += 1
            arrays[f"{layer}/output"] = scale, zero = quantization(output)
            activation = getattr(operator.builtinOptions, "fusedActivationFunction", 0)
            assert activation == 0 or zero == -128  # otherwise relu were more than the saturation
            assert activation != schema.ActivationFunctionType.RELU6 or round(6 / scale) >= 255
            if code not in (schema.BuiltinOperator.ADD, schema.BuiltinOperator.MEAN):
                weights, bias = operator.inputs[1:]
                arrays[f"{layer}/weights"] = data(weights, np.int8)[0 if LAYERS[code] == "depthwise_conv2d" else ...]
                arrays[f"{layer}/weight_scales"] = np.asarray(graph.tensors[weights].quantization.scale, np.float32)
                assert len(arrays[f"{layer}/weight_scales"]) == len(data(bias, np.int32))
                arrays[f"{layer}/bias"] = data(bias, np.int32)
    return {f"{name}/{key}": value for key, value in arrays.items()}


def networks():
    arrays = {}
    for seed, build in enumerate((mlp, cnn, ds_cnn), 1):
        random, name = np.random.default_rng(seed), build.__name__
        network = build()
        set_weights(network, random)
        samples = random.normal(0.3, 1, (100, *network.input_shape[1:])).astype(np.float32)
        model = converted(network, samples)
        arrays.update(golden_of(name, model))
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        scale, zero = arrays[f"{name}/input"]
        x = np.clip(np.round(1.2 * samples[:4] / scale) + zero, -128, 127).astype(np.int8)  # some saturate
        results = [run(bytes(builder.Output()), [sample[None]], 2) for sample in x]
        arrays[f"{name}/x"] = x
        arrays[f"{name}/logits"] = np.concatenate([logits for _, logits in results])
        arrays[f"{name}/y"] = np.concatenate([y for y, _ in results])
    return arrays


if __name__ == "__main__":
    sys.exit(write_or_check(PATH, networks()))
