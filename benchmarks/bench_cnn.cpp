// SPDX-License-Identifier: MIT
// The convolutional MNIST network: whole training steps (gathering, forward, loss, backward, Adam) and predictions in float
// and int8, and the time that quantize takes.
// benchmarks/compare.py compares them with PyTorch, onnxruntime and LiteRT in one run.
#include "mnist_like.hpp"
#include "peak.hpp"

#include <linnet/linnet.hpp>

namespace nn = linnet;

namespace {

auto make_model() {
  return nn::Sequential{nn::Input<28, 28, 1>{}, nn::Conv2D<32, 3, nn::relu>{},
                        nn::MaxPooling2D<2>{},  nn::Conv2D<64, 3, nn::relu>{},
                        nn::MaxPooling2D<2>{},  nn::Flatten{},
                        nn::Dropout{0.5f},      nn::Dense<10, nn::softmax>{}};
}

constexpr double first = 26.0 * 26 * 9 * 32, second = 11.0 * 11 * 9 * 32 * 64, dense = 1600.0 * 10;
/// Floating-point operations per sample: forward, weight gradient, and input gradient except for the first layer.
constexpr double predict_flops = 2.0 * (first + second + dense);
constexpr double training_flops = 2.0 * predict_flops + 2.0 * (second + dense);

void train_step(benchmark::State& state) {
  auto model = make_model();
  linnet::benchmarks::train(state, model, linnet::benchmarks::make_images(state.range(0) * 20), 20, training_flops);
}

void predict(benchmark::State& state) {
  auto model = make_model();
  linnet::benchmarks::predict(state, model, linnet::benchmarks::make_images(state.range(0)), predict_flops);
}

void predict_int8(benchmark::State& state) {
  linnet::benchmarks::predict_int8(state, make_model(), linnet::benchmarks::make_images(state.range(0)));
}

void predict_int8_from_float(benchmark::State& state) {
  linnet::benchmarks::predict_int8_from_float(state, make_model(), linnet::benchmarks::make_images(state.range(0)));
}

void quantize(benchmark::State& state) { linnet::benchmarks::quantize_model(state, make_model()); }

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");
BENCHMARK(train_step)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond);
BENCHMARK(predict)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
BENCHMARK(predict_int8)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
BENCHMARK(predict_int8_from_float)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
BENCHMARK(quantize)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
