// SPDX-License-Identifier: MIT
// FrozenSequential: a model that reads its parameters in place, in flash or in a mapped file, and predicts.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/models/model_base.hpp>
#include <linnet/models/predict_call.hpp>

#include <span>

namespace linnet {

/// A model like Sequential, with the same layers, numbers and predictions, that does not train. It refers to parameters and state, in the
/// layout of Sequential's blocks: const memory that must outlive it. A constexpr object is itself in flash (with GCC 12 write `constexpr
/// auto model = FrozenSequential{...}` or name its type: GCC puts a deduced `constexpr FrozenSequential model{...}` into RAM). What a
/// prediction needs between its layers is the caller's (or on the stack), so one object serves every thread.
template <class Input_, class... Layers>
class FrozenSequential : public ModelBase<FrozenSequential<Input_, Layers...>, Input_, Layers...> {
  using Base = ModelBase<FrozenSequential, Input_, Layers...>;

 public:
  using typename Base::Input;
  using typename Base::Memory;
  using typename Base::Output;
  using typename Base::Scalar;
  using typename Base::Topology;
  static constexpr bool refers_to_parameters = true;  ///< they outlive this object: a temporary can be frozen

  /// `parameters` (parameter_block) and `state` (state_block; null if the model has none) start on 64-byte boundaries on a host.
  constexpr FrozenSequential(const Scalar* parameters, const Scalar* state, const Input_&, const Layers&... layers)
      : Base(layers...), parameters_(parameters), state_(state) {}

  /// The block of all parameters, and that of all state.
  constexpr std::span<const Scalar> parameters() const {
    return {parameters_, static_cast<std::size_t>(Topology::parameter_block)};
  }
  constexpr std::span<const Scalar> state() const { return {state_, static_cast<std::size_t>(Topology::state_block)}; }
  using Base::state;

  /// Predictions y (samples, Output) of x (samples, Input), row-major, a sample at a time. Fails if the sizes do not match.
  LINNET_OWN_CODE void predict(FlatView<const Scalar> x, FlatView<Scalar> y, Memory& memory) const
      requires(Base::vocabulary == 0) {
    detail::predict<Topology>(layers_, x, y, parameters_, state_, memory.numbers.data());
  }
  /// The same with inference_bytes() on the stack.
  LINNET_OWN_CODE void predict(FlatView<const Scalar> x, FlatView<Scalar> y) const requires(Base::vocabulary == 0) {
    Memory memory;
    predict(x, y, memory);
  }
  /// The same of integers: see StaticSequential.
  template <detail::TakenIntegers<Base::vocabulary> X>
  LINNET_OWN_CODE void predict(const X& x, FlatView<Scalar> y, Memory& memory) const {
    detail::predict<Topology>(layers_, detail::flat_view<Scalar>(x), y, parameters_, state_, memory.numbers.data());
  }
  template <detail::TakenIntegers<Base::vocabulary> X>
  LINNET_OWN_CODE void predict(const X& x, FlatView<Scalar> y) const {
    Memory memory;
    predict(x, y, memory);
  }

  /// Other arguments, which are refused in a sentence.
  template <class... A>
  requires(!detail::predicts<detail::FlatInput<Scalar, Base::vocabulary>, Scalar, Memory, false, A...>)
      detail::RefusedPredict<detail::FlatInput<Scalar, Base::vocabulary>, Scalar, A...> predict(A&&...)
  const;

 private:
  using Base::layers_;

  const Scalar* parameters_;
  const Scalar* state_;
};

}  // namespace linnet
