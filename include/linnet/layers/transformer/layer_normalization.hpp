// SPDX-License-Identifier: MIT
// LayerNormalization: brings each row, all channels at one position of one sample, to mean 0 and variance 1. Unlike BatchNormalization it
// knows no batch: training and inference compute the same.
// Sources: Ba, Kiros and Hinton (2016), arXiv:1607.06450; keras.layers.LayerNormalization.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/kernels/transformer/layer_normalization.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Options of LayerNormalization that change its parameters.
struct LayerNormalizationOptions {
  bool center = true;  ///< adds beta
  bool scale = true;   ///< multiplies by gamma

  static constexpr std::string_view cpp_name = "linnet::LayerNormalizationOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("center", center, true);
    list("scale", scale, true);
  }
};

/// y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, mean and (biased) variance being those of the last axis.
///
/// Input and output have the same shape (N, ..., C). Parameters: gamma (C), beta (C). Training remembers the mean and the inverse deviation of
/// each row. epsilon is Keras's; PyTorch's LayerNorm has 1e-5.
template <LayerNormalizationOptions Options = LayerNormalizationOptions{}>
struct LayerNormalization {
  float epsilon = 1e-3f;
  Initializer beta_initializer{};   ///< default: Zeros{}
  Initializer gamma_initializer{};  ///< default: Ones{}
  Regularizer beta_regularizer{};
  Regularizer gamma_regularizer{};

  static constexpr std::string_view name = "layer_normalization";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::LayerNormalization";
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  static constexpr std::array<TorchTensor, 2> torch{{{"gamma", "weight", "I"}, {"beta", "bias", "I"}}};
  static constexpr Placement inference_placement = Placement::in_place;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr bool each_step = true;  ///< see network/streamed.hpp

  template <class In>
  static constexpr auto output_shape() {
    static_assert(last_dim<In> > 1,
                  "LayerNormalization: a row of one number is its own mean, and becomes 0; give it more channels");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

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

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = 2 * (In::size / last_dim<In>)};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return 2 * In::size;  // the variance, and the scale
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return is_gamma(parameter) ? gamma_initializer.otherwise(Ones{}) : beta_initializer.otherwise(Zeros{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return is_gamma(parameter) ? gamma_regularizer : beta_regularizer;
  }
  constexpr std::array<Setting, 1> settings() const { return {{{"epsilon", epsilon}}}; }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Options, LayerNormalizationOptions{});
  }

  /// See network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(detail::never<In>,
                  "quantize: LayerNormalization has no int8 form; use BatchNormalization, or quantise the layers before it and "
                  "keep it in float behind them");
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return epsilon > 0.0f && epsilon < 1e30f ? nullptr : "LayerNormalization: epsilon must be above 0";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    const T* beta = nullptr;
    if constexpr (Options.center) beta = f.template parameter < Options.scale ? 1 : 0 > ();
    kernels::normalize_rows<C, Options.scale, Options.center>(gamma(f), beta, static_cast<T>(epsilon), f.x, f.y, f.remembered,
                                                              f.n * (Pass::Input::size / C));
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    const Index rows = f.n * (Pass::Input::size / C);
    const T* moments = f.remembered;
    if constexpr (Options.scale) {
      f.begin_sums(f.template gradient<0>(), C);
      kernels::add_gamma_gradient<C>(f.x, moments, f.dy, f.template gradient<0>(), rows);
    }
    if constexpr (Options.center) {
      T* dbeta = f.template gradient < Options.scale ? 1 : 0 > ();
      f.begin_sums(dbeta, C);
      kernels::add_bias_gradient<C>(f.dy, dbeta, rows);
    }
    if constexpr (Pass::input_gradient_needed) {
      kernels::normalize_rows_gradient<C, Options.scale>(gamma(f), f.x, moments, f.dy, f.dx, rows);
    }
  }

 private:
  static constexpr bool is_gamma(std::size_t parameter) { return Options.scale && parameter == 0; }

  template <class Pass>
  static const typename Pass::Scalar* gamma(const Pass& f) {
    if constexpr (Options.scale) {
      return f.template parameter<0>();
    } else {
      return nullptr;
    }
  }
};

LayerNormalization()->LayerNormalization<>;

}  // namespace linnet
