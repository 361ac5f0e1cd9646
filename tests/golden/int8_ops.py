#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""int8_ops.golden: outputs of TFLite Micro's reference kernels, which linnet's int8 form must equal in every number.

All tensors are int8 unless stated; a quantization is (scale, zero). Scales are float32.

int8_ops.golden, <op>/count cases of each operation, <op>/<i>/...:
  product, depthwise   windows, input, output (quantizations), weights (O, KH, KW, C) or (KH, KW, O), weight_scales (O), bias (O, int32),
                       x (n, H, W, C), y. A fully connected layer has windows of one cell.
  max_pool, average_pool   windows, x, y; the quantization stays
  mean                 input, output, x (positions, C), y (C)
  sum                  output, x (k, count) for k tensors, inputs (k, 2), y (count)
  rescale              input, output, x, y: QUANTIZE from int8 to int8
  quantize             output, real_f32, y: QUANTIZE from float to int8;  dequantize: input, x, real_f32
  pad                  extents (H, W, C), padding (top, bottom, left, right), input, x, y
  softmax              input, x (rows, width), y
  sigmoid, tanh        input, y (256): of -128 ... 127
windows are (input, size, stride, dilation) of rows, the same of columns, 1 for padding `same`, channels, outputs.

--check writes nothing and compares. Run by hand:

    python3.11 -m venv tf && tf/bin/pip install tflite-micro==0.dev20261023182759 && tf/bin/python tests/golden/int8_ops.py
"""

import sys
from pathlib import Path

import flatbuffers
import numpy as np
from tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

from golden_file import format_line

FOLDER = Path(__file__).resolve().parent
TYPES = {np.dtype(np.int8): schema.TensorType.INT8, np.dtype(np.int32): schema.TensorType.INT32,
         np.dtype(np.float32): schema.TensorType.FLOAT32}


def run(model, inputs, outputs=1):
    """The outputs of TFLite Micro, whose kernels in Python are the reference ones."""
    interpreter = runtime.Interpreter.from_bytes(model, arena_size=1 << 20)
    for i, x in enumerate(inputs):
        interpreter.set_input(x, i)
    interpreter.invoke()
    return [interpreter.get_output(i) for i in range(outputs)]


class Op:
    """A model of one operation: tensors are added in the order of the operation's inputs, the output last."""

    def __init__(self, code, options=None):
        self.code, self.options, self.tensors, self.buffers, self.inputs = code, options, [], [schema.BufferT()], []

    def tensor(self, shape, quantization=None, dtype=np.int8, data=None):
        """`quantization` is (scale, zero), or (scales, axis) of weights."""
        t = schema.TensorT()
        t.name, t.shape, t.type, t.buffer = f"t{len(self.tensors)}", list(shape), TYPES[np.dtype(dtype)], 0
        if quantization is not None:
            t.quantization = schema.QuantizationParametersT()
            scale, zero = quantization
            t.quantization.scale = np.atleast_1d(np.asarray(scale, np.float32))
            per_channel = np.ndim(scale) == 1
            t.quantization.zeroPoint = np.zeros(len(scale), np.int64) if per_channel else [zero]
            t.quantization.quantizedDimension = zero if per_channel else 0
        if data is None:
            self.inputs.append(len(self.tensors))
        else:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data, dtype).tobytes(), np.uint8)
            self.buffers.append(buffer)
            t.buffer = len(self.buffers) - 1
        self.tensors.append(t)
        return self

    def model(self, op_inputs=None):
        output = len(self.tensors) - 1
        graph, operator, code, model = schema.SubGraphT(), schema.OperatorT(), schema.OperatorCodeT(), schema.ModelT()
        operator.inputs = list(range(output)) if op_inputs is None else op_inputs
        operator.outputs = [output]
        if self.options is not None:
            operator.builtinOptions = self.options
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(self.options).__name__[:-1])
        graph.tensors, graph.operators, graph.inputs, graph.outputs = self.tensors, [operator], self.inputs[:-1], [output]
        code.builtinCode = getattr(schema.BuiltinOperator, self.code)
        code.deprecatedBuiltinCode, code.version = code.builtinCode, 1
        model.version, model.operatorCodes, model.subgraphs, model.buffers = 3, [code], [graph], self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def run(self, *inputs, op_inputs=None):
        return run(self.model(op_inputs), inputs)[0]


def options(name, **settings):
    made = getattr(schema, name + "T")()
    for key, value in settings.items():
        assert hasattr(made, key), key
        setattr(made, key, value)
    return made


def q(scale, zero):
    return np.array([scale, zero], np.float32)


def pair(quantization):
    return float(quantization[0]), int(quantization[1])


class Windows:
    """Sizes of a convolution or a pool; numbers that are pairs are rows, columns."""

    def __init__(self, height, width, channels, outputs, size=1, stride=1, dilation=1, same=False):
        self.input, self.channels, self.outputs, self.same = (height, width), channels, outputs, same
        self.size, self.stride, self.dilation = (n if isinstance(n, tuple) else (n, n) for n in (size, stride, dilation))

    def array(self):
        axes = [n for axis in (0, 1) for n in (self.input[axis], self.size[axis], self.stride[axis], self.dilation[axis])]
        return np.array([*axes, self.same, self.channels, self.outputs])

    def out(self):
        def extent(axis):
            span = (self.size[axis] - 1) * self.dilation[axis] + 1
            return -(-(self.input[axis] - (0 if self.same else span - 1)) // self.stride[axis])
        return extent(0), extent(1)

    def convolution_options(self, name, **more):
        return options(name, padding=int(not self.same), strideH=self.stride[0], strideW=self.stride[1],
                       dilationHFactor=self.dilation[0], dilationWFactor=self.dilation[1], **more)

    def pool_options(self):
        return options("Pool2DOptions", padding=int(not self.same), strideH=self.stride[0], strideW=self.stride[1],
                       filterHeight=self.size[0], filterWidth=self.size[1])


def numbers(random, shape, lowest=-128, highest=127):
    return random.integers(lowest, highest + 1, shape).astype(np.int8)


def weights_case(random, windows, kind, n, zero_in, zero_out, spread=1.0, factor=None, weight_scales=None, scale_in=None,
                 scale_out=None, largest=127, bias=3000):
    """A layer with weights. The scales of its outputs differ by up to 10^spread; `factor` is that of a typical output's sums, by default
    one that spreads the sums over int8 and saturates some."""
    dense = windows.size == (1, 1) and windows.input == (1, 1) and kind == "product"
    taps, outputs = windows.size[0] * windows.size[1], windows.outputs
    products = taps * (windows.channels if kind == "product" else 1)
    shape = (outputs, *windows.size, windows.channels) if kind == "product" else (*windows.size, outputs)
    w, x = numbers(random, shape, -largest, largest), numbers(random, (n, *windows.input, windows.channels))
    b = random.integers(-bias, bias + 1, outputs).astype(np.int32) if np.ndim(bias) == 0 else bias
    scale_in = np.float32(random.uniform(0.01, 0.05) if scale_in is None else scale_in)
    scale_out = np.float32(random.uniform(0.01, 0.2) if scale_out is None else scale_out)
    if weight_scales is None:
        factor = 1 / (60.0 * largest * np.sqrt(products) / 2) * 40 if factor is None else factor
        weight_scales = factor * scale_out / scale_in * 10 ** random.uniform(-spread, spread, outputs)
    weight_scales = np.asarray(weight_scales, np.float32)
    input, output = q(scale_in, zero_in), q(scale_out, zero_out)
    tflite_w = w.reshape(outputs, -1) if dense else w if kind == "product" else w[None]
    if dense:
        op = Op("FULLY_CONNECTED", options("FullyConnectedOptions"))
    elif kind == "product":
        op = Op("CONV_2D", windows.convolution_options("Conv2DOptions"))
    else:
        op = Op("DEPTHWISE_CONV_2D", windows.convolution_options("DepthwiseConv2DOptions",
                                                                 depthMultiplier=outputs // windows.channels))
    tflite_x = x.reshape(n, -1) if dense else x
    op.tensor(tflite_x.shape, pair(input))
    op.tensor(tflite_w.shape, (weight_scales, 3 if kind == "depthwise" else 0), data=tflite_w)
    op.tensor(b.shape, ((scale_in * weight_scales).astype(np.float32), 0), np.int32, data=b)
    op.tensor((n, outputs) if dense else (n, *windows.out(), outputs), pair(output))
    return {"windows": windows.array(), "input": input, "output": output, "weights": w, "weight_scales": weight_scales, "bias": b,
            "x": x, "y": op.run(tflite_x)}


def products(random):
    def dense(inputs, outputs):
        return Windows(1, 1, inputs, outputs)

    def case(windows, *args, **settings):
        return weights_case(random, windows, "product", *args, **settings)

    yield case(dense(1, 1), 9, -128, -128)
    yield case(dense(3, 5), 7, 127, 127)
    yield case(dense(17, 16), 3, -13, 7)
    yield case(dense(64, 17), 3, 5, -128)
    yield case(dense(301, 10), 2, -128, 0, bias=200000)
    yield case(dense(20, 8), 6, 0, 0, spread=0.1, factor=0.7, largest=3, bias=20)  # no shift to the right
    yield case(dense(20, 8), 6, 3, -3, spread=0.1, factor=3.0, largest=1, bias=5)  # a shift to the left
    # Factors: just below 1, which 31 bits round to 1; 1; 1/2; the smallest; two that are too small.
    near = np.float32(1 + 2.0**-17)
    yield case(dense(5, 6), 12, 0, 1, scale_in=1 - 2.0**-17, scale_out=64, bias=20,
               weight_scales=[near, 64 * near, near / 2, 2.0**-25, 2.0**-26, 1e-20], largest=40)
    yield case(dense(4, 3), 8, -2, 2, scale_in=1, scale_out=1, weight_scales=[2.0**-4, 2.0**-1, 1], largest=3, bias=9)  # halves
    yield case(Windows(7, 6, 1, 5, 3), 1, -128, 127)
    yield case(Windows(7, 6, 2, 16, 3, same=True), 1, 127, -128)
    yield case(Windows(8, 9, 3, 17, 3, 2, same=True), 1, -1, -5)
    yield case(Windows(7, 7, 5, 8, 3, dilation=2, same=True), 1, 100, 0)
    yield case(Windows(9, 8, 3, 5, (2, 3), (3, 2), dilation=(2, 1)), 2, 11, -128)
    yield case(Windows(5, 4, 16, 17, 1), 1, -128, 20)
    yield case(Windows(6, 5, 17, 3, 1, 2), 2, 64, -64, spread=1.5)
    yield case(Windows(5, 5, 16, 6, 3), 1, -128, 0, spread=0.3)
    yield case(Windows(8, 7, 2, 4, 5, 3, same=True), 1, 127, -100)
    yield case(Windows(1, 17, 3, 6, (1, 5), (1, 2), same=True), 1, 2, 3)
    yield case(Windows(4, 4, 1, 3, (3, 2), same=True), 2, -7, -100, factor=1.7, spread=0.1, largest=2, bias=30)
    yield case(Windows(3, 2, 5, 2, 5, same=True), 2, 30, 10)  # the kernel is larger than the image
    yield between_products(random)


def between_products(random):
    """Biases alone, at 100.5 on one side if input scale * weight scale is computed in double, on the other if it is in float."""
    scale_in, scale_out = np.float32(0.0012), np.float32(11)
    weight_scales = np.float32(random.uniform(0.001, 0.0014, 40))
    in_double = np.float64(scale_in) * np.float64(weight_scales) / np.float64(scale_out)
    in_float = np.float64(scale_in * weight_scales) / np.float64(scale_out)
    bias = np.round((100.5 / in_double + 100.5 / in_float) / 2).astype(np.int32)
    return weights_case(random, Windows(1, 1, 1, 40), "product", 1, 3, 0, weight_scales=weight_scales, scale_in=scale_in,
                        scale_out=scale_out, largest=0, bias=bias)


def depthwise(random):
    def case(windows, *args, **settings):
        return weights_case(random, windows, "depthwise", *args, **settings)

    yield case(Windows(5, 7, 1, 1, 3), 1, -128, 127)
    yield case(Windows(8, 6, 5, 5, 3, same=True), 1, 127, -128)
    yield case(Windows(6, 7, 16, 16, 3, same=True), 1, -20, 5)
    yield case(Windows(7, 8, 17, 17, 3, 2, same=True), 1, 0, -128)
    yield case(Windows(7, 7, 3, 6, 3), 1, -128, -1)  # two outputs for each channel
    yield case(Windows(8, 7, 2, 2, 5, 3, same=True), 2, 9, 0, spread=0.2)
    yield case(Windows(7, 7, 5, 10, 3, dilation=2), 1, 77, 3)
    yield case(Windows(4, 4, 16, 16, 1), 1, -128, 0, spread=2.0)
    yield case(Windows(1, 21, 3, 3, (1, 5), (1, 2), same=True), 1, -4, 4)
    yield case(Windows(4, 5, 3, 3, 2, same=True), 2, 6, -6, factor=2.5, spread=0.1, largest=2, bias=20)


def pools(random, code):
    for windows in (Windows(5, 7, 1, 1, 2, 2), Windows(5, 7, 3, 3, 2, 2, same=True), Windows(7, 6, 2, 2, 3, 1, same=True),
                    Windows(9, 8, 5, 5, 3, 2, same=True), Windows(8, 9, 16, 16, (2, 3), (3, 1)),
                    Windows(6, 5, 17, 17, 3, 3, same=True), Windows(1, 17, 3, 3, (1, 4), (1, 2), same=True),
                    Windows(4, 3, 2, 2, (4, 3))):
        x = numbers(random, (1, *windows.input, windows.channels))
        if windows.channels > 1:
            x[..., 0] = random.choice([-128, -127, 126, 127], windows.input)
        op = Op(code, windows.pool_options())
        op.tensor(x.shape, (0.05, 3)).tensor((1, *windows.out(), windows.channels), (0.05, 3))
        yield {"windows": windows.array(), "x": x, "y": op.run(x)}


def means(random):
    for height, width, channels, scales, zeros in (
            (1, 1, 17, (0.02, 0.02), (5, 5)), (3, 5, 3, (0.02, 0.02), (-128, -128)), (7, 7, 5, (0.02, 0.013), (-128, -128)),
            (4, 4, 16, (0.5, 0.4), (0, -7)), (5, 5, 17, (0.1, 0.07), (127, 127)), (2, 3, 16, (0.03, 0.01), (-3, 127)),
            (10, 13, 2, (0.031, 0.021), (-100, -110)), (16, 8, 3, (1.0, 0.7), (-1, -2)), (1, 31, 5, (0.3, 0.2), (12, -12))):
        x = np.clip(numbers(random, (1, height, width, channels)) // 4 + random.integers(-100, 101, channels), -128, 127)
        x = x.astype(np.int8)
        input, output = q(scales[0], zeros[0]), q(scales[1], zeros[1])
        op = Op("MEAN", options("ReducerOptions", keepDims=False))
        op.tensor(x.shape, pair(input)).tensor((2,), None, np.int32, data=[1, 2]).tensor((1, channels), pair(output))
        yield {"input": input, "output": output, "x": x.reshape(-1, channels), "y": op.run(x).ravel()}


def sums(random):
    """Three tensors by ADD_N, which subtracts their common zero once too often: it is 0 here."""
    count = 150
    for scales, zeros, out in (
            ((0.02, 0.05), (3, -7), (0.06, 1)), ((0.03, 0.03), (-128, 127), (0.05, -128)), ((0.03, 0.03), (0, 0), (0.03, 0)),
            ((1e-4, 0.3), (-128, -128), (0.3, -128)), ((0.7, 2e-3), (127, 5), (0.4, 127)), ((1.0, 1e-9), (0, 0), (1.3, 0)),
            ((0.05, 0.04), (-128, -1), (0.01, 0)), ((0.05, 0.04), (11, -128), (3.0, -20)), ((0.021,), (-128,), (0.04, -128)),
            ((0.03,), (17,), (0.03, -5)), ((0.02, 0.02, 0.02), (0, 0, 0), (0.05, -9))):
        k = max(len(scales), 2)
        inputs = np.array([q(*pair) for pair in zip(scales, zeros)])
        x = numbers(random, (len(scales), count))
        x[:, :9] = (np.tile([-128, 0, 127], 3), np.repeat([-128, 0, 127], 3), np.repeat([-128, 0, 127], 3))[: len(scales)]
        op = Op("ADD", options("AddOptions")) if k == 2 else Op("ADD_N", options("AddNOptions"))
        for input in inputs:
            op.tensor((1, count), pair(input))
        op.tensor((1, count), out)
        y = op.run(*(row[None] for row in x), op_inputs=[0, 0] if len(scales) == 1 else None)
        if len(scales) == 1:  # a tensor added to itself
            x, inputs = np.repeat(x, 2, 0), np.repeat(inputs, 2, 0)
        yield {"inputs": inputs, "output": q(*out), "x": x, "y": y.ravel()}


def rescales(random):
    x = np.arange(-128, 128).astype(np.int8)
    for input, output in ((q(0.02, 3), q(0.05, -7)), (q(0.05, -128), q(0.07, -128)), (q(0.02, -128), q(0.05, 127)),
                          (q(0.03, 0), q(0.03, 5)), (q(0.5, 1), q(0.25, 0)), (q(0.1, 127), q(0.3, 100)), (q(0.1, 7), q(40, -128))):
        op = Op("QUANTIZE", options("QuantizeOptions"))
        op.tensor((1, 256), pair(input)).tensor((1, 256), pair(output))
        yield {"input": input, "output": output, "x": x, "y": op.run(x[None]).ravel()}


def quantizations(random):
    for output in (q(0.02, 3), q(0.05, -128), q(0.5, 127), q(1e-3, 0)):
        halves = (np.arange(-133, 134, 7) + 0.5) * output[0]
        others = [random.normal(0, 60, 80), [0, -0.0, 1e4, -1e4]]
        real = np.concatenate([halves, *(output[0] * np.array(units) for units in others)]).astype(np.float32)
        op = Op("QUANTIZE", options("QuantizeOptions"))
        op.tensor((1, len(real)), None, np.float32).tensor((1, len(real)), pair(output))
        yield {"output": output, "real_f32": real, "y": op.run(real[None]).ravel()}


def dequantizations(random):
    x = np.arange(-128, 128, 3).astype(np.int8)
    for input in (q(0.02, 3), q(0.0537, -128), q(17.3, 127)):
        op = Op("DEQUANTIZE", options("DequantizeOptions"))
        op.tensor((1, len(x)), pair(input)).tensor((1, len(x)), None, np.float32)
        yield {"input": input, "x": x, "real_f32": op.run(x[None]).ravel()}


def pads(random):
    for extents, (top, bottom, left, right), zero in (((3, 4, 1), (1, 2, 3, 0), -128), ((2, 3, 5), (0, 0, 1, 1), 127),
                                                      ((4, 2, 3), (2, 0, 0, 2), -9)):
        x = numbers(random, (1, *extents))
        op = Op("PAD", options("PadOptions"))
        op.tensor(x.shape, (0.1, zero)).tensor((4, 2), None, np.int32, data=[[0, 0], [top, bottom], [left, right], [0, 0]])
        op.tensor((1, extents[0] + top + bottom, extents[1] + left + right, extents[2]), (0.1, zero))
        yield {"extents": np.array(extents), "padding": np.array([top, bottom, left, right]), "input": q(0.1, zero), "x": x,
               "y": op.run(x)}


def softmaxes(random):
    for scale, rows, width in ((0.003, 3, 5), (0.02, 5, 10), (0.05, 4, 17), (0.1, 8, 3), (0.2, 6, 16), (0.5, 8, 2), (1.0, 5, 10),
                               (4.0, 5, 10), (33.0, 3, 5), (0.1, 2, 100), (0.3, 1, 1)):
        x = numbers(random, (rows, width))
        x[0] = numbers(random, width, 100, 104)  # nearly equal
        x[-1, :2] = (127, -128)[: min(width, 2)]
        input = q(scale, random.integers(-128, 128))  # the zero does not matter
        op = Op("SOFTMAX", options("SoftmaxOptions", beta=1.0))
        op.tensor(x.shape, pair(input)).tensor(x.shape, (1 / 256, -128))
        yield {"input": input, "x": x, "y": op.run(x)}


def functions(code, output):
    x = np.arange(-128, 128).astype(np.int8)
    for input in (q(0.0021, 0), q(0.02, 13), q(1 / 16, -128), q(1 / 16, 0), q(0.0731, 127), q(0.113, -9), q(0.5, 3), q(2.0, 0), q(3.0, -1)):
        op = Op(code)
        op.tensor((1, 256), pair(input)).tensor((1, 256), output)
        yield {"input": input, "y": op.run(x[None]).ravel()}


def ops():
    random = np.random.default_rng(8)
    arrays = {}
    for name, cases in (("product", products(random)), ("depthwise", depthwise(random)), ("max_pool", pools(random, "MAX_POOL_2D")),
                        ("average_pool", pools(random, "AVERAGE_POOL_2D")), ("mean", means(random)), ("sum", sums(random)),
                        ("rescale", rescales(random)), ("quantize", quantizations(random)), ("dequantize", dequantizations(random)),
                        ("pad", pads(random)), ("softmax", softmaxes(random)), ("sigmoid", functions("LOGISTIC", (1 / 256, -128))),
                        ("tanh", functions("TANH", (1 / 128, 0)))):
        cases = list(cases)
        arrays[f"{name}/count"] = len(cases)
        for i, case in enumerate(cases):
            arrays.update({f"{name}/{i}/{key}": value for key, value in case.items()})
    return arrays


def write_or_check(path, arrays):
    """Writes the file, or with --check compares it to the last bit."""
    lines = "".join(format_line(*item) + "\n" for item in arrays.items())
    if "--check" in sys.argv[1:]:
        agrees = path.read_text() == lines
        print(f"{path.name} {'agrees' if agrees else 'differs'}")
        return 0 if agrees else 1
    path.write_text(lines)
    print(f"{path.name}: {len(arrays)} arrays, {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(write_or_check(FOLDER / "int8_ops.golden", ops()))
