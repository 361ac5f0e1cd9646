// SPDX-License-Identifier: MIT
// BatchNormalization: brings each channel to mean 0 and variance 1, in training over the batch, in inference by running averages.
// Sources: Ioffe and Szegedy (2015); keras.layers.BatchNormalization.
#pragma once

#include <linnet/initializers/constant.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/batch_normalization.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/network/torch.hpp>

namespace linnet {

/// Options of BatchNormalization that change its parameters.
struct BatchNormalizationOptions {
  bool center = true;  ///< adds beta
  bool scale = true;   ///< multiplies by gamma

  static constexpr std::string_view cpp_name = "linnet::BatchNormalizationOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("center", center, true);
    list("scale", scale, true);
  }
};

/// y = gamma * (x - mean) / sqrt(variance + epsilon) + beta over the last axis: after Dense the features, after Conv the channels.
///
/// Input and output have the same shape (N, ..., C). Parameters: gamma (C), beta (C). State: moving_mean (C), moving_variance (C),
/// which become momentum * moving + (1 - momentum) * batch after each training step; the variance is the biased one, as in Keras. A batch
/// whose variance overflows (float: numbers of 1e19 and more) makes no step, because the state would stay infinite forever.
template <BatchNormalizationOptions Options = BatchNormalizationOptions{}>
struct BatchNormalization {
  float momentum = 0.99f;
  float epsilon = 1e-3f;
  Initializer beta_initializer{};   ///< default: Zeros{}
  Initializer gamma_initializer{};  ///< default: Ones{}

  static constexpr std::string_view name = "batch_normalization";
  static constexpr std::string_view cpp_name = "linnet::BatchNormalization";
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;
  static constexpr std::array<TorchTensor, 4> torch{{{"gamma", "weight", "I"},
                                                     {"beta", "bias", "I"},
                                                     {"moving_mean", "running_mean", "I"},
                                                     {"moving_variance", "running_var", "I"}}};
  static constexpr Placement inference_placement = Placement::in_place;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr bool each_step = true;  ///< see network/streamed.hpp
  static constexpr bool is_affine = true;  ///< the previous layer may absorb it: see affine

  template <class In>
  using Output = In;

  /// The previous layer must not be a softmax: normalised probabilities no longer sum to 1.
  template <class Previous>
  static constexpr void follows() {
    if constexpr (requires(const Previous& p) { p.activation; }) {
      static_assert(!std::is_same_v<std::remove_cvref_t<decltype(std::declval<const Previous&>().activation)>, softmax>,
                    "BatchNormalization: it follows a softmax and would undo it; put it before the layer with the softmax");
    }
  }

  template <class In>
  static constexpr auto parameters() {
    constexpr Index C = last_dim<In>;
    constexpr ParameterInfo gamma{"gamma", {C, 1, 1, 1}, 1, C, C}, beta{"beta", {C, 1, 1, 1}, 1, C, C};
    if constexpr (Options.scale && Options.center) {
      return std::array{gamma, beta};
    } else if constexpr (Options.scale) {
      return std::array{gamma};
    } else if constexpr (Options.center) {
      return std::array{beta};
    } else {
      return std::array<ParameterInfo, 0>{};
    }
  }
  template <class In>
  static constexpr auto state() {
    constexpr Index C = last_dim<In>;
    return std::array{ParameterInfo{"moving_mean", {C, 1, 1, 1}, 1, C, C},
                      ParameterInfo{"moving_variance", {C, 1, 1, 1}, 1, C, C}};
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_batch = 2 * last_dim<In>, .scratch = 2 * last_dim<In>};  // mean and variance; two sums
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return In::size;
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return Options.scale && parameter == 0 ? gamma_initializer.otherwise(Ones{}) : beta_initializer.otherwise(Zeros{});
  }
  constexpr std::array<Setting, 1> settings() const { return {{{"epsilon", epsilon}}}; }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Options, BatchNormalizationOptions{});
  }
  constexpr Initializer initial_state(std::size_t tensor) const { return Constant{tensor == 0 ? 0.0f : 1.0f}; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if (!(momentum >= 0.0f && momentum <= 1.0f)) return "BatchNormalization: momentum must be in [0, 1]";
    if (!(epsilon > 0.0f && epsilon < 1e30f)) return "BatchNormalization: epsilon must be above 0";
    return nullptr;
  }

  /// The effect of inference on channel `c`: y = (x - mean) * scale + shift.
  template <class T>
  struct Affine {
    T mean, scale, shift;
  };
  template <class B, class T>
  Affine<T> affine(const T* parameters, const T* state, Index c) const {
    T scale = T(1) / math::sqrt(state[B::state_offset(1) + c] + static_cast<T>(epsilon));
    T shift = T(0);
    if constexpr (Options.scale) scale *= parameters[c];
    if constexpr (Options.center) shift = parameters[B::parameter_offset(Options.scale ? 1 : 0) + c];
    return {state[c], scale, shift};
  }

  /// The int8 form if no layer before it takes it up; see network/int8_form.hpp.
  template <class In>
  using Int8 = quantized::Affine<In::size, last_dim<In>>;

  template <class Pass>
  void infer(const Pass& f) const {
    constexpr Index C = last_dim<typename Pass::Input>;
    kernels::normalize<C>(columns(f, f.state, f.state + Pass::Bound::state_offset(1)), f.x, f.y, f.n * (Pass::Input::size / C));
  }

  template <class Pass>
  void forward(const Pass& f) const {
    if (!f.training) return infer(f);
    constexpr Index C = last_dim<typename Pass::Input>;
    const Index rows = f.n * (Pass::Input::size / C);
    kernels::column_moments<C>(f.x, rows, f.remembered, f.remembered + C);
    kernels::normalize<C>(columns(f, f.remembered, f.remembered + C), f.x, f.y, rows);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    const Index rows = f.n * (Pass::Input::size / C);
    const auto norm = columns(f, f.remembered, f.remembered + C);
    T* sums = f.scratch;  // (2, C): of dy, of dy * (x - mean)
    kernels::normalize_gradient<C>(norm, f.x, f.dy, f.dx, sums, rows);
    if constexpr (Options.scale) {
      kernels::for_each_column_vector<T, C>([&]<class V>(Index j) {
        T* const dgamma = f.template gradient<0>() + j;
        const V sum = simd::mul(simd::load<V>(sums + C + j), norm.template inverse_deviation<V>(j));
        simd::store(dgamma, f.adds ? simd::add(simd::load<V>(dgamma), sum) : sum);
      });
    }
    if constexpr (Options.center) {
      T* const dbeta = f.template gradient < Options.scale ? 1 : 0 > ();
      for (Index j = 0; j < C; ++j) dbeta[j] = f.adds ? dbeta[j] + sums[j] : sums[j];
    }
    if (f.updates_state) update_state(f);
  }

  /// Returns false if the mean or the variance of the batch is not finite.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const {
    bool finite = true;
    for (Index j = 0; j < 2 * last_dim<typename Pass::Input>; ++j) finite = finite && math::is_finite(f.remembered[j]);
    return finite;
  }
  /// Moves the moving statistics towards those of the batch.
  template <class Pass>
  void update_state(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    const T keep = static_cast<T>(momentum), take = T(1) - keep;
    for (std::size_t tensor = 0; tensor < 2; ++tensor) {
      T* moving = f.state + Pass::Bound::state_offset(tensor);
      const T* batch = f.remembered + static_cast<Index>(tensor) * C;
      for (Index j = 0; j < C; ++j) moving[j] = math::fma(keep, moving[j], take * batch[j]);
    }
  }

 private:
  template <class Pass, class T>
  kernels::Normalization<T> columns(const Pass& f, const T* mean, const T* variance) const {
    const T* gamma = nullptr;
    const T* beta = nullptr;
    if constexpr (Options.scale) gamma = f.template parameter<0>();
    if constexpr (Options.center) beta = f.template parameter < Options.scale ? 1 : 0 > ();
    return {mean, variance, gamma, beta, static_cast<T>(epsilon)};
  }
};

BatchNormalization()->BatchNormalization<>;

}  // namespace linnet
