// SPDX-License-Identifier: MIT
// Dense: y = activation(x kernel + bias), over the last axis. Source: keras.layers.Dense.
#pragma once

#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/clipped_step.hpp>
#include <linnet/kernels/dense.hpp>
#include <linnet/layers/activation.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Options of Dense that change its parameters.
struct DenseOptions {
  bool use_bias = true;

  static constexpr std::string_view cpp_name = "linnet::DenseOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("use_bias", use_bias, true);
  }
};

/// Fully connected layer with `Units` outputs.
///
/// Input (N, ..., K), output (N, ..., Units); an input with more than one axis is processed row by row, as in Keras.
/// Parameters: kernel (K, Units), bias (Units).
template <Index Units, class A = linear, DenseOptions Options = DenseOptions{}>
struct Dense {
  Initializer kernel_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};    ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  A activation{};

  static constexpr std::string_view name = "dense";
  static constexpr std::string_view cpp_name = "linnet::Dense";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr bool trains_in_place = true;
  static constexpr bool adds_gradients = true;
  using LeavesGradientsOut = Dense;        ///< see BackwardPass
  static constexpr bool each_step = true;  ///< see network/streamed.hpp
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  static constexpr std::array<TorchTensor, 2> torch{{{"kernel", "weight", "IO"}, {"bias", "bias", "O"}}};

  template <class In>
  static constexpr auto output_shape() {
    static_assert(Units > 0, "Dense: the number of units must be at least 1");
    static_assert(Units != 1 || !std::is_same_v<A, softmax>, "Dense: the softmax of one number is always 1; use sigmoid");
    return ReplaceLast<In, (Units > 0 ? Units : 1)>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class In>
  static constexpr auto parameters() {
    constexpr Index K = last_dim<In>;
    constexpr ParameterInfo kernel{"kernel", {K, Units, 1, 1}, 2, K, Units};
    if constexpr (Options.use_bias) {
      return std::array{kernel, ParameterInfo{"bias", {Units, 1, 1, 1}, 1, K, Units}};
    } else {
      return std::array{kernel};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = detail::activation_memory<A>(Output<In>::size),
            .scratch = kernels::dense_scratch<last_dim<In>, Units, T>};
  }

  template <class In>
  static constexpr Index multiply_accumulates() {
    return In::size * Units;
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return parameter == 0 ? kernel_initializer.otherwise(GlorotUniform{}) : bias_initializer.otherwise(Zeros{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const { return parameter == 0 ? kernel_regularizer : Regularizer{}; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (requires { activation.problem(); }) return activation.problem();
    return nullptr;
  }

  /// Returns the same layer without its activation: a loss that takes logits replaces the last layer by it.
  constexpr Dense<Units, linear, Options> without_activation() const {
    return {kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// Returns the same layer with a bias, for fold_batch_normalization.
  constexpr auto with_bias() const requires std::is_same_v<A, linear> {
    return Dense<Units, A, DenseOptions{.use_bias = true}>{kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// The int8 form; see network/int8_form.hpp. Activations that are no clamp become a layer of their own.
  template <class In>
  using Int8 = quantized::Product<Windows{make_window(In::size / last_dim<In>, 1), make_window(1, 1), last_dim<In>, Units}>;
  constexpr auto int8_parts() const requires(!detail::clamps_range<A>) {
    return std::tuple(without_activation(), Activation<A>{activation});
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Units);
    list(activation, linear{});
    list(Options, DenseOptions{});
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Index K = last_dim<typename Pass::Input>;
    const auto rows = [&] {
      if constexpr (Pass::Input::size == K) {
        return f.n;
      } else {
        return f.n * (Pass::Input::size / K);
      }
    }();
    using Store = kernels::StoreFor<A>;
    const auto* kernel = f.template parameter<0>();
    auto* z = detail::activation_input<A>(f.remembered, f.y);
    if constexpr (Options.use_bias) {
      const kernels::FromBias<typename Pass::Scalar> bias{f.template parameter<1>()};
      kernels::dense_forward<K, Units>(f.x, kernel, z, rows, bias, Store{});
    } else {
      kernels::dense_forward<K, Units>(f.x, kernel, z, rows, kernels::FromZero{}, Store{});
    }
    kernels::activate_stored(activation, z, f.y, rows, Units);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Index K = last_dim<typename Pass::Input>;
    const Index rows = f.n * (Pass::Input::size / K);
    if constexpr (!std::is_same_v<A, linear>) {
      kernels::activation_gradient(activation, detail::activation_source<A>(f.remembered, f.y), f.dy, f.dy, rows, Units);
    }
    if constexpr (Pass::input_gradient_needed) {
      kernels::dense_input_gradient<K, Units>(f.dy, f.template parameter<0>(), f.dx, f.scratch, rows);
    }
    if constexpr (!Pass::parameter_gradients_needed) return;
    if constexpr (Pass::in_place) {
      typename Pass::Scalar* bias = nullptr;
      if constexpr (Options.use_bias) bias = f.template gradient<1>();
      if (kernels::clipped_step(f.step, f.limit, f.x, f.dy, f.template gradient<0>(), bias, rows, K, Units)) return;
    }
    const auto store = [&] {
      if constexpr (Pass::in_place) {
        return kernels::StoreStep<typename Pass::Scalar>{f.step};
      } else {
        return kernels::StoreSum{};
      }
    }();
    kernels::dense_weight_gradient<K, Units>(f.x, f.dy, f.template gradient<0>(), f.scratch, rows, store, f.adds);
    if constexpr (Options.use_bias) kernels::bias_gradient(f.dy, f.template gradient<1>(), rows, Units, store, f.adds);
  }
};

}  // namespace linnet
