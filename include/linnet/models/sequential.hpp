// SPDX-License-Identifier: MIT
// Sequential: a list of layers with its parameters in one heap block. The model on a host.
#pragma once

#include <linnet/core/buffer_pool.hpp>
#include <linnet/core/checks.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/core/in_use.hpp>
#include <linnet/core/sample_view.hpp>
#include <linnet/core/storage.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/models/compile_call.hpp>
#include <linnet/models/model_base.hpp>
#include <linnet/models/predict_call.hpp>

#include <algorithm>
#include <initializer_list>
#include <type_traits>

namespace linnet {

namespace detail {

inline constexpr const char* not_constructed_or_moved =
    "the model has no parameters: it was moved from, or is used before it is constructed, as a variable of another file may be";

}  // namespace detail

/// A model: Input first, then layers, each bound to the output shape of the previous one.
///
/// Every model draws its parameters at construction from seed 0: two models with the same layers are equal. `initialize(seed)` draws new
/// ones, with a different seed for each member of an ensemble.
///
/// A prediction is const: any number of threads may predict with one model at a time. A Training belongs to one thread, and nobody may
/// predict with its model during a step; a debug build (without NDEBUG) throws InvalidInput in that case. A copy is deep.
template <class Input_, class... Layers>
class Sequential : public ModelBase<Sequential<Input_, Layers...>, Input_, Layers...> {
  using Base = ModelBase<Sequential, Input_, Layers...>;

 public:
  using typename Base::Input;
  using typename Base::Memory;
  using typename Base::Output;
  using typename Base::Scalar;
  using typename Base::Topology;
  static constexpr int output_rank = static_cast<int>(Output::rank) + 1;
  using Samples = SampleView<Scalar, Base::takes>;  ///< the type of x

  explicit(false) Sequential(const Input_&, const Layers&... layers)
      : Base(layers...),
        storage_(Topology::parameter_block + Topology::state_block),
        buffers_(numbers_for(chunk)),
        converted_(Input::size * chunk, true) {
    std::apply([](const auto&... layer) { (detail::expect_settings(layer), ...); }, layers_);
    const char* const problem = Engine::problem(layers_);
    detail::require(problem == nullptr, [&] { return std::string(problem); });
    initialize(0);
  }
  Sequential(const Sequential&) = default;
  Sequential(Sequential&&) = default;
  /// Replaces the parameters by the other model's: a Training of this model continues with them.
  Sequential& operator=(const Sequential&) = default;

  /// Draws all parameters anew with the layers' initializers, and resets the state: the same seed gives the same model.
  void initialize(std::uint64_t seed) {
    Random random(seed);
    Engine::initialize(layers_, storage_.data(), state().data(), random);
  }

  /// The block of all parameters: layer after layer, each tensor on a 64-byte boundary, zeros in the gaps.
  std::span<Scalar> parameters() { return {storage_.data(), static_cast<std::size_t>(Topology::parameter_block)}; }
  std::span<const Scalar> parameters() const { return {storage_.data(), static_cast<std::size_t>(Topology::parameter_block)}; }

  /// The block of all state (running statistics): laid out like the parameters.
  std::span<Scalar> state() {
    return {storage_.data() + Topology::parameter_block, static_cast<std::size_t>(Topology::state_block)};
  }
  std::span<const Scalar> state() const {
    return {storage_.data() + Topology::parameter_block, static_cast<std::size_t>(Topology::state_block)};
  }
  using Base::state;

  /// Predictions (samples, Output...) for x (samples, Input...). Throws InvalidInput if x is empty, of another shape or not finite, or has
  /// an index outside the vocabulary.
  LINNET_OWN_CODE Tensor<output_rank, Scalar> predict(Samples x) const {
    if (x.is_flat()) detail::give_shape("predict", "x", "the model's Input<...> needs ", x, Input::dims);
    Eigen::DSizes<Index, output_rank> dims;
    dims[0] = x.samples();
    for (std::size_t i = 0; i < Output::dims.size(); ++i) dims[i + 1] = Output::dims[i];
    Tensor<output_rank, Scalar> y(dims);
    predict(x, {y.data(), static_cast<std::size_t>(y.size())});
    return y;
  }

  /// The same into the caller's memory, row-major, samples * Output::size numbers. Allocates nothing: the outputs of inner layers are on
  /// the stack (up to 16 KB) or in a buffer of the model. Only a thread that finds all buffers in use adds one, which the model keeps, and so
  /// does the first x of integers for a model of numbers.
  LINNET_OWN_CODE void predict(Samples x, FlatView<Scalar> y) const {
    require_fitting(x, y);
    const detail::Sharing<> sharing(in_use_, detail::predict_in_use);
    if constexpr (stack_samples > 0) {
      if (x.samples() <= stack_samples) {
        alignas(tensor_alignment<Scalar>) std::array<Scalar, static_cast<std::size_t>(numbers_for(stack_samples))> memory;
        return infer(x, y.data(), memory.data(), stack_samples);
      }
    }
    const auto buffer = buffers_.borrow();
    infer(x, y.data(), buffer.data(), chunk);
  }
  /// The same with `memory` between the layers, a sample at a time: never allocates, but for the first integers of a model of numbers.
  LINNET_OWN_CODE void predict(Samples x, FlatView<Scalar> y, Memory& memory) const {
    require_fitting(x, y);
    const detail::Sharing<> sharing(in_use_, detail::predict_in_use);
    infer(x, y.data(), memory.numbers.data(), 1);
  }

  /// Other arguments, which are refused in a sentence.
  template <class... A>
  requires(!detail::predicts<Samples, Scalar, Memory, true, A...>) detail::RefusedPredict<Samples, Scalar, A...> predict(A&&...)
  const;

  /// Binds the model to a loss, an optimizer and metrics. The Training refers to this model, which must outlive it in its place.
  template <Loss L, Optimizer O, Metric... M>
  requires detail::CompileCall<Sequential, L, O, M...>::accepted auto compile(const L& loss, const O& optimizer,
                                                                              const M&... metrics) & {
    if constexpr (requires { typename std::type_identity<decltype(make_training(*this, loss, optimizer, metrics...))>; }) {
      return make_training(*this, loss, optimizer, metrics...);
    } else {
      static_assert(detail::never<L>, "compile: include <linnet/training/training.hpp>");
      return 0;
    }
  }
  /// Calls that are refused in a sentence: the returned type is an error.
  template <class... A>
  typename detail::CompileCall<Sequential, A...>::Refused compile(const A&...) &;
  template <class L>
  detail::RefusedList<Scalar> compile(const L&, std::initializer_list<detail::Anything>) &;
  template <class L, class O>
  detail::RefusedList<Scalar> compile(const L&, const O&, std::initializer_list<detail::Anything>) &;
  detail::RefusedNames<Scalar> compile(detail::CompileWords) &;
  template <class... A>
  detail::RefusedConst<Scalar> compile(const A&...) const&;
  template <class... A>
  detail::RefusedTemporary<Scalar> compile(const A&...) &&;

  /// Calls that a training has, or a model of Keras, and this one has not: refused in a sentence.
  template <class... A>
  detail::RefusedFit<Scalar> fit(const A&...);
  template <class X, class Y, class Given = detail::FitWords<Scalar>>
  detail::RefusedFit<Scalar> fit(const X&, const Y&, const Given& = {});
  template <class... A>
  detail::RefusedEvaluate<Scalar> evaluate(const A&...);
  template <class... A>
  detail::RefusedAdd<Scalar> add(const A&...);

 private:
  using Base::layers_;
  using typename Base::Engine;
  /// Samples that predict processes at a time, so that the outputs of inner layers stay in the second-level cache.
  static constexpr Index chunk = std::clamp<Index>(Index{65536} / std::max<Index>(Topology::inference_region, 1), 1, 64);
  /// The numbers that `samples` at a time need between layers.
  static constexpr Index numbers_for(Index samples) { return Topology::inference_bytes(samples) / Base::scalar_bytes; }
  /// Samples whose numbers fit on the stack, a power of two; 0 if none do.
  static constexpr Index stack_samples = [] {
    Index samples = 64;
    while (samples > 0 && Topology::inference_bytes(samples) > Base::stack_bytes) samples /= 2;
    return samples;
  }();

  void require_constructed() const { detail::expect(storage_.data() != nullptr, detail::not_constructed_or_moved); }

  LINNET_OWN_CODE void require_fitting(Samples& x, std::span<Scalar> y) const {
    require_constructed();
    detail::require_samples<Scalar>("predict", x, {Input::dims, Topology::vocabulary});
    detail::require(static_cast<Index>(y.size()) == x.samples() * Output::size, [&] {
      return detail::text("predict: the output has room for ", y.size(), " numbers, ", x.samples(), " samples give ",
                          x.samples() * Output::size);
    });
  }

  /// Predictions y (samples, Output), `at_a_time` samples after the others in `memory` (numbers_for(at_a_time)).
  LINNET_OWN_CODE void infer(const Samples& x, Scalar* y, Scalar* memory, Index at_a_time) const {
    if constexpr (Base::takes == Takes::indices) {
      infer(x, y, memory, at_a_time, memory + Topology::inference_numbers(at_a_time));
    } else if (x.data()) {
      infer(x, y, memory, at_a_time, nullptr);
    } else {
      const auto buffer = converted_.borrow();
      infer(x, y, memory, at_a_time, buffer.data());
    }
  }
  /// The same, where integers become numbers in `converted` (at_a_time, Input).
  LINNET_OWN_CODE void infer(const Samples& x, Scalar* y, Scalar* memory, Index at_a_time, Scalar* converted) const {
    const auto blocks = InferenceBlocks<Scalar>::template of<Topology>(memory, at_a_time);
    for (Index first = 0; first < x.samples(); first += at_a_time) {
      const Index n = (std::min)(at_a_time, x.samples() - first);
      if (converted) x.copy(first * Input::size, n * Input::size, converted);
      Engine::infer(layers_, converted ? converted : x.data() + first * Input::size, y + first * Output::size, n,
                    storage_.data(), state().data(), blocks);
    }
  }

  friend detail::ModelAccess;

  mutable detail::InUse in_use_;                // by predictions, or by a step
  Storage<Scalar> storage_;                     // parameters (parameter_block), state (state_block)
  mutable detail::BufferPool<Scalar> buffers_;  // what lies between layers, `chunk` samples at a time (numbers_for(chunk) each)
  mutable detail::BufferPool<Scalar> converted_;  // integers as numbers (chunk, Input), for a model of numbers
};

template <class Input_, class... Layers>
Sequential(Input_, Layers...) -> Sequential<Input_, Layers...>;

}  // namespace linnet
