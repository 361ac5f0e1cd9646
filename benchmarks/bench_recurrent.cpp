// SPDX-License-Identifier: MIT
// Recurrent layers: rows of MNIST (28 steps of 28 numbers) through LSTM and GRU, whole training steps and predictions, and a stream's push
// of one frame through a small layer and a Dense.
// benchmarks/compare.py compares them with PyTorch and onnxruntime in one run.
#include "mnist_like.hpp"
#include "peak.hpp"

#include <linnet/linnet.hpp>

#include <string>

namespace nn = linnet;

namespace {

/// A recurrent layer over the rows of an image.
template <class Recurrent>
auto make_model() {
  return nn::Sequential{nn::Input<28, 28>{}, Recurrent{}, nn::Dense<10, nn::softmax>{}};
}

/// Multiplications and additions of a prediction: two products of `gates` columns per unit and step, and the Dense.
template <nn::Index Gates, nn::Index Units>
constexpr double prediction_flops = 2.0 * (28.0 * Gates * Units * (28 + Units) + 10 * Units);

/// The same of a training step per sample: forward, weight gradients, and the gradient of h; images need none.
template <nn::Index Gates, nn::Index Units>
constexpr double training_flops = 3.0 * prediction_flops<Gates, Units> - 2.0 * 28 * Gates* Units * 28;

template <class Recurrent, nn::Index Gates>
void train_step(benchmark::State& state) {
  const nn::Index steps = 60;
  auto model = make_model<Recurrent>();
  const auto images = linnet::benchmarks::make_images(state.range(0) * steps);
  linnet::benchmarks::train(state, model, images, steps, training_flops<Gates, Recurrent::units>);
}

template <class Recurrent, nn::Index Gates>
void predict(benchmark::State& state) {
  auto model = make_model<Recurrent>();
  linnet::benchmarks::predict(state, model, linnet::benchmarks::make_images(state.range(0)),
                              prediction_flops<Gates, Recurrent::units>);
}

/// Frames of 8 numbers, as a sensor sends them.
template <class Recurrent>
void push(benchmark::State& state) {
  nn::Sequential model{nn::Input<100, 8>{}, Recurrent{}, nn::Dense<1>{}};
  auto stream = nn::stream(model);
  std::vector<float> frame(8);
  nn::Random random(3);
  for (float& x : frame) x = random.uniform<float>();
  for (auto _ : state) {
    benchmark::DoNotOptimize(frame.data());
    benchmark::DoNotOptimize(stream.push(frame).data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

template <class Recurrent, nn::Index Gates>
void add_network(const std::string& name) {
  const auto add = [&](const char* task, void (*function)(benchmark::State&)) {
    return benchmark::RegisterBenchmark((name + "/" + task).c_str(), function);
  };
  if constexpr (Recurrent::units < 64) {
    add("push", push<Recurrent>)->Arg(1)->Unit(benchmark::kMicrosecond);
  } else {
    add("train_step", train_step<Recurrent, Gates>)->Arg(64)->Unit(benchmark::kMillisecond);
    add("predict", predict<Recurrent, Gates>)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
  }
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");

}  // namespace

int main(int argc, char** argv) {
  add_network<nn::LSTM<64>, 4>("lstm64");
  add_network<nn::GRU<64>, 3>("gru64");
  add_network<nn::LSTM<128>, 4>("lstm128");
  add_network<nn::LSTM<8>, 4>("lstm8");
  add_network<nn::GRU<8>, 3>("gru8");
  add_network<nn::LSTM<16>, 4>("lstm16");
  add_network<nn::GRU<16>, 3>("gru16");
  add_network<nn::LSTM<32>, 4>("lstm32");
  add_network<nn::GRU<32>, 3>("gru32");
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
