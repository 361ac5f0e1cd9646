// SPDX-License-Identifier: MIT
// LSTM: long short-term memory, a recurrent layer with gates. Sources: Hochreiter and Schmidhuber (1997); keras.layers.LSTM.
#pragma once

#include <linnet/kernels/recurrent/lstm.hpp>
#include <linnet/layers/recurrent/recurrent_form.hpp>

namespace linnet {

/// i, f, g, o = R(z_i), R(z_f), A(z_g), R(z_o) with z = x kernel + h' recurrent_kernel + bias;  c = f c' + i g;  h = o A(c).
///
/// Input (N, S, C), output h of the last step (N, Units), or of all steps (N, S, Units) with return_sequences. h and c start at zero in each
/// sample. Parameters, with gates in the order i, f, g, o: kernel (C, 4 Units), recurrent_kernel (Units, 4 Units), bias (4 Units).
/// Gradients go back to the first step: the window's length is the truncation.
template <Index Units, RecurrentOptions Options = RecurrentOptions{}, class A = linnet::tanh, class R = sigmoid>
struct LSTM {
  Initializer kernel_initializer{};     ///< default: GlorotUniform{}
  Initializer recurrent_initializer{};  ///< default: Orthogonal{}
  Initializer bias_initializer{};       ///< default: Zeros{}
  bool unit_forget_bias = true;         ///< adds 1 to the initial bias of the forget gate (Jozefowicz et al., 2015)
  Regularizer kernel_regularizer{};
  Regularizer recurrent_regularizer{};
  float dropout = 0.0f;  ///< probability that an input is 0 in training, at all steps of a sample alike
  A activation{};
  R recurrent_activation{};

  static constexpr std::string_view name = "lstm";
  static constexpr std::string_view cpp_name = "linnet::LSTM";
  static constexpr OutputUse output_use = Options.return_sequences ? OutputUse::value : OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  static constexpr auto torch = detail::torch_cell("", false);

  static constexpr Index units = Units;
  static constexpr RecurrentOptions options = Options;
  using Cell = kernels::LstmCell<Units, A, R>;
  constexpr Cell cell() const { return {activation, recurrent_activation}; }
  template <class In>
  using Form = detail::RecurrentForm<LSTM, In>;

  template <class In>
  using Output = decltype(Form<In>::output_shape());
  template <class In>
  static constexpr auto parameters() {
    static_assert(Units > 0, "LSTM: the number of units must be at least 1");
    static_assert(Options.reset_after, "LSTM: reset_after is an option of GRU");
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
  /// Called with tensor `parameter` when its initializer has drawn it.
  template <class T>
  constexpr void initialized(std::size_t parameter, T* numbers) const {
    if (parameter == 2 && unit_forget_bias) std::fill_n(numbers + Units, Units, T(1));
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return parameter == 0 ? kernel_regularizer : parameter == 1 ? recurrent_regularizer : Regularizer{};
  }
  constexpr std::array<Setting, 1> settings() const { return {{{"", Options.go_backwards ? 1.0f : 0.0f}}}; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return detail::recurrent_problem(*this); }

  /// Returns the same layer with the other direction, for Bidirectional.
  constexpr auto reversed() const {
    return LSTM<Units, detail::other_direction(Options), A, R>{
        kernel_initializer,  recurrent_initializer, bias_initializer, unit_forget_bias,
        kernel_regularizer,  recurrent_regularizer, dropout,          activation,
        recurrent_activation};
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
                  "quantize: LSTM has no int8 form; quantise the layers before it and keep it in float behind them");
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
