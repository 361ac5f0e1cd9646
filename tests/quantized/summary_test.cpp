// SPDX-License-Identifier: MIT
#include <linnet/quantized/summary.hpp>

#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/standard_output.hpp>

#include <sstream>
#include <string>

namespace linnet::test::quantized_summary {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

template <class Model>
auto in_int8(const Model& model) {
  nn::Random random(1);
  std::vector<float> x(static_cast<std::size_t>(8 * Model::Input::size));
  for (float& number : x) number = random.normal<float>();
  return nn::quantize(model, x);
}

template <class Model>
std::string summary_of(const Model& model) {
  std::ostringstream out;
  model.summary(out);
  return out.str();
}

/// The lines of the chips.
template <class Model>
std::string chips(const Model&) {
  constexpr auto totals = nn::quantized::summary_totals<typename Model::Topology>;
  const auto line = [](const char* name, const nn::quantized::ChipBytes& b) {
    return nn::detail::text(" ", name, ": ", nn::detail::bytes(b.flash), " of flash, ", nn::detail::bytes(b.ram),
                            " of RAM to predict a sample.\n");
  };
  return line("Cortex-M0", totals.m0) + line("Cortex-M4", totals.m4) + line("Cortex-M55", totals.m55);
}

TEST_CASE("summary of the MNIST network in int8", "[quantized]") {
  const auto q =
      in_int8(nn::Sequential{nn::Input<28, 28>{}, nn::Flatten{}, nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                             nn::Dense<32, nn::relu>{}, nn::Dropout{}, nn::Dense<10, nn::softmax>{}});
  CHECK(summary_of(q) ==
        " Layer                     Output shape        Bytes on an M0   Multiply-adds\n"
        " -----------------------------------------------------------------------------\n"
        " input                     (N, 28, 28)                      0               0\n"
        " flatten                   (N, 784)                         0               0\n"
        " dense + relu              (N, 256)                   203,020         200,704\n"
        " dense_1 + relu            (N, 64)                     16,972          16,384\n"
        " dense_2 + relu            (N, 32)                      2,348           2,048\n"
        " dense_3                   (N, 10)                        504             320\n"
        " softmax                   (N, 10)                      1,024               0\n"
        " -----------------------------------------------------------------------------\n"
        " Total                                                223,868         219,456\n" +
            chips(q) + " Its input and output take 794 B more. In float the parameters take 879.3 kB.\n");
}

TEST_CASE("summary in int8 has a line for what is one step, and one for each layer of a branch", "[quantized]") {
  const auto q = in_int8(
      nn::Sequential{nn::Input<12, 12, 1>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::BatchNormalization{},
                     nn::Residual{nn::DepthwiseConv2D<3, 1, nn::relu6, same>{}, nn::Conv2D<4, 1>{}},
                     nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::tanh>{}}, nn::Branch{}}, nn::Flatten{}, nn::Dense<2>{}});
  CHECK(summary_of(q) ==
        " Layer                          Output shape        Bytes on an M0   Multiply-adds\n"
        " ----------------------------------------------------------------------------------\n"
        " input                          (N, 12, 12, 1)                   0               0\n"
        " conv2d + relu + max_pooling2d  (N, 5, 5, 4)                    84           3,600\n"
        " batch_normalization            (N, 5, 5, 4)                    68             100\n"
        " residual                       (N, 5, 5, 4)                   184           1,300\n"
        "   depthwise_conv2d + relu6     (N, 5, 5, 4)                    84             900\n"
        "   conv2d_1                     (N, 5, 5, 4)                    64             400\n"
        " concatenate                    (N, 5, 5, 6)                   356             200\n"
        "   branch                       (N, 5, 5, 2)                   320             200\n"
        "     conv2d_2                   (N, 5, 5, 2)                    64             200\n"
        "     tanh                       (N, 5, 5, 2)                   256               0\n"
        "   branch_1                     (N, 5, 5, 4)                     0               0\n"
        " flatten                        (N, 150)                         0               0\n"
        " dense                          (N, 2)                         648             300\n"
        " ----------------------------------------------------------------------------------\n"
        " Total                                                       1,340           5,500\n" +
            chips(q) + " Its input and output take 146 B more. In float the parameters take 1680 B.\n");
}

TEST_CASE("the bytes of an int8 model are constants that firmware can assert", "[quantized]") {
  using Model = nn::FrozenQuantized<nn::Input<64>, nn::Dense<32, nn::relu>, nn::Dense<10>>;
  constexpr nn::Index weights = 64 * 32 + 32 * 10, channels = 42 * (4 + 4);
  static_assert(Model::parameter_bytes() >= weights && Model::parameter_bytes() < 2 * (weights + channels));
  static_assert(Model::inference_bytes() >= 32);
  static_assert(Model::multiply_accumulates() == weights);
  static_assert(sizeof(Model::Memory) >= static_cast<std::size_t>(Model::inference_bytes()));
  constexpr auto totals = nn::quantized::summary_totals<Model::Topology>;
  static_assert(totals.m0.flash >= weights + channels && totals.m0.flash < 2 * (weights + channels));
  static_assert(totals.m4.flash >= weights + channels && totals.m55.flash >= weights + channels);
  static_assert(totals.m0.ram >= 32 && totals.m0.ram < 300);
  static_assert(totals.input_and_output == 74);
  CHECK(totals.parameters_in_float == (weights + 42) * 4);
}

TEST_CASE("summary in int8 without a stream prints to standard output", "[quantized]") {
  const auto q = in_int8(nn::Sequential{nn::Input<4>{}, nn::Dense<3>{}});
  CHECK(printed([&] { q.summary(); }) == summary_of(q));
}

}  // namespace linnet::test::quantized_summary
