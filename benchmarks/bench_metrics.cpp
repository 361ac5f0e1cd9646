// SPDX-License-Identifier: MIT
// Metrics: compares the area under a ROC curve with std::sort of the same scores, and measures the cost per sample of the metrics of a
// fit. Counter "samples" is samples per second.
#include <linnet/linnet.hpp>
#include <linnet/metrics/binned_auc.hpp>
#include <linnet/metrics/confusion_matrix.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/metrics/roc.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>

using linnet::Index;

namespace {

struct Problem {
  linnet::Tensor<2> scores;
  linnet::Labels labels;

  Problem(Index samples, Index width) : scores(samples, width), labels(samples) {
    linnet::Random random(1);
    for (Index i = 0; i < scores.size(); ++i) scores.data()[i] = random.uniform(0.0f, 1.0f);
    for (Index i = 0; i < samples; ++i) {
      labels(i) = static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(std::max<Index>(width, 2))));
    }
  }
};

void count(benchmark::State& state, Index samples) {
  state.counters["samples"] =
      benchmark::Counter(static_cast<double>(samples * state.iterations()), benchmark::Counter::kIsRate);
}

void sort(benchmark::State& state) {
  const Problem problem(state.range(0), 1);
  for (auto _ : state) {
    std::vector<float> scores(problem.scores.data(), problem.scores.data() + problem.scores.size());
    std::sort(scores.begin(), scores.end());
    benchmark::DoNotOptimize(scores.data());
  }
  count(state, state.range(0));
}
BENCHMARK(sort)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

void roc_auc(benchmark::State& state) {
  const Problem problem(state.range(0), 1);
  for (auto _ : state) benchmark::DoNotOptimize(linnet::roc_auc(problem.labels, problem.scores));
  count(state, state.range(0));
}
BENCHMARK(roc_auc)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

/// Updates sample by sample, as in fit.
template <class M, Index Width>
void update(benchmark::State& state) {
  constexpr Index samples = 10000;
  const Problem problem(samples, Width);
  M metric;
  for (auto _ : state) {
    for (Index i = 0; i < samples; ++i) {
      metric.update(std::span<const float>(problem.scores.data() + i * Width, static_cast<std::size_t>(Width)),
                    std::span<const std::int32_t>(problem.labels.data() + i, 1));
    }
    benchmark::DoNotOptimize(metric.result());
  }
  count(state, samples);
}
BENCHMARK_TEMPLATE(update, linnet::Accuracy, 10)->Name("accuracy/10");
BENCHMARK_TEMPLATE(update, linnet::ConfusionMatrix<10>, 10)->Name("confusion_matrix/10");
BENCHMARK_TEMPLATE(update, linnet::BinnedAuc<>, 1)->Name("binned_auc/1");

/// The same with every check.
void measure_accuracy(benchmark::State& state) {
  const Problem problem(10000, 10);
  for (auto _ : state) {
    benchmark::DoNotOptimize(linnet::measure(linnet::Accuracy{}, problem.labels, problem.scores).result());
  }
  count(state, 10000);
}
BENCHMARK(measure_accuracy)->Name("measure_accuracy/10");

}  // namespace

BENCHMARK_MAIN();
