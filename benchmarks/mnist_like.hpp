// SPDX-License-Identifier: MIT
// Data that resembles MNIST, and the loops that time a network on it.
#pragma once

#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace linnet::benchmarks {

/// Random images (samples, 28, 28) with four of five pixels 0, as in MNIST.
inline Tensor<3> make_images(Index samples) {
  Tensor<3> x(samples, 28, 28);
  Random random(1);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform<float>() < 0.8f ? 0.0f : random.uniform<float>();
  return x;
}

inline Labels make_labels(Index samples) {
  Labels y(samples);
  Random random(2);
  for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(10));
  return y;
}

/// One epoch of fit over the images, in `steps` batches of state.range(0): shuffled and gathered, as in a user's training.
template <class Model>
void train(benchmark::State& state, Model& model, const Tensor<3>& x, Index steps, double flops_per_sample) {
  const Index batch = state.range(0);
  auto training = model.compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{});
  const Labels y = make_labels(batch * steps);
  training.fit(x, y, {.batch_size = batch, .verbose = 0});
  for (auto _ : state) benchmark::DoNotOptimize(training.fit(x, y, {.batch_size = batch, .verbose = 0}));
  const double samples = static_cast<double>(state.iterations()) * static_cast<double>(batch * steps);
  state.SetItemsProcessed(static_cast<std::int64_t>(samples));
  state.counters["flops"] = benchmark::Counter(samples * flops_per_sample, benchmark::Counter::kIsRate);
}

/// One call to predict for all images.
template <class Model>
void predict(benchmark::State& state, Model& model, const Tensor<3>& x, double flops_per_sample) {
  std::vector<float> y(static_cast<std::size_t>(x.dimension(0) * Model::Output::size));
  for (auto _ : state) {
    model.predict(x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  const double samples = static_cast<double>(state.iterations()) * static_cast<double>(x.dimension(0));
  state.SetItemsProcessed(static_cast<std::int64_t>(samples));
  state.counters["flops"] = benchmark::Counter(samples * flops_per_sample, benchmark::Counter::kIsRate);
}

/// One call to predict of the same model in int8 for all images, from int8 to int8.
template <class Model>
void predict_int8(benchmark::State& state, const Model& model, const Tensor<3>& images) {
  const auto quantized = quantize(model, images);
  std::vector<std::int8_t> x(static_cast<std::size_t>(images.size()));
  std::vector<std::int8_t> y(static_cast<std::size_t>(images.dimension(0) * Model::Output::size));
  quantized.quantize_input(images, x);
  for (auto _ : state) {
    quantized.predict(x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * images.dimension(0));
}

/// The same from float to float.
template <class Model>
void predict_int8_from_float(benchmark::State& state, const Model& model, const Tensor<3>& x) {
  const auto quantized = quantize(model, x);
  std::vector<float> y(static_cast<std::size_t>(x.dimension(0) * Model::Output::size));
  for (auto _ : state) {
    quantized.predict(x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * x.dimension(0));
}

/// quantize with the samples that it takes by default.
template <class Model>
void quantize_model(benchmark::State& state, const Model& model) {
  const Tensor<3> x = make_images(QuantizeOptions{}.samples);
  for (auto _ : state) benchmark::DoNotOptimize(quantize(model, x).records().data());
}

}  // namespace linnet::benchmarks
