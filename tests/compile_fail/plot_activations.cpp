// SPDX-License-Identifier: MIT
// EXPECT: plot_activations: every argument must be a function of one number, as relu{}; for softmax use plot_softmax
// EXPECT: plot_activations: give at least one function, as relu{}
// ERRORS: 2
#include <linnet/linnet.hpp>
#include <linnet/plot/activations.hpp>

namespace nn = linnet;

void plot() {
  nn::plot_activations(nn::relu{}, nn::softmax{});
  nn::plot_activations();
}
