// SPDX-License-Identifier: MIT
// The MNIST network, 784-256-64-32-10: whole training steps (gathering, forward, loss, backward, Adam) and predictions.
// benchmarks/compare.py sets these against PyTorch and onnxruntime in one run.
#include "peak.hpp"

#include <linnet/linnet.hpp>

#include <memory>

namespace nn = linnet;

namespace {

auto make_model() {
  return nn::Sequential{nn::Input<28, 28>{},        nn::Flatten{},
                        nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                        nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
}

/// Random images (samples, 28, 28) of which four pixels in five are 0, as in MNIST.
nn::Tensor<3> make_images(nn::Index samples) {
  nn::Tensor<3> x(samples, 28, 28);
  nn::Random random(1);
  for (nn::Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform<float>() < 0.8f ? 0.0f : random.uniform<float>();
  return x;
}

nn::Labels make_labels(nn::Index samples) {
  nn::Labels y(samples);
  nn::Random random(2);
  for (nn::Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(10));
  return y;
}

/// Floating-point operations of a training step, a sample: forward, weight gradient, and input gradient but for the first layer.
constexpr double training_flops = 2.0 * (2.0 * (784 * 256 + 256 * 64 + 64 * 32 + 32 * 10) + (256 * 64 + 64 * 32 + 32 * 10));

/// One pass over the data by fit, in batches of state.range(0): shuffled, gathered, as a user trains.
void train_step(benchmark::State& state) {
  const nn::Index batch = state.range(0);
  const nn::Index steps = batch == 1 ? 2000 : 400;
  auto model = make_model();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  const nn::Tensor<3> x = make_images(batch * steps);
  const nn::Labels y = make_labels(batch * steps);
  training.fit(x, y, {.batch_size = batch, .verbose = 0});
  for (auto _ : state) benchmark::DoNotOptimize(training.fit(x, y, {.batch_size = batch, .verbose = 0}));
  const double samples = static_cast<double>(state.iterations()) * static_cast<double>(batch * steps);
  state.SetItemsProcessed(static_cast<std::int64_t>(samples));
  state.counters["flops"] = benchmark::Counter(samples * training_flops, benchmark::Counter::kIsRate);
}

void predict(benchmark::State& state) {
  const nn::Index batch = state.range(0);
  auto model = make_model();
  const nn::Tensor<3> x = make_images(batch);
  std::vector<float> y(static_cast<std::size_t>(batch * 10));
  for (auto _ : state) {
    model.predict(x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  const double samples = static_cast<double>(state.iterations()) * static_cast<double>(batch);
  state.SetItemsProcessed(static_cast<std::int64_t>(samples));
  state.counters["flops"] = benchmark::Counter(samples * 2.0 * 219456, benchmark::Counter::kIsRate);
}

/// All parameters of the network, read once: what a prediction of one sample cannot do without.
void read_weights(benchmark::State& state) {
  auto model = make_model();
  linnet::benchmarks::read_block(state, model.parameters().data(), model.parameters().size());
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");
BENCHMARK(train_step)->Arg(1)->Arg(16)->Arg(50)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK(predict)->Arg(1)->Arg(64)->Arg(256)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_weights)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
