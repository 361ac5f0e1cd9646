// SPDX-License-Identifier: MIT
// RoundedPool: a FakeQuantize and the average pool behind it, whose means int8 rounds to the grid of their input.
#pragma once

#include <linnet/quantized/training/fake_quantize.hpp>

namespace linnet::quantized {

/// y = round(pool(fake(x))), rounded to the grid of `fake`, whose range is the state. The gradient passes the second rounding unchanged: a
/// mean of numbers in the range lies in it. `Fake` is a FakeQuantize, or a RoundedPool in front of another pool.
template <class Fake, class Pool>
struct RoundedPool {
  Fake fake{};
  Pool pool{};

  static constexpr std::string_view name = "rounded_pool";
  static constexpr std::string_view cpp_name = "linnet::quantized::RoundedPool";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr bool constant_state = Fake::constant_state;
  static constexpr bool rounds_outputs = true, moves = Fake::moves, rounds_pool = true;

  template <class In>
  using Middle = typename Fake::template Output<In>;
  template <class In>
  using Output = typename Pool::template Output<Middle<In>>;
  template <class In>
  static constexpr Windows windows = Pool::template windows<Middle<In>>;

  template <class In>
  static constexpr auto state() {
    return Fake::template state<In>();
  }
  /// What goes into the pool is in scratch memory, in front of that of `fake`.
  template <class T, class In>
  static constexpr LayerMemory memory() {
    LayerMemory m = Bound<T, Fake, In>::memory;
    m.scratch += alignment_numbers<T>;
    m.scratch_per_sample += Middle<In>::size;
    m.inference_scratch += alignment_numbers<T>;
    m.inference_scratch_per_sample += Middle<In>::size;
    return m;
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(fake);
    list(pool);
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return fake.problem(); }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    using Samples = std::remove_cvref_t<decltype(f.n)>;
    using Last = FakeQuantize<linear, false>;
    T* const middle = f.scratch;
    fake.forward(ForwardPass<Bound<T, Fake, In>, Samples>{f.n, f.x, middle, f.parameters, f.state, f.remembered,
                                                          behind<T, In>(f.scratch, f.n), f.random, f.training});
    pool.forward(ForwardPass<Bound<T, Pool, Middle<In>>, Samples>{f.n, middle, f.y, f.parameters, f.state, f.remembered, middle,
                                                                  f.random, f.training});
    Last{}.forward(ForwardPass<Bound<T, Last, Output<In>>, Samples>{f.n, f.y, f.y, f.parameters, f.state, f.remembered, middle,
                                                                    f.random, f.training});
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    T* const middle = f.scratch;  // the gradient of the pool's input
    if constexpr (Pass::input_gradient_needed) {
      pool.backward(BackwardPass<Bound<T, Pool, Middle<In>>, true>{f.n, f.x, f.y, f.dy, middle, f.parameters, f.gradients,
                                                                   f.state, f.remembered, nullptr});
    }
    fake.backward(BackwardPass<Bound<T, Fake, In>, Pass::input_gradient_needed>{
        f.n, f.x, f.y, middle, f.dx, f.parameters, f.gradients, f.state, f.remembered, behind<T, In>(f.scratch, f.n), f.step,
        f.limit, f.updates_state});
  }

  /// As FakeQuantize.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const requires(Fake::moves) {
    return fake.statistics_are_finite(f);
  }
  template <class Pass>
  void update_state(const Pass& f) const requires(Fake::moves) {
    fake.update_state(f);
  }

 private:
  template <class T, class In>
  static T* behind(T* scratch, Index n) {
    return scratch + aligned<T>(n * Middle<In>::size);
  }
};

}  // namespace linnet::quantized
