// SPDX-License-Identifier: MIT
// Any bytes as a file of an int8 model: refused, or a model that predicts.
#include <linnet/linnet.hpp>
#include <linnet/quantized/io/save.hpp>

#include <tests/fuzz/safetensors_bytes.hpp>

#include <cstdlib>

namespace fuzz {

namespace nn = linnet;

inline auto make_float_model() {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same};
  return nn::Sequential{nn::Input<4, 4, 2>{},
                        nn::Normalization{},
                        nn::Conv2D<3, 2, nn::relu, same>{},
                        nn::MaxPooling2D<2>{},
                        nn::Residual{nn::DepthwiseConv2D<2, 1, nn::tanh, same>{}},
                        nn::BatchNormalization{},
                        nn::Concatenate{nn::Branch{nn::Activation<nn::elu>{}}, nn::Branch{}},
                        nn::ZeroPadding2D<1>{},
                        nn::GlobalAveragePooling2D{},
                        nn::Dense<3, nn::softmax>{}};
}
inline auto make_model() {
  auto model = make_float_model();
  nn::Random random(1);
  std::vector<float> x(16 * 32);
  for (float& number : x) number = random.uniform(-1.0f, 2.0f);
  nn::adapt(model, x);
  return nn::quantize(model, x);
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;  // fmemopen does not like it
  static const auto model = fuzz::make_model();
  using Model = std::remove_const_t<decltype(model)>;
  std::vector<std::byte> bytes(size);
  std::memcpy(bytes.data(), data, size);
  fuzz::mend_checksum(bytes);
  try {
    const auto read = linnet::quantized::loaded<Model>("file", fuzz::open(bytes), model.layers(), true, nullptr);
    std::array<float, static_cast<std::size_t>(Model::Input::size)> x{};
    x[1] = 1e30f;
    x[2] = -1e30f;
    std::array<float, static_cast<std::size_t>(Model::Output::size)> y;
    read.predict(x, y);
    for (const float number : y) {
      if (!(number >= 0.0f && number <= 1.0f)) std::abort();
    }
  } catch (const std::runtime_error&) {
  }
  return 0;
}
