// SPDX-License-Identifier: MIT
// Sequential: a list of layers with its parameters in one heap block. The home of a model on a host.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/core/in_use.hpp>
#include <linnet/core/storage.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/models/model_base.hpp>

#include <algorithm>

namespace linnet {

template <class Model, class L, class O, class... M>
class Training;

namespace detail {

inline constexpr const char* not_constructed_or_moved =
    "the model has no parameters: it was moved from, or is used before it is constructed, as a variable of another file may be";

}  // namespace detail

/// A model: Input first, then layers, each bound to the shape that comes out of the one before.
///
/// The parameters are drawn at construction from seed 0, in every model: two models of the same layers are equal. `initialize(seed)` draws
/// them anew, with another seed for each member of an ensemble.
///
/// predict and a Training use buffers of the model, so two threads need two models; a copy is deep. A debug build (without NDEBUG) throws
/// InvalidInput where two use one. FrozenSequential, whose predict is const, may be shared.
template <class Input_, class... Layers>
class Sequential : public ModelBase<Sequential<Input_, Layers...>, Input_, Layers...> {
  using Base = ModelBase<Sequential, Input_, Layers...>;

 public:
  using typename Base::Input;
  using typename Base::Output;
  using typename Base::Scalar;
  using typename Base::Topology;
  static constexpr int output_rank = static_cast<int>(Output::rank) + 1;

  explicit(false) Sequential(Input_, Layers... layers)
      : Base(std::move(layers)...), storage_(fixed + Topology::inference_bytes(chunk) / Base::scalar_bytes) {
    std::apply([](const auto&... layer) { (detail::require_settings(layer), ...); }, layers_);
    const char* const problem = Engine::problem(layers_);
    detail::require(problem == nullptr, [&] { return std::string(problem); });
    initialize(0);
  }
  Sequential(const Sequential&) = default;
  Sequential(Sequential&&) = default;
  /// Takes over the other model's parameters, in the place of its own: a Training of this model goes on with them.
  Sequential& operator=(const Sequential&) = default;

  /// Draws all parameters anew with the layers' initializers, and resets the state: same seed, same model.
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

  /// Predictions (samples, Output...) for x (samples, Input...). Throws InvalidInput if x is empty, of another shape or not finite.
  LINNET_OWN_CODE Tensor<output_rank, Scalar> predict(ArrayView<Scalar> x) {
    Eigen::DSizes<Index, output_rank> dims;
    dims[0] = x.samples();
    for (std::size_t i = 0; i < Output::dims.size(); ++i) dims[i + 1] = Output::dims[i];
    Tensor<output_rank, Scalar> y(dims);
    predict(x, {y.data(), static_cast<std::size_t>(y.size())});
    return y;
  }

  /// The same into memory of the caller, row-major, samples * Output::size numbers. Allocates nothing.
  LINNET_OWN_CODE void predict(ArrayView<Scalar> x, std::span<Scalar> y) {
    detail::expect(storage_.data() != nullptr, detail::not_constructed_or_moved);
    detail::require_samples("predict", x, Input::dims);
    detail::require(static_cast<Index>(y.size()) == x.samples() * Output::size, [&] {
      return detail::text("predict: the output has room for ", y.size(), " numbers, ", x.samples(), " samples give ",
                          x.samples() * Output::size);
    });
    const detail::Using<> using_this(in_use_, detail::predict_in_use);
    const auto blocks = InferenceBlocks<Scalar>::template of<Topology>(storage_.data() + fixed, chunk);
    for (Index first = 0; first < x.samples(); first += chunk) {
      const Index n = (std::min)(chunk, x.samples() - first);
      Engine::infer(layers_, x.data() + first * Input::size, y.data() + first * Output::size, n, storage_.data(),
                    state().data(), blocks);
    }
  }

  /// Binds the model to a loss, an optimizer and metrics. The Training refers to this model, which must outlive it in its place.
  template <Loss L, Optimizer O, Metric... M>
  Training<Sequential, L, O, M...> compile(const L& loss, const O& optimizer, const M&... metrics) &;
  template <class... Anything>
  auto compile(const Anything&...) && {
    static_assert(detail::never<Anything...>, "compile: the model is a temporary; give it a name, its Training refers to it");
    return 0;
  }

 private:
  using Base::layers_;
  using typename Base::Engine;
  /// Samples that predict takes at a time: what lies between layers stays in the second-level cache.
  static constexpr Index chunk = std::clamp<Index>(Index{65536} / std::max<Index>(Topology::inference_region, 1), 1, 64);

  static constexpr Index fixed = Topology::parameter_block + Topology::state_block;

  template <class Model, class L, class O, class... M>
  friend class Training;

  detail::InUse in_use_;     // by a prediction or a step
  Storage<Scalar> storage_;  // parameters (parameter_block), state (state_block), two inference regions, inference scratch
};

template <class Input_, class... Layers>
Sequential(Input_, Layers...) -> Sequential<Input_, Layers...>;

}  // namespace linnet
