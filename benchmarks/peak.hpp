// SPDX-License-Identifier: MIT
// Upper limits of the core: fused multiply-adds per second from registers, and the speed of reading a block of memory.
#pragma once

#include <linnet/kernels/simd.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace linnet::benchmarks {

/// Independent chains of fma in registers; counter "flops" is the core's peak.
inline void fma_peak(benchmark::State& state) {
  using V = simd::Packet<float, 1024>;
  constexpr int chains = 12;
  constexpr int steps = 4096;
  alignas(64) float start[chains * 16];
  for (int i = 0; i < chains * 16; ++i) start[i] = static_cast<float>(i);  // the compiler would compute equal chains once
  alignas(64) float sink[16];
  for (auto _ : state) {
    V sum[chains];
    benchmark::DoNotOptimize(&start[0]);
    LINNET_UNROLL
    for (int i = 0; i < chains; ++i) sum[i] = simd::load<V>(start + i * 16);
    const V a = simd::set<V>(0.999f);
    const V b = simd::set<V>(0.001f);
    for (int k = 0; k < steps; ++k) {
      LINNET_UNROLL
      for (int i = 0; i < chains; ++i) sum[i] = simd::fma(a, sum[i], b);
    }
    LINNET_UNROLL
    for (int i = 0; i < chains; ++i) {
      simd::store(&sink[0], sum[i]);
      benchmark::DoNotOptimize(&sink[0]);
      benchmark::ClobberMemory();
    }
  }
  state.counters["flops"] = benchmark::Counter(2.0 * chains * steps * simd::lanes<V> * static_cast<double>(state.iterations()),
                                               benchmark::Counter::kIsRate);
}

/// Reads `block` once, with as many loads in flight as the core allows; counter "bytes" is bytes per second.
inline void read_block(benchmark::State& state, const float* block, std::size_t size) {
  using V = simd::Packet<float, 1024>;
  constexpr std::size_t L = static_cast<std::size_t>(simd::lanes<V>);
  alignas(64) float sink[16];
  for (auto _ : state) {
    V sum[8];
    LINNET_UNROLL
    for (int k = 0; k < 8; ++k) sum[k] = simd::set<V>(0.0f);
    for (std::size_t i = 0; i + 8 * L <= size; i += 8 * L) {
      LINNET_UNROLL
      for (std::size_t k = 0; k < 8; ++k) sum[k] = simd::add(sum[k], simd::load<V>(block + i + k * L));
    }
    LINNET_UNROLL
    for (int k = 0; k < 8; ++k) {
      simd::store(&sink[0], sum[k]);
      benchmark::DoNotOptimize(&sink[0]);
      benchmark::ClobberMemory();
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size * sizeof(float)));
}

}  // namespace linnet::benchmarks
