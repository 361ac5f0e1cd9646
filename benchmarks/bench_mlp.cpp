// SPDX-License-Identifier: MIT
// The MNIST network, 784-256-64-32-10: whole training steps (gathering, forward, loss, backward, Adam) and predictions in float
// and int8, and the time that quantize takes.
// benchmarks/compare.py compares them with PyTorch, onnxruntime and LiteRT in one run.
#include "mnist_like.hpp"
#include "peak.hpp"

#include <linnet/linnet.hpp>

namespace nn = linnet;

namespace {

auto make_model() {
  return nn::Sequential{nn::Input<28, 28>{},        nn::Flatten{},
                        nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                        nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
}

/// Floating-point operations of a training step per sample: forward, weight gradient, and input gradient except for the first layer.
constexpr double training_flops = 2.0 * (2.0 * (784 * 256 + 256 * 64 + 64 * 32 + 32 * 10) + (256 * 64 + 64 * 32 + 32 * 10));

void train_step(benchmark::State& state) {
  const nn::Index steps = state.range(0) == 1 ? 2000 : 400;
  auto model = make_model();
  linnet::benchmarks::train(state, model, linnet::benchmarks::make_images(state.range(0) * steps), steps, training_flops);
}

void predict(benchmark::State& state) {
  auto model = make_model();
  linnet::benchmarks::predict(state, model, linnet::benchmarks::make_images(state.range(0)), 2.0 * 219456);
}

void predict_int8(benchmark::State& state) {
  linnet::benchmarks::predict_int8(state, make_model(), linnet::benchmarks::make_images(state.range(0)));
}

void predict_int8_from_float(benchmark::State& state) {
  linnet::benchmarks::predict_int8_from_float(state, make_model(), linnet::benchmarks::make_images(state.range(0)));
}

void quantize(benchmark::State& state) { linnet::benchmarks::quantize_model(state, make_model()); }

/// Reads all parameters of the network once: a lower bound for the prediction of one sample.
void read_weights(benchmark::State& state) {
  auto model = make_model();
  linnet::benchmarks::read_block(state, model.parameters().data(), model.parameters().size());
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");
BENCHMARK(train_step)->Arg(1)->Arg(16)->Arg(50)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK(predict)->Arg(1)->Arg(64)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(predict_int8)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
BENCHMARK(predict_int8_from_float)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
BENCHMARK(quantize)->Unit(benchmark::kMillisecond);
BENCHMARK(read_weights)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
