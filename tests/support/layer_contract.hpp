// SPDX-License-Identifier: MIT
// The contract that every layer passes, in float and double, for batches of 1, 2 and 7:
//
//   - it writes as many numbers as its shapes and counts declare, all of them and no other
//   - inference gives the bits of training with training = false, and a batch the bits of its samples one by one
//   - forward and backward allocate nothing
//   - in place (if it can be) it gives the bits that it gives with memory of its own, and keeps_sign is true
//   - backward reads no output if output_use says so
//   - its gradients agree with finite differences to 1e-6 (double)
//
// Bits are promised by linnet's kernels. In a layer of a user the compiler may contract a product and a sum to one rounding, in one call
// and not in the next; there the same numbers are asked for, to a few roundings.
#pragma once

#include <linnet/network/engine.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

namespace linnet::test {

/// The author of a layer's arithmetic, which decides whether "the same" means bits or numbers.
enum class Arithmetic { of_linnet, of_a_user };

/// Errors that were found. Checks write here instead of using Catch2's macros, which are slow to compile in templates.
struct Findings {
  Arithmetic arithmetic = Arithmetic::of_linnet;
  std::string text{};
  template <class T>
  void expect_same(std::span<const T> a, std::span<const T> b, const char* what) {
    expect(arithmetic == Arithmetic::of_linnet ? same_bits(a, b) : same_but_for_rounding(a, b), what);
  }
  void expect(bool right, const char* what) {
    if (!right) [[unlikely]]
      note(what);
  }
  LINNET_COLD void note(const char* what) { text.append(text.empty() ? "" : "; ").append(what); }
};

/// `size` numbers, NaN at first, between guards that nobody may write to.
template <class T>
class Guarded {
 public:
  explicit Guarded(Index size) : size_(size), numbers_(static_cast<std::size_t>(size + 2 * guard), canary) { clear(); }
  T* data() { return numbers_.data() + guard; }
  const T* data() const { return numbers_.data() + guard; }
  std::span<const T> numbers() const { return {data(), static_cast<std::size_t>(size_)}; }
  Index size() const { return size_; }
  void clear() { std::fill_n(data(), size_, std::numeric_limits<T>::quiet_NaN()); }

  bool intact() const {
    const auto is_canary = [](T number) { return number == canary; };
    return std::all_of(numbers_.begin(), numbers_.begin() + guard, is_canary) &&
           std::all_of(numbers_.end() - guard, numbers_.end(), is_canary);
  }
  bool written() const {
    return std::none_of(data(), data() + size_, [](T number) { return std::isnan(number); });
  }

 private:
  static constexpr Index guard = 64;
  static constexpr T canary = T(-12345.678);
  Index size_;
  std::vector<T> numbers_;
};

/// The sizes of the memory of a layer and n samples.
struct RunSizes {
  Index input, output, parameters, state, remembered, scratch;
};

/// That memory, with random input and random parameters. Not a template of the layer: it is compiled once a type of number.
template <class T>
struct RunMemory {
  Guarded<T> x, parameters, state, y, dy, dx, gradients, remembered, scratch;

  RunMemory(const RunSizes& sizes, Index n)
      : x(sizes.input),
        parameters(sizes.parameters),
        state(sizes.state),
        y(sizes.output),
        dy(sizes.output),
        dx(sizes.input),
        gradients(sizes.parameters),
        remembered(sizes.remembered),
        scratch(sizes.scratch) {
    Random random(static_cast<std::uint64_t>(11 + n));
    for (Guarded<T>* block : {&x, &parameters, &dy}) fill_uniform(block->data(), block->size(), random);
    fill_uniform(state.data(), state.size(), random, T(0.5), T(1.5));                             // a variance is positive
    for (Index i = 0; i < x.size(); ++i) x.data()[i] += x.data()[i] > T(0) ? T(0.01) : T(-0.01);  // clear of the kinks at 0
  }
  bool intact() const {
    bool all = true;
    for (const Guarded<T>* block : {&x, &parameters, &state, &y, &dy, &dx, &gradients, &remembered, &scratch})
      all = all && block->intact();
    return all;
  }
};

/// Layer `L` at input shape `In` with n samples, and all memory that it may use.
template <class T, class In, class L>
struct LayerRun : RunMemory<T> {
  using B = Bound<T, L, In>;
  static constexpr bool computes = B::placement != Placement::alias;
  static constexpr bool takes_indices = detail::vocabulary_of<std::tuple<L>>() > 0;
  using RunMemory<T>::x, RunMemory<T>::parameters, RunMemory<T>::state, RunMemory<T>::y, RunMemory<T>::gradients;
  using RunMemory<T>::remembered, RunMemory<T>::scratch;

  L layer;
  Index n;

  LayerRun(const L& l, Index samples)
      : RunMemory<T>({.input = samples * In::size,
                      .output = samples * B::Output::size,
                      .parameters = B::parameter_slice,
                      .state = B::state_slice,
                      .remembered = B::memory.per_batch + B::memory.per_sample * samples,
                      .scratch = B::memory.scratch + B::memory.scratch_per_sample * samples},
                     samples),
        layer(l),
        n(samples) {
    if constexpr (takes_indices) {
      Random random(static_cast<std::uint64_t>(17 + samples));
      for (Index i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<T>(random.below(static_cast<std::uint32_t>(L::vocabulary)));
    }
  }

  void forward(bool training) { forward(x.data(), y.data(), training); }
  void forward(const T* from, T* to, bool training) {
    Random random(5);  // the same in each call, so that a layer that draws is a function too
    layer.forward(
        ForwardPass<B>{n, from, to, parameters.data(), state.data(), remembered.data(), scratch.data(), &random, training});
  }
  template <bool InputGradient = true>
  void backward(const T* from, const T* output, T* output_gradient, T* input_gradient) {
    layer.backward(BackwardPass<B, InputGradient>{n, from, output, output_gradient, input_gradient, parameters.data(),
                                                  gradients.data(), state.data(), remembered.data(), scratch.data()});
  }
};

/// The memory of the path of inference, and what is expected of it.
template <class T>
struct InferenceMemory {
  Guarded<T> y, a, b, scratch;

  void check(std::size_t allocations, Findings& findings) const {
    findings.expect(allocations == 0, "inference allocates");
    findings.expect(y.intact() && a.intact() && b.intact() && scratch.intact(), "inference writes out of bounds");
    findings.expect(y.written(), "inference leaves outputs unwritten");
  }
};

/// Predictions of `samples` samples by the path of inference.
template <class T, class In, class L>
Guarded<T> infer(const L& layer, const T* x, Index samples, const T* parameters, const T* state, Findings& findings) {
  using Top = Topology<T, In, L>;
  const std::tuple<L> layers(layer);
  const Index region = Top::inference_region * samples;
  InferenceMemory<T> memory{Guarded<T>(samples * Top::Output::size), Guarded<T>(region), Guarded<T>(region),
                            Guarded<T>(Top::inference_scratch(samples))};
  const auto allocations = allocations_of([&] {
    Engine<Top, std::tuple<L>>::infer(layers, x, memory.y.data(), samples, parameters, state,
                                      {{memory.a.data(), memory.b.data()}, memory.scratch.data()});
  });
  memory.check(allocations, findings);
  return std::move(memory.y);
}

template <class T, class In, class L>
void check_layer_forward(const L& layer, Index n, Findings& findings) {
  using Run = LayerRun<T, In, L>;
  constexpr Index out = Run::B::Output::size;
  Run run(layer, n);
  const Guarded<T> inferred = infer<T, In>(layer, run.x.data(), n, run.parameters.data(), run.state.data(), findings);
  for (Index i = 0; i < n; ++i) {
    const Guarded<T> one =
        infer<T, In>(layer, run.x.data() + i * In::size, 1, run.parameters.data(), run.state.data(), findings);
    findings.expect_same(one.numbers(),
                         inferred.numbers().subspan(static_cast<std::size_t>(i * out), static_cast<std::size_t>(out)),
                         "a sample alone gives other bits than in its batch");
  }
  if constexpr (Run::computes) {
    findings.expect(allocations_of([&] { run.forward(false); }) == 0, "forward allocates");
    findings.expect_same(run.y.numbers(), inferred.numbers(), "forward without training gives other bits than inference");
    run.y.clear();
    findings.expect(allocations_of([&] { run.forward(true); }) == 0, "forward in training allocates");
    findings.expect(run.y.written(), "forward leaves outputs unwritten");
    findings.expect(run.intact(), "forward writes out of bounds");
    if constexpr (Run::B::placement == Placement::in_place) {
      std::vector<T> shared(run.x.data(), run.x.data() + run.x.size());
      run.forward(shared.data(), shared.data(), true);
      findings.expect_same(std::span<const T>(shared), run.y.numbers(), "forward in place gives other bits");
    }
  } else {
    findings.expect(out == In::size && same_bits(inferred, run.x), "an alias changes its input");
  }
}

template <class T, class In, class L>
void check_layer_backward(const L& layer, Index n, Findings& findings) {
  using Run = LayerRun<T, In, L>;
  using B = typename Run::B;
  Run run(layer, n);
  run.forward(true);
  const Guarded<T> output = run.y;
  const std::vector<T> dy(run.dy.data(), run.dy.data() + run.dy.size());
  const auto restore = [&] {
    run.forward(true);  // backward may have overwritten what it remembered
    if constexpr (B::output_use == OutputUse::nothing) run.y.clear();
    run.scratch.clear();
    run.gradients.clear();
    std::copy(dy.begin(), dy.end(), run.dy.data());
  };
  restore();
  const auto allocations = allocations_of([&] { run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data()); });
  findings.expect(allocations == 0, "backward allocates");
  findings.expect(run.dx.written(),
                  "backward leaves input gradients unwritten, or reads an output that it says it does not use");
  findings.expect(run.intact(), "backward writes out of bounds");

  const std::vector<T> gradients(run.gradients.data(), run.gradients.data() + run.gradients.size());
  const auto written = [&](Index first, Index count) {
    return std::count_if(gradients.begin() + first, gradients.begin() + first + count, [](T g) { return !std::isnan(g); });
  };
  Index in_tensors = 0;
  for (std::size_t i = 0; i < B::parameters.size(); ++i) in_tensors += written(B::parameter_offset(i), B::parameters[i].size());
  findings.expect(in_tensors == B::parameter_count, "backward leaves parameter gradients unwritten");
  findings.expect(written(0, B::parameter_slice) == in_tensors, "backward writes into the gaps between parameters");

  if constexpr (B::parameter_count > 0) {  // as the first layer that trains: without an input gradient
    restore();
    run.template backward<false>(run.x.data(), run.y.data(), run.dy.data(), nullptr);
    findings.expect_same(run.gradients.numbers(), std::span<const T>(gradients),
                         "without an input gradient the parameter gradients differ");
  }
  if constexpr (B::placement == Placement::in_place) {
    bool same_sign = true;
    for (Index i = 0; i < run.x.size(); ++i) {
      same_sign = same_sign && (run.dx.data()[i] == T(0) || (output.data()[i] > T(0)) == (run.x.data()[i] > T(0)));
    }
    findings.expect(!B::keeps_sign || same_sign, "keeps_sign is true, and a sign changes where the gradient is not 0");
    const std::vector<T> dx(run.dx.data(), run.dx.data() + run.dx.size());
    restore();
    std::vector<T> shared = dy;
    run.backward(run.y.data(), run.y.data(), shared.data(), shared.data());
    findings.expect_same(std::span<const T>(shared), std::span<const T>(dx), "backward in place gives other bits");
  }
}

/// Largest relative error of the gradients of sum(dy * y) with respect to input and parameters.
template <class In, class L>
double layer_gradient_error(const L& layer, Index n) {
  using B = Bound<double, L, In>;
  LayerRun<double, In, L> run(layer, n);
  const std::vector<double> dy(run.dy.data(), run.dy.data() + run.dy.size());
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  const std::function<double()> objective = [&] {
    run.forward(true);
    return std::inner_product(dy.begin(), dy.end(), run.y.data(), 0.0);
  };
  const auto largest = [](std::span<const double> numbers) {
    double most = 0.0;
    for (const double number : numbers) most = std::max(most, std::isnan(number) ? INFINITY : std::abs(number));
    return most;
  };
  const double scale = largest(run.dx.numbers());
  const auto error = [&](double* x, const double* gradient, Index count) {
    const std::span<const double> ours(gradient, static_cast<std::size_t>(count));
    const std::vector<double> expected = finite_differences(x, count, objective);
    // Both are 0 but for their rounding: nothing depends on these numbers, as on a bias of all the scores of a softmax.
    if (largest(ours) < 1e-12 * scale && largest(expected) < 1e-8 * scale) return 0.0;
    return relative_error(ours, expected);
  };
  double worst = run.takes_indices ? 0.0 : error(run.x.data(), run.dx.data(), run.x.size());  // an index has no gradient
  for (std::size_t i = 0; i < B::parameters.size(); ++i) {
    const Index first = B::parameter_offset(i);
    worst = std::max(worst, error(run.parameters.data() + first, run.gradients.data() + first, B::parameters[i].size()));
  }
  return worst;
}

/// With sanitizers, where a type costs minutes to compile, bounds are checked in float; gradients are in double.
#if defined(LINNET_TEST_SANITIZED)
constexpr bool also_in_double = false;
#else
constexpr bool also_in_double = true;
#endif

/// Checks the whole contract of `layer` at input shape `In`.
template <class In, class L>
void check_layer(const L& layer, const std::string& what = std::string(L::name),
                 Arithmetic arithmetic = Arithmetic::of_linnet) {
  for (const Index n : {1, 2, 7}) {
    Findings findings{.arithmetic = arithmetic};
    double gradient_error = 0.0;
    check_layer_forward<float, In>(layer, n, findings);
    if constexpr (also_in_double) check_layer_forward<double, In>(layer, n, findings);
    if constexpr (LayerRun<double, In, L>::computes) {
      check_layer_backward<float, In>(layer, n, findings);
      if constexpr (also_in_double) check_layer_backward<double, In>(layer, n, findings);
      gradient_error = layer_gradient_error<In>(layer, n);
    }
    INFO(what << ", batch " << n);
    CHECK(findings.text == "");
    CHECK(gradient_error < 1e-6);
  }
}

}  // namespace linnet::test
