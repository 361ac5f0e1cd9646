// SPDX-License-Identifier: MIT
// EXPECT: predict: the numbers are neither float nor int8; quantize(number, model.input_quantization()) makes int8 of a real number
// EXPECT: predict: x and y are both float, or both int8; quantize and dequantize convert a number
// EXPECT: load_quantized: the file is read into the layers of a float model: load_quantized(model, path)
// EXPECT: evaluate, report: an argument after the targets is no metric; nor is a loss, for which metrics/regression.hpp has
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/io/save.hpp>

using Model = linnet::Sequential<linnet::Input<4>, linnet::Dense<4>>;
using Quantized = decltype(linnet::quantize(std::declval<const Model&>(), linnet::ArrayView<float>{}));
using Frozen = linnet::FrozenQuantized<linnet::Input<4>, linnet::Dense<4>>;

void instantiate(const Quantized& q, const Frozen& frozen, Frozen::Memory& memory) {
  const std::uint8_t pixels[4]{};
  const std::int8_t bytes[4]{};
  std::int8_t y[4];
  float real[4];
  q.predict(std::vector<std::uint8_t>(4));
  frozen.predict(pixels, y, memory);
  frozen.predict(bytes, real, memory);
  q.evaluate(linnet::Tensor<2>(1, 4), linnet::Tensor<2>(1, 4), linnet::MeanSquaredError{});
  q.report(linnet::Tensor<2>(1, 4), linnet::Tensor<2>(1, 4), linnet::MeanSquaredError{});
  linnet::load_quantized("digits.safetensors");
}
