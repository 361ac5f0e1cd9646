// SPDX-License-Identifier: MIT
// The three products of a dense layer on the register tile, and Eigen's own product at the same sizes.
// The argument is the batch; counter "flops" is floating-point operations per second: compare it with fma_peak.
#include "peak.hpp"

#include <linnet/kernels/dense.hpp>
#include <linnet/network/bound.hpp>

#include <string>

using linnet::Index;

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <Index K, Index M>
struct Operands {
  explicit Operands(Index n)
      : x(Matrix::Random(n, K)),
        w(Matrix::Random(K, M)),
        y(Matrix::Random(n, M)),
        bias(Matrix::Random(1, M)),
        scratch(128, 64) {}
  Matrix x, w, y, bias, scratch;
};

void count(benchmark::State& state, Index k, Index m) {
  const double flops = 2.0 * static_cast<double>(state.range(0) * k * m) * static_cast<double>(state.iterations());
  state.counters["flops"] = benchmark::Counter(flops, benchmark::Counter::kIsRate);
}

template <Index K, Index M>
void forward(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    linnet::kernels::dense_forward<K, M>(o.x.data(), o.w.data(), o.y.data(), state.range(0),
                                         linnet::kernels::FromBias<float>{o.bias.data()});
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void eigen_forward(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    o.y.noalias() = o.x * o.w;
    o.y.rowwise() += o.bias.row(0);
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void weight_gradient(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    linnet::kernels::dense_weight_gradient<K, M>(o.x.data(), o.y.data(), o.w.data(), o.scratch.data(), state.range(0));
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void eigen_weight_gradient(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    o.w.noalias() = o.x.transpose() * o.y;
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void input_gradient(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    linnet::kernels::dense_input_gradient<K, M>(o.y.data(), o.w.data(), o.x.data(), o.scratch.data(), state.range(0));
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void eigen_input_gradient(benchmark::State& state) {
  Operands<K, M> o(state.range(0));
  for (auto _ : state) {
    o.x.noalias() = o.y * o.w.transpose();
    benchmark::ClobberMemory();
  }
  count(state, K, M);
}

template <Index K, Index M>
void register_size() {
  const std::string size = "/" + std::to_string(K) + "x" + std::to_string(M);
  const auto add = [&](const char* name, void (*function)(benchmark::State&)) {
    auto* const b = benchmark::RegisterBenchmark((name + size).c_str(), function);
    for (const Index batch : {1, 16, 50, 128}) b->Arg(batch);
  };
  add("forward", forward<K, M>);
  add("forward_eigen", eigen_forward<K, M>);
  add("weight_gradient", weight_gradient<K, M>);
  add("weight_gradient_eigen", eigen_weight_gradient<K, M>);
  add("input_gradient", input_gradient<K, M>);
  add("input_gradient_eigen", eigen_input_gradient<K, M>);
}

BENCHMARK(linnet::benchmarks::fma_peak)->Name("fma_peak");

}  // namespace

int main(int argc, char** argv) {
  register_size<784, 256>();
  register_size<256, 64>();
  register_size<64, 32>();
  register_size<32, 10>();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
