// SPDX-License-Identifier: MIT
// Windows of numbers that a model does not take, of images, and for a function that needs one block of numbers.
// EXPECT: linnet: the data has another scalar type than the model; convert it
// EXPECT: sliding_windows: a series is (rows, columns), or (rows) of one column
// EXPECT: linnet: windows that slide over a series are not one block of numbers, which is needed here; copy some: slice(windows.x, 0, 100)
// EXPECT: fit: there is no option .epoch; write .epochs
#include <linnet/data/sliding_windows.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized/quantize.hpp>

namespace nn = linnet;

void calls(const nn::Tensor<2>& series, const nn::Tensor<2, double>& doubles, const nn::Tensor<4>& images) {
  nn::Sequential model{nn::Input<8, 2>{}, nn::Flatten{}, nn::Dense<2>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  training.fit(nn::sliding_windows(doubles, 8), {.epochs = 2});
  nn::sliding_windows(images, 8);
  nn::quantize(model, nn::sliding_inputs(series, 8));
  training.fit(nn::sliding_windows(series, 8), {.epoch = 2});
}
