// SPDX-License-Identifier: MIT
// Direct convolution on the register tile: forward, weight gradient, input gradient, a batch of 16 images that stay in the cache.
// Names are kernel/channels x filters @ height; compare the counter "flops" with fma_peak.
#include "peak.hpp"

#include <linnet/core/parameter.hpp>
#include <linnet/core/random.hpp>
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/convolution_gradients.hpp>

#include <string>

using namespace linnet;

namespace {

constexpr Index samples = 16;

template <Windows S>
struct Blocks {
  static std::vector<float> random(Index size) {
    std::vector<float> numbers(static_cast<std::size_t>(aligned<float>(size)));
    Random generator(1);
    for (float& number : numbers) number = generator.uniform(-1.0f, 1.0f);
    return numbers;
  }
  std::vector<float> x = random(samples * S.in_sample()), w = random(S.taps() * S.channels * S.outputs),
                     bias = random(S.outputs);
  std::vector<float> y = random(samples * S.out_sample()), scratch = random(kernels::convolution_scratch<S, float>);
};

/// Counts the multiply-adds with two operands: taps beyond the border do no work.
template <Windows S>
void count(benchmark::State& state) {
  double taps = 0;
  for (Index o = 0; o < S.rows.out; ++o) {
    for (Index p = 0; p < S.columns.out; ++p) {
      taps += static_cast<double>((S.rows.end_tap(o) - S.rows.first_tap(o)) * (S.columns.end_tap(p) - S.columns.first_tap(p)));
    }
  }
  const double flops =
      2.0 * taps * static_cast<double>(samples * S.channels * S.outputs) * static_cast<double>(state.iterations());
  state.counters["flops"] = benchmark::Counter(flops, benchmark::Counter::kIsRate);
}

template <Windows S>
void forward(benchmark::State& state) {
  Blocks<S> b;
  for (auto _ : state) {
    kernels::convolution_forward<S>(b.x.data(), b.w.data(), b.y.data(), samples, kernels::FromBias<float>{b.bias.data()},
                                    kernels::StoreRelu{});
    benchmark::ClobberMemory();
  }
  count<S>(state);
}

template <Windows S>
void weight_gradient(benchmark::State& state) {
  Blocks<S> b;
  for (auto _ : state) {
    std::fill(b.w.begin(), b.w.end(), 0.0f);
    for (Index i = 0; i < samples; ++i) {
      kernels::convolution_weight_gradient<S>(b.x.data() + i * S.in_sample(), b.y.data() + i * S.out_sample(), b.w.data(),
                                              b.scratch.data());
    }
    benchmark::ClobberMemory();
  }
  count<S>(state);
}

template <Windows S>
void input_gradient(benchmark::State& state) {
  Blocks<S> b;
  for (auto _ : state) {
    kernels::convolution_input_gradient<S>(b.y.data(), b.w.data(), b.x.data(), b.scratch.data(), samples);
    benchmark::ClobberMemory();
  }
  count<S>(state);
}

template <Index Size, Index Kernel, Index Channels, Index Filters, Padding P = Padding::valid>
void register_size() {
  constexpr Window window = make_window(Size, Kernel, 1, 1, P);
  constexpr Windows S{window, window, Channels, Filters};
  const std::string size = "/" + std::to_string(Kernel) + "x" + std::to_string(Kernel) + "/" + std::to_string(Channels) + "x" +
                           std::to_string(Filters) + "@" + std::to_string(Size) + (P == Padding::same ? "same" : "");
  benchmark::RegisterBenchmark(("forward" + size).c_str(), forward<S>);
  benchmark::RegisterBenchmark(("weight_gradient" + size).c_str(), weight_gradient<S>);
  if (Channels > 3) benchmark::RegisterBenchmark(("input_gradient" + size).c_str(), input_gradient<S>);
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");

}  // namespace

int main(int argc, char** argv) {
  register_size<13, 3, 32, 64>();
  register_size<28, 3, 1, 32>();
  register_size<32, 3, 3, 16, Padding::same>();
  register_size<32, 3, 16, 16, Padding::same>();
  register_size<8, 3, 64, 64, Padding::same>();
  register_size<28, 5, 1, 6, Padding::same>();
  register_size<14, 5, 6, 16>();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
