// SPDX-License-Identifier: MIT
// Layers in int8, by each instruction set that the compiler has, and in float.
// Names are layer/instruction set/batch; counter "ops" is two for each multiply-add of the layer: compare it with dot_peak and fma_peak.
#include "peak.hpp"

#include <linnet/core/parameter.hpp>
#include <linnet/core/random.hpp>
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/dense.hpp>
#include <linnet/kernels/depthwise.hpp>
#include <linnet/kernels/int8/target.hpp>
#include <linnet/kernels/pooling.hpp>

#include <string>

using namespace linnet;
using namespace linnet::kernels::int8;

namespace {

/// Memory whose numbers start at a multiple of 64 bytes.
template <class T>
class Numbers {
 public:
  explicit Numbers(Index count) : memory_(static_cast<std::size_t>(count) + 64 / sizeof(T)) {
    Random random(1);
    for (T& number : memory_) number = static_cast<T>(random.uniform(-100.0f, 100.0f));
  }
  T* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
    return memory_.data() + (64 - address % 64) % 64 / sizeof(T);
  }

 private:
  std::vector<T> memory_;
};

void count(benchmark::State& state, Index macs) {
  const double ops = 2.0 * static_cast<double>(macs * state.range(0)) * static_cast<double>(state.iterations());
  state.counters["ops"] = benchmark::Counter(ops, benchmark::Counter::kIsRate);
}

template <class Kernel>
void run(benchmark::State& state, Index weights, Index outputs, Index in, Index out, Index macs) {
  const Index n = state.range(0);
  Numbers<std::int8_t> w(weights), x(n * in), y(n * out), constants(Kernel::bytes), scratch(Kernel::scratch_bytes);
  Numbers<std::int32_t> bias(outputs);
  const std::vector<Multiplier> factors(static_cast<std::size_t>(outputs), make_multiplier(0.002));
  Kernel::pack({w.data(), bias.data(), factors.data(), -13, 7}, constants.data());
  for (auto _ : state) {
    Kernel::run(constants.data(), x.data(), y.data(), n, scratch.data());
    benchmark::ClobberMemory();
  }
  count(state, macs);
}

template <class Isa, Windows S, Windows Pool>
void product(benchmark::State& state) {
  const Index out = Pool == no_pool ? S.out_sample() : Pool.positions() * S.outputs,
              weights = S.taps() * S.channels * S.outputs;
  run<Product<Isa, S, Pool>>(state, weights, S.outputs, S.in_sample(), out, weights * S.positions());
}

template <class Isa, Windows S>
void depthwise(benchmark::State& state) {
  const Index weights = S.taps() * S.outputs;
  run<Depthwise<Isa, S>>(state, weights, S.outputs, S.in_sample(), S.out_sample(), weights * S.positions());
}

template <Windows S, Windows Pool>
void float_product(benchmark::State& state) {
  const Index n = state.range(0), weights = S.taps() * S.channels * S.outputs;
  Numbers<float> x(n * S.in_sample()), w(weights), y(n * S.out_sample()), bias(S.outputs), pooled(n * S.out_sample());
  for (auto _ : state) {
    if constexpr (S.in_sample() == S.channels) {
      kernels::dense_forward<S.channels, S.outputs>(x.data(), w.data(), y.data(), n, kernels::FromBias<float>{bias.data()},
                                                    kernels::StoreRelu{});
    } else {
      kernels::convolution_forward<S>(x.data(), w.data(), y.data(), n, kernels::FromBias<float>{bias.data()},
                                      kernels::StoreRelu{});
    }
    if constexpr (Pool != no_pool) kernels::pool<Pool, kernels::MaxPool>(y.data(), pooled.data(), n);
    benchmark::ClobberMemory();
  }
  count(state, weights * S.positions());
}

template <Windows S>
void float_depthwise(benchmark::State& state) {
  const Index n = state.range(0), weights = S.taps() * S.outputs;
  Numbers<float> x(n * S.in_sample()), w(weights), y(n * S.out_sample()), bias(S.outputs);
  for (auto _ : state) {
    kernels::depthwise_forward<S>(x.data(), w.data(), y.data(), n, kernels::FromBias<float>{bias.data()});
    benchmark::ClobberMemory();
  }
  count(state, weights * S.positions());
}

/// Independent chains of the products of four numbers in a lane, in registers.
template <class Isa>
void dot_peak(benchmark::State& state) {
  using V = Lanes<Isa>;
  constexpr int chains = sizeof(typename V::Weights) / sizeof(typename V::Vector) == 2 ? 4 : 8, steps = 4096;
  Numbers<std::int8_t> numbers(64 * (chains + 1));
  for (auto _ : state) {
    typename V::Sum sum[chains];
    typename V::Weights weights[chains];
    LINNET_UNROLL
    for (int i = 0; i < chains; ++i) {
      sum[i] = V::zero();
      weights[i] = V::load_weights(numbers.data() + 64 * i);
    }
    for (int k = 0; k < steps; ++k) {
      benchmark::ClobberMemory();  // otherwise a compiler computes the products once
      const auto in = V::broadcast(reinterpret_cast<const typename V::Number*>(numbers.data()));
      LINNET_UNROLL
      for (int i = 0; i < chains; ++i) sum[i] = V::dot(sum[i], in, weights[i]);
    }
    LINNET_UNROLL
    for (int i = 0; i < chains; ++i) benchmark::DoNotOptimize(V::total(sum[i]));
  }
  const double ops = 2.0 * 4.0 * static_cast<double>(Isa::lanes) * chains * steps * static_cast<double>(state.iterations());
  state.counters["ops"] = benchmark::Counter(ops, benchmark::Counter::kIsRate);
}

void add(const std::string& name, void (*function)(benchmark::State&)) {
  benchmark::RegisterBenchmark(name.c_str(), function)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);
}

template <Windows S, Windows Pool = no_pool>
void add_product(const std::string& name) {
  add(name + "/portable", product<Portable, S, Pool>);
#if LINNET_HAS_AVX2
  add(name + "/avx2", product<Avx2, S, Pool>);
#endif
#if LINNET_HAS_VNNI
  add(name + "/vnni", product<Vnni, S, Pool>);
#endif
#if LINNET_HAS_NEON
  add(name + "/neon", product<Neon, S, Pool>);
#endif
  add(name + "/float", float_product<S, Pool>);
}

template <Windows S>
void add_depthwise(const std::string& name) {
  add(name + "/portable", depthwise<Portable, S>);
#if LINNET_HAS_AVX2
  add(name + "/avx2", depthwise<Avx2, S>);
#endif
#if LINNET_HAS_VNNI
  add(name + "/vnni", depthwise<Vnni, S>);
#endif
#if LINNET_HAS_NEON
  add(name + "/neon", depthwise<Neon, S>);
#endif
  add(name + "/float", float_depthwise<S>);
}

constexpr Windows square(Index side, Index kernel, Index channels, Index outputs, Padding padding = Padding::valid) {
  const Window window = make_window(side, kernel, 1, 1, padding);
  return {window, window, channels, outputs};
}
constexpr Windows pool(Windows s) {
  return {make_window(s.rows.out, 2, 2), make_window(s.columns.out, 2, 2), s.outputs, s.outputs};
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");
#if LINNET_HAS_AVX2
BENCHMARK(dot_peak<Avx2>)->Name("dot_peak/avx2");
#endif
#if LINNET_HAS_VNNI
BENCHMARK(dot_peak<Vnni>)->Name("dot_peak/vnni");
#endif

}  // namespace

int main(int argc, char** argv) {
  constexpr Windows first = square(28, 3, 1, 32), second = square(13, 3, 32, 64);
  add_product<square(1, 1, 784, 256)>("dense 784x256");
  add_product<square(1, 1, 64, 10)>("dense 64x10");
  add_product<first, pool(first)>("conv 3x3, 28x28x1 to 32, pool 2x2");
  add_product<second>("conv 3x3, 13x13x32 to 64");
  add_product<second, pool(second)>("conv 3x3, 13x13x32 to 64, pool 2x2");
  add_product<square(16, 3, 8, 16, Padding::same)>("conv 3x3 same, 16x16x8 to 16");
  add_product<square(8, 1, 64, 64)>("conv 1x1, 8x8x64 to 64");
  add_depthwise<square(16, 3, 16, 16, Padding::same)>("depthwise 3x3 same, 16x16x16");
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
