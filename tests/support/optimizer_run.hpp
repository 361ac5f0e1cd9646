// SPDX-License-Identifier: MIT
// An optimizer step by step over a block between fences.
#pragma once

#include <linnet/network/update.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/golden.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test {

/// `optimizer` on a block of its own, which starts at `start` with slots of zeros.
template <class T, class O>
class OptimizerRun {
 public:
  OptimizerRun(const O& optimizer, const std::vector<T>& start)
      : settings(optimizer),
        parameters(start),
        size_(static_cast<Index>(start.size())),
        moments_(static_cast<std::size_t>(optimizer.slot_count()) * static_cast<std::size_t>(size_ + gap)) {}

  LINNET_NOINLINE void step(const T* gradients, T learning_rate) {
    settings.update(state_, Update<T>{size_, parameters.data(), gradients, {moments_.data(), size_ + gap}, learning_rate});
  }
  void step(const T* gradients) { step(gradients, static_cast<T>(settings.learning_rate)); }

  /// The numbers of slot `k`.
  std::vector<T> slot(Index k) const {
    const T* first = moments_.data() + k * (size_ + gap);
    return {first, first + size_};
  }

  /// True if nothing was written outside of the parameters and the slots.
  bool intact() const {
    bool untouched = parameters.intact();
    for (Index k = 0; k < settings.slot_count(); ++k) {
      const T* end = moments_.data() + k * (size_ + gap) + size_;
      untouched = untouched && std::all_of(end, end + gap, [](T number) { return number == T(0); });
    }
    return untouched;
  }

  O settings;
  Fenced<T> parameters;

 private:
  static constexpr Index gap = 67;  // behind each slot

  Index size_;
  std::vector<T> moments_;  // slots, a gap behind each
  typename O::State state_{};
};

/// Parameters after each step against exact ones. Each step may round a parameter twice; on top of that comes `slack`, relative
/// to the way that the parameter has come: the settings are floats, so that 0.9 and 0.999 are not exact.
template <class T>
class PathCheck {
 public:
  PathCheck(const std::vector<double>& start, double slack) : at_(start), greatest_(start), path_(start.size()), slack_(slack) {
    for (double& w : greatest_) w = std::abs(w);
  }

  void step(const Fenced<T>& have, const double* want) {
    rounding_ += static_cast<double>(std::numeric_limits<T>::epsilon());
    for (std::size_t i = 0; i < at_.size(); ++i) {
      path_[i] += std::abs(want[i] - at_[i]);
      greatest_[i] = std::max(greatest_[i], std::abs(want[i]));
      at_[i] = want[i];
      const double error = std::abs(static_cast<double>(have[static_cast<Index>(i)]) - want[i]);
      const double allowed = rounding_ * greatest_[i] + slack_ * path_[i];
      if (!(error <= allowed)) FAIL("parameter " << i << " is off by " << error << ", allowed are " << allowed);
    }
  }

 private:
  std::vector<double> at_, greatest_, path_;
  double slack_, rounding_ = 0.0;
};

/// Runs `optimizer` as `file` has it under this name, with the gradients of optimizers.golden. The float run has no slack.
template <class T, class O>
void check_golden_steps(const O& optimizer, const std::string& name, double slack_of_double,
                        const std::string& file = "optimizers") {
  CAPTURE(name, sizeof(T));
  const Golden golden("optimizers");
  const std::vector<double> start = golden.values("parameters"), want = Golden(file).values(name + "_f64");
  const std::vector<T> gradients = converted<T>(golden.values("gradients"));
  OptimizerRun<T, O> run(optimizer, converted<T>(start));
  PathCheck<T> check(start, sizeof(T) == 8 ? slack_of_double : 0.0);
  for (std::size_t first = 0; first < want.size(); first += start.size()) {
    run.step(gradients.data() + first);
    check.step(run.parameters, want.data() + first);
  }
}

/// Runs `optimizer` for 12 steps, while the learning rate changes, against `step(t, rate, gradients, parameters)`, which makes the step t,
/// counted from 1, in double.
template <class T, class O, class Step>
void check_formulas(const O& optimizer, double slack, Step step) {
  const std::vector<T> w = random_numbers<T>(19, 3);
  std::vector<double> exact = converted<double>(w);
  OptimizerRun<T, O> run(optimizer, w);
  PathCheck<T> check(exact, slack);
  for (int t = 1; t <= 12; ++t) {
    CAPTURE(t);
    const std::vector<T> g = random_numbers<T>(19, 10 + static_cast<std::uint64_t>(t));
    const double rate = t < 5 ? 0.0078125 : 0.001953125;
    run.step(g.data(), static_cast<T>(rate));
    step(t, rate, converted<double>(g), exact);
    check.step(run.parameters, exact.data());
  }
}

/// Blocks of every length up to 40, at a learning rate that changes: each number has the bits that it has alone, outside of any
/// vector, and nothing else is written.
template <class T, class O>
void check_block_tails(const O& optimizer) {
  constexpr Index most = 40;
  const std::vector<T> start = random_numbers<T>(most, 1), gradients = random_numbers<T>(3 * most, 2);
  const auto steps = [&](Index first, Index size) {
    OptimizerRun<T, O> run(optimizer, {start.begin() + first, start.begin() + first + size});
    for (Index t = 0; t < 3; ++t) {
      const Unaligned<T> g({gradients.begin() + t * most + first, gradients.begin() + t * most + first + size});
      run.step(g.data(), T(0.01) * static_cast<T>(t + 1));
    }
    return run;
  };
  std::vector<T> alone;
  for (Index i = 0; i < most; ++i) alone.push_back(steps(i, 1).parameters[0]);
  for (Index size = 1; size <= most; ++size) {
    const auto run = steps(0, size);
    CAPTURE(size);
    REQUIRE(equal_bits(run.parameters.data(), alone.data(), size));
    REQUIRE(run.intact());
  }
}

/// Numbers among the moments that are denormal.
template <class T>
int denormals(const std::vector<T>& moments) {
  int count = 0;
  for (const T moment : moments) count += std::fpclassify(moment) == FP_SUBNORMAL;
  return count;
}

/// One step of gradients of every size, then 20,000 of none: the moments decay, but not into the denormals, and parameters that
/// never had a gradient stay as they are.
template <class T, class O>
void check_denormal_guard(const O& optimizer) {
  std::vector<T> start, first;
  for (const T gradient : {T(1), T(-1), T(1e-4), T(-1e-10), T(1e-18), T(-1e-30), T(0), T(0)}) {
    first.push_back(gradient);
    start.push_back(gradient == T(0) ? T(0.001) : T(1));
  }
  const std::vector<T> none(start.size());
  OptimizerRun<T, O> run(optimizer, start);
  run.step(first.data());
  for (int t = 1; t <= 20000; ++t) {
    run.step(none.data());
    if (t % 1000 == 0) {
      CAPTURE(t);
      for (Index k = 0; k < run.settings.slot_count(); ++k) REQUIRE(denormals(run.slot(k)) == 0);
    }
  }
  CHECK(run.parameters[6] == T(0.001));
  CHECK(run.parameters[7] == T(0.001));
  for (const T w : run.parameters.values()) CHECK(std::isfinite(w));
}

}  // namespace linnet::test
