// SPDX-License-Identifier: MIT
// GRU: gated recurrent unit, a recurrent layer with fewer gates than LSTM. Sources: Cho et al. (2014); keras.layers.GRU.
#pragma once

#include <linnet/kernels/recurrent/gru.hpp>
#include <linnet/layers/recurrent/recurrent_form.hpp>

namespace linnet {

/// z, r = R(z_z), R(z_r) with z = x kernel + bias + h' recurrent_kernel;  h = z h' + (1 - z) g with the candidate
/// g = A(x kernel_g + bias_g + r (h' recurrent_kernel_g + bias'_g)), or A(x kernel_g + bias_g + (r h') recurrent_kernel_g).
///
/// Input (N, S, C), output h of the last step (N, Units), or of all steps (N, S, Units) with return_sequences. h starts at zero in each
/// sample. Parameters, with gates in the order z, r, g: kernel (C, 3 Units), recurrent_kernel (Units, 3 Units), bias (2, 3 Units) with a row
/// for each product, or (3 Units) without reset_after. Gradients go back to the first step: the window's length is the truncation.
template <Index Units, RecurrentOptions Options = RecurrentOptions{}, class A = linnet::tanh, class R = sigmoid>
struct GRU {
  Initializer kernel_initializer{};     ///< default: GlorotUniform{}
  Initializer recurrent_initializer{};  ///< default: Orthogonal{}
  Initializer bias_initializer{};       ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  Regularizer recurrent_regularizer{};
  float dropout = 0.0f;  ///< probability that an input is 0 in training, at all steps of a sample alike
  A activation{};
  R recurrent_activation{};

  static constexpr std::string_view name = "gru";
  static constexpr std::string_view cpp_name = "linnet::GRU";
  static constexpr OutputUse output_use = Options.return_sequences ? OutputUse::value : OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  /// PyTorch has the gates in the order r, z, g, and no GRU without reset_after: a tensor without a name.
  static constexpr auto torch = [] {
    if constexpr (Options.reset_after) {
      return detail::torch_cell("102", Options.use_bias);
    } else {
      return std::array<TorchTensor, 1>{{{"kernel", "", "IO"}}};
    }
  }();

  static constexpr Index units = Units;
  static constexpr RecurrentOptions options = Options;
  using Cell = kernels::GruCell<Units, Options.reset_after, Options.use_bias, A, R>;
  constexpr Cell cell() const { return {activation, recurrent_activation}; }
  template <class In>
  using Form = detail::RecurrentForm<GRU, In>;

  template <class In>
  using Output = decltype(Form<In>::output_shape());
  template <class In>
  static constexpr auto parameters() {
    static_assert(Units > 0, "GRU: the number of units must be at least 1");
    return Form<In>::parameters();
  }
  template <class T, class In>
  static constexpr LayerMemory memory() {
    return Form<In>::template memory<T>();
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return Form<In>::multiply_accumulates();
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    if (parameter == 0) return kernel_initializer.otherwise(GlorotUniform{});
    return parameter == 1 ? recurrent_initializer.otherwise(Orthogonal{}) : bias_initializer.otherwise(Zeros{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return parameter == 0 ? kernel_regularizer : parameter == 1 ? recurrent_regularizer : Regularizer{};
  }
  constexpr std::array<Setting, 2> settings() const {
    return {{{"", Options.go_backwards ? 1.0f : 0.0f}, {"", Options.reset_after ? 1.0f : 0.0f}}};
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return detail::recurrent_problem(*this); }

  /// Returns the same layer with the other direction, for Bidirectional.
  constexpr auto reversed() const {
    return GRU<Units, detail::other_direction(Options), A, R>{kernel_initializer, recurrent_initializer, bias_initializer,
                                                              kernel_regularizer, recurrent_regularizer, dropout,
                                                              activation,         recurrent_activation};
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Units);
    list(Options, RecurrentOptions{});
    list(activation, linnet::tanh{});
    list(recurrent_activation, sigmoid{});
  }

  template <class Pass>
  void forward(const Pass& f) const {
    Form<typename Pass::Input>::forward(*this, f);
  }
  template <class Pass>
  void infer(const Pass& f) const {
    Form<typename Pass::Input>::infer_with(*this, f, f.scratch);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    Form<typename Pass::Input>::backward(*this, f);
  }

  /// See network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(detail::never<In>,
                  "quantize: GRU has no int8 form; quantise the layers before it and keep it in float behind them");
  }

  /// The streamed form; see network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() {
    return Form<In>::streamed();
  }
  template <class Pass>
  bool push(const Pass& f) const {
    return Form<typename Pass::Input>::push(*this, f);
  }
};

}  // namespace linnet
