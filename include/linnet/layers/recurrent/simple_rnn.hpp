// SPDX-License-Identifier: MIT
// SimpleRNN: a recurrent layer without gates. Sources: Elman (1990); keras.layers.SimpleRNN.
#pragma once

#include <linnet/kernels/recurrent/simple_rnn.hpp>
#include <linnet/layers/recurrent/recurrent_form.hpp>

namespace linnet {

/// h = A(x kernel + bias + h' recurrent_kernel).
///
/// Input (N, S, C), output h of the last step (N, Units), or of all steps (N, S, Units) with return_sequences. h starts at zero in each
/// sample. Parameters: kernel (C, Units), recurrent_kernel (Units, Units), bias (Units). Gradients go back to the first step: the window's
/// length is the truncation.
template <Index Units, RecurrentOptions Options = RecurrentOptions{}, class A = linnet::tanh>
struct SimpleRNN {
  Initializer kernel_initializer{};     ///< default: GlorotUniform{}
  Initializer recurrent_initializer{};  ///< default: Orthogonal{}
  Initializer bias_initializer{};       ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  Regularizer recurrent_regularizer{};
  float dropout = 0.0f;  ///< probability that an input is 0 in training, at all steps of a sample alike
  A activation{};

  static constexpr std::string_view name = "simple_rnn";
  static constexpr std::string_view cpp_name = "linnet::SimpleRNN";
  static constexpr OutputUse output_use = Options.return_sequences ? OutputUse::value : OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  static constexpr auto torch = detail::torch_cell("", false);

  static constexpr Index units = Units;
  static constexpr RecurrentOptions options = Options;
  using Cell = kernels::SimpleRnnCell<Units, A>;
  constexpr Cell cell() const { return {activation}; }
  template <class In>
  using Form = detail::RecurrentForm<SimpleRNN, In>;

  template <class In>
  using Output = decltype(Form<In>::output_shape());
  template <class In>
  static constexpr auto parameters() {
    static_assert(Units > 0, "SimpleRNN: the number of units must be at least 1");
    static_assert(Options.reset_after, "SimpleRNN: reset_after is an option of GRU");
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
  constexpr std::array<Setting, 1> settings() const { return {{{"", Options.go_backwards ? 1.0f : 0.0f}}}; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return detail::recurrent_problem(*this); }

  /// Returns the same layer with the other direction, for Bidirectional.
  constexpr auto reversed() const {
    return SimpleRNN<Units, detail::other_direction(Options), A>{kernel_initializer, recurrent_initializer, bias_initializer,
                                                                 kernel_regularizer, recurrent_regularizer, dropout,
                                                                 activation};
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Units);
    list(Options, RecurrentOptions{});
    list(activation, linnet::tanh{});
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
                  "quantize: SimpleRNN has no int8 form; quantise the layers before it and keep it in float behind them");
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
