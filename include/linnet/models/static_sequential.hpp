// SPDX-License-Identifier: MIT
// StaticSequential: a model with its parameters inside the object, for microcontrollers and real-time threads. No heap, no
// exceptions, no threads; sizeof is its whole size.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/core/in_use.hpp>
#include <linnet/models/compile_call.hpp>
#include <linnet/models/model_base.hpp>
#include <linnet/models/predict_call.hpp>

#include <array>
#include <span>
#include <type_traits>

namespace linnet {

/// Tag, the first entry of a StaticSequential: leaves its numbers at 0, for a model that loads its weights (load_weights, or a copy into
/// parameters() and state()). Firmware then spends neither time on random numbers nor flash on initializers.
struct Undrawn {};
inline constexpr Undrawn undrawn{};

/// A model like Sequential, with the same layers, numbers and results, inside the object: parameters, state and the memory between layers
/// of a prediction.
///
/// Every model draws its parameters at construction from seed 0: two models with the same layers are equal. `initialize(seed)` draws new
/// ones, with a different seed for each member of an ensemble. StaticSequential{undrawn, Input<...>{}, ...} draws none.
///
/// A prediction is const. On a host any number of threads may predict with one model at a time, while no training uses it (a debug build,
/// without NDEBUG, fails where one does). On a target predict(x, y) works in memory of the model: it is not for a thread and an interrupt
/// at a time, which predict(x, y, memory) is for.
template <class Input_, class... Layers>
class StaticSequential : public ModelBase<StaticSequential<Input_, Layers...>, Input_, Layers...> {
  using Base = ModelBase<StaticSequential, Input_, Layers...>;

 public:
  using typename Base::Input;
  using typename Base::Memory;
  using typename Base::Output;
  using typename Base::Scalar;
  using typename Base::Topology;

  explicit(false) StaticSequential(const Input_& input, const Layers&... layers) : StaticSequential(undrawn, input, layers...) {
    initialize(0);
  }
  StaticSequential(Undrawn, const Input_&, const Layers&... layers) : Base(layers...) {
    std::apply([](const auto&... layer) { (detail::expect_settings(layer), ...); }, layers_);
    if constexpr (LINNET_HOST) {
      const char* const problem = Engine::problem(layers_);
      detail::expect(problem == nullptr, problem);
    }
    constructed_ = true;
  }

  /// Draws all parameters anew with the layers' initializers, and resets the state: the same seed gives the same model.
  void initialize(std::uint64_t seed) {
    Random random(seed);
    Engine::initialize(layers_, parameters().data(), state().data(), random);
  }

  /// The block of all parameters, layer after layer (on a host each tensor on a 64-byte boundary), and that of all state.
  std::span<Scalar> parameters() { return std::span(memory_).template subspan<0, parameter_numbers>(); }
  std::span<const Scalar> parameters() const { return std::span(memory_).template subspan<0, parameter_numbers>(); }
  std::span<Scalar> state() { return std::span(memory_).template subspan<parameter_numbers, state_numbers>(); }
  std::span<const Scalar> state() const { return std::span(memory_).template subspan<parameter_numbers, state_numbers>(); }
  using Base::state;

  /// Predictions y (samples, Output) of x (samples, Input), row-major, a sample at a time. Fails if the sizes do not match.
  ///
  /// On a host what lies between the layers is on the stack if it is small (16 KB), otherwise in the model, and for whoever predicts at the
  /// same time on the stack, inference_bytes().
  LINNET_OWN_CODE void predict(FlatView<const Scalar> x, FlatView<Scalar> y) const requires(Base::vocabulary == 0) {
    predict_here(x, y);
  }
  /// The same with `memory` between the layers.
  LINNET_OWN_CODE void predict(FlatView<const Scalar> x, FlatView<Scalar> y, Memory& memory) const
      requires(Base::vocabulary == 0) {
    predict_there(x, y, memory);
  }
  /// The same of integers: indices of any type for a model that takes them, otherwise numbers of up to 16 bits, which become the model's
  /// sample by sample, on the stack. An index outside the vocabulary fails, and y is as before.
  template <detail::TakenIntegers<Base::vocabulary> X>
  LINNET_OWN_CODE void predict(const X& x, FlatView<Scalar> y) const {
    predict_here(detail::flat_view<Scalar>(x), y);
  }
  template <detail::TakenIntegers<Base::vocabulary> X>
  LINNET_OWN_CODE void predict(const X& x, FlatView<Scalar> y, Memory& memory) const {
    predict_there(detail::flat_view<Scalar>(x), y, memory);
  }

  /// Other arguments, which are refused in a sentence.
  template <class... A>
  requires(!detail::predicts<detail::FlatInput<Scalar, Base::vocabulary>, Scalar, Memory, false, A...>)
      detail::RefusedPredict<detail::FlatInput<Scalar, Base::vocabulary>, Scalar, A...> predict(A&&...)
  const;

  /// Binds the model to a loss, an optimizer and metrics, with memory for batches of up to `BatchSize` samples. To shuffle, set
  /// `ShuffledSamples` to the largest number of samples passed to fit. The training refers to this model, which must outlive it without
  /// moving.
  template <Index BatchSize, Index ShuffledSamples = 0, Loss L, Optimizer O, Metric... M>
  requires detail::CompileCall<StaticSequential, L, O, M...>::accepted LINNET_ALWAYS_INLINE auto compile(
      const L& loss, const O& optimizer, const M&... metrics) & {
    if constexpr (requires {
                    typename std::type_identity<decltype(make_static_training<BatchSize, ShuffledSamples>(
                        *this, loss, optimizer, metrics...))>;
                  }) {
      return make_static_training<BatchSize, ShuffledSamples>(*this, loss, optimizer, metrics...);
    } else {
      static_assert(detail::never<L>, "compile: include <linnet/training/static_training.hpp>");
      return 0;
    }
  }
  /// Calls that are refused in a sentence: the returned type is an error.
  template <Index BatchSize, Index ShuffledSamples = 0, class... A>
  typename detail::CompileCall<StaticSequential, A...>::Refused compile(const A&...) &;
  template <class... A>
  detail::RefusedSize<Scalar> compile(const A&...) &;
  template <Index BatchSize, Index ShuffledSamples = 0, class... A>
  detail::RefusedTemporary<Scalar> compile(const A&...) &&;

  /// Calls that a training has and a model has not: refused in a sentence.
  template <class... A>
  detail::RefusedFit<Scalar> fit(const A&...);
  template <std::size_t Count>
  detail::RefusedFit<Scalar> fit(detail::Anything, detail::Anything, const detail::Anything (&)[Count]);
  template <class Refused = detail::RefusedFit<Scalar>>
  Refused fit(detail::Anything, detail::Anything, ...);
  template <class... A>
  detail::RefusedEvaluate<Scalar> evaluate(const A&...);

 private:
  using Base::layers_;
  using typename Base::Engine;
  static constexpr std::size_t parameter_numbers = static_cast<std::size_t>(Topology::parameter_block);
  static constexpr std::size_t state_numbers = static_cast<std::size_t>(Topology::state_block);
  static constexpr std::size_t numbers = parameter_numbers + state_numbers + Base::inference_numbers;

  friend detail::ModelAccess;

  void require_constructed() const {
    if constexpr (LINNET_CHECKS_CONSTRUCTED) detail::expect(constructed_, detail::not_constructed);
  }

  template <class X>
  LINNET_OWN_CODE void predict_here(FlatView<const X> x, FlatView<Scalar> y) const {
    constexpr bool in_model = !LINNET_HOST || Base::inference_bytes() > Base::stack_bytes;
    require_constructed();
    const detail::Sharing<LINNET_DEBUG_CHECKS || (LINNET_HOST && in_model)> sharing(in_use_, detail::predict_in_use);
    if constexpr (in_model) {
      if (sharing.first()) return predict_in(memory_.data() + parameter_numbers + state_numbers, x, y);
      if constexpr (LINNET_HOST) predict_beside(x, y);
    } else {
      Memory memory;
      predict_in(memory.numbers.data(), x, y);
    }
  }
  template <class X>
  LINNET_OWN_CODE void predict_there(FlatView<const X> x, FlatView<Scalar> y, Memory& memory) const {
    require_constructed();
    const detail::Sharing<> sharing(in_use_, detail::predict_in_use);
    predict_in(memory.numbers.data(), x, y);
  }
  template <class X>
  LINNET_OWN_CODE void predict_in(Scalar* memory, FlatView<const X> x, FlatView<Scalar> y) const {
    detail::predict<Topology>(layers_, x, y, parameters().data(), state().data(), memory);
  }
  /// For callers that find the model's memory in use. Not inline, so that others do not use that much stack.
  template <class X>
  LINNET_NOINLINE LINNET_OWN_CODE void predict_beside(FlatView<const X> x, FlatView<Scalar> y) const {
    Memory memory;
    predict_in(memory.numbers.data(), x, y);
  }

  [[no_unique_address]] mutable detail::InUse in_use_;  // by predictions, or by a step
  // parameters (parameter_block), state (state_block), and, which predictions write, what lies between layers (inference_numbers)
  alignas(tensor_alignment<Scalar>) mutable std::array<Scalar, numbers> memory_{};
  bool constructed_ = false;  // 0 before the constructor has run
};

template <class Input_, class... Layers>
StaticSequential(Input_, Layers...) -> StaticSequential<Input_, Layers...>;
template <class Input_, class... Layers>
StaticSequential(Undrawn, Input_, Layers...) -> StaticSequential<Input_, Layers...>;

}  // namespace linnet
