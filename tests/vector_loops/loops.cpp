// SPDX-License-Identifier: MIT
// Loops that have to run in vectors: functions of core/math.hpp, activations, and gates of recurrent layers. vector_loops compiles them
// to assembly.
#include <linnet/kernels/recurrent/gru.hpp>
#include <linnet/kernels/recurrent/lstm.hpp>

namespace nn = linnet;

using nn::Index;
using nn::kernels::RecurrentStep;
using nn::kernels::RecurrentStepBack;
using Lstm = nn::kernels::LstmCell<64, nn::tanh, nn::sigmoid>;
using Gru = nn::kernels::GruCell<64, true, true, nn::tanh, nn::sigmoid>;
using GruOfThePaper = nn::kernels::GruCell<64, false, true, nn::tanh, nn::sigmoid>;

template <class F>
void apply(const F& f, const float* LINNET_RESTRICT x, float* LINNET_RESTRICT y) {
  for (Index i = 0; i < 64; ++i) y[i] = f(x[i]);
}
template <class A>
void gradient(const A& a, const float* LINNET_RESTRICT x, float* LINNET_RESTRICT dy) {
  for (Index i = 0; i < 64; ++i) dy[i] = a.gradient(x[i], dy[i]);
}

void functions(const float* x, float* y) {
  apply([](float v) LINNET_INLINE_LAMBDA { return nn::math::exp(v); }, x, y);
  apply([](float v) LINNET_INLINE_LAMBDA { return nn::math::expm1(v); }, x, y);
  apply([](float v) LINNET_INLINE_LAMBDA { return nn::math::log(v); }, x, y);
  apply([](float v) LINNET_INLINE_LAMBDA { return nn::math::log1p(v); }, x, y);
}
void activations(const float* x, float* y) {
  apply(nn::elu{}, x, y);
  apply(nn::sigmoid{}, x, y);
  apply(nn::tanh{}, x, y);
  apply(nn::gelu{}, x, y);
  apply(nn::gelu_tanh{}, x, y);
  apply(nn::silu{}, x, y);
  apply(nn::softplus{}, x, y);
}
void gradients(const float* x, float* dy) {
  gradient(nn::elu{}, x, dy);
  gradient(nn::sigmoid{}, x, dy);
  gradient(nn::tanh{}, x, dy);
  gradient(nn::gelu{}, x, dy);
  gradient(nn::gelu_tanh{}, x, dy);
  gradient(nn::silu{}, x, dy);
  gradient(nn::softplus{}, x, dy);
}

void forward(const Lstm& cell, const RecurrentStep<float, Index>& step) { cell.forward(step); }
void forward(const Gru& cell, const RecurrentStep<float, Index>& step) { cell.forward(step); }
void forward(const GruOfThePaper& cell, const RecurrentStep<float, Index>& step) { cell.forward(step); }
void backward(const Lstm& cell, const RecurrentStepBack<float>& step) { cell.backward(step); }
void backward(const Gru& cell, const RecurrentStepBack<float>& step) { cell.backward(step); }
void backward(const GruOfThePaper& cell, const RecurrentStepBack<float>& step) { cell.backward(step); }
