// SPDX-License-Identifier: MIT
#include <linnet/models/summary.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/standard_output.hpp>

#include <sstream>
#include <string>

namespace linnet::test::summary {

namespace nn = linnet;

TEST_CASE("summary of the MNIST network", "[models]") {
  const nn::Sequential model{nn::Input<28, 28>{},        nn::Flatten{},
                             nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                             nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
  std::ostringstream out;
  model.summary(out, 50);
  // The bytes of a training depend slightly on the vectors of the CPU; nothing else does.
  using Top = decltype(model)::Topology;
  const auto to_train = [](Index moments) {
    return nn::detail::bytes((1 + moments) * Top::parameter_block * 4 + Top::training_bytes(50));
  };
  CHECK(out.str() ==
        " Layer                     Output shape            Parameters   Multiply-adds\n"
        " -----------------------------------------------------------------------------\n"
        " input                     (N, 28, 28)                      0               0\n"
        " flatten                   (N, 784)                         0               0\n"
        " dense                     (N, 256)                   200,960         200,704\n"
        " dense_1                   (N, 64)                     16,448          16,384\n"
        " dense_2                   (N, 32)                      2,080           2,048\n"
        " dense_3                   (N, 10)                        330             320\n"
        " -----------------------------------------------------------------------------\n"
        " Total                                                219,818         219,456\n"
        " Parameters: 879.3 kB. To infer, a sample at a time: 1280 B more.\n"
        " To train with batches of 50: " +
            to_train(0) + " in all with SGD, " + to_train(1) + " with momentum, " + to_train(2) + " with Adam.\n");
}

TEST_CASE("summary without a batch size says what each sample of a batch costs", "[models]") {
  const nn::Sequential model{nn::Input<16>{}, nn::Dense<16, nn::relu>{}, nn::Dense<32>{}};
  std::ostringstream out;
  model.summary(out);
  using Top = decltype(model)::Topology;
  constexpr Index block = (16 * 16 + 16 + 16 * 32 + 32) * 4;
  const auto to_train = [](Index moments) {
    return nn::detail::bytes((1 + moments) * Top::parameter_block * 4 + Top::training_bytes(0));
  };
  CHECK(Top::parameter_block * 4 == block);
  CHECK_THAT(out.str(),
             contains("\n To train: " + to_train(0) + " with SGD, " + to_train(1) + " with momentum, " + to_train(2) +
                      " with Adam, and 448 B for each sample of a batch.\n"));  // (16 + 32 + 2 * 32) * 4
}

TEST_CASE("summary without a stream prints to standard output", "[models]") {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}};
  std::ostringstream out;
  model.summary(out);
  CHECK(printed([&] { model.summary(); }) == out.str());
}

TEST_CASE("summary shows the layers within a Residual, and the state", "[models]") {
  const nn::Sequential model{
      nn::Input<6, 6, 2>{},
      nn::Residual{nn::Conv2D<2, 3, nn::linear, nn::ConvOptions{.padding = nn::Padding::same}>{}, nn::BatchNormalization{}},
      nn::Residual{nn::Projection{nn::Conv2D<3, 1>{}}, nn::Conv2D<3, 1>{}}, nn::Flatten{}};
  std::ostringstream out;
  model.summary(out);
  const std::string table = out.str().substr(0, out.str().find(" To infer"));
  CHECK(table ==
        " Layer                     Output shape            Parameters   Multiply-adds\n"
        " -----------------------------------------------------------------------------\n"
        " input                     (N, 6, 6, 2)                     0               0\n"
        " residual                  (N, 6, 6, 2)                    42           1,368\n"
        "   conv2d                  (N, 6, 6, 2)                    38           1,296\n"
        "   batch_normalization     (N, 6, 6, 2)                     4              72\n"
        " residual_1                (N, 6, 6, 3)                    18             432\n"
        "   conv2d_1                (N, 6, 6, 3)                     9             216\n"
        "   projection              (N, 6, 6, 3)                     9             216\n"
        "     conv2d_2              (N, 6, 6, 3)                     9             216\n"
        " flatten                   (N, 108)                         0               0\n"
        " -----------------------------------------------------------------------------\n"
        " Total                                                     60           1,800\n"
        " Parameters: 240 B, state that is not trained: 16 B.");
}

TEST_CASE("The bytes of summary are those of parameters, gradients, moments and activations", "[models]") {
  using Top = Topology<float, Shape<16>, nn::Dense<16, nn::relu>, nn::Dense<32>>;
  const Index block = (16 * 16 + 16 + 16 * 32 + 32) * 4;
  CHECK(Top::parameter_bytes == block);
  CHECK(Top::inference_bytes(3) - Top::inference_bytes(2) == 16 * 4);  // what lies between the layers
  // Outputs of both layers, and two gradients of the wider one, for each sample.
  CHECK(Top::training_bytes(3) - Top::training_bytes(2) == (16 + 32 + 2 * 32) * 4);
  CHECK(Top::training_bytes(0) == block + Top::scratch(0) * 4);
}

TEST_CASE("Numbers of summary are easy to read", "[models]") {
  CHECK(nn::detail::bytes(9999) == "9999 B");
  CHECK(nn::detail::bytes(10000) == "10.0 kB");
  CHECK(nn::detail::bytes(1000000) == "1.0 MB");
  constexpr Index image[]{28, 28, 1};
  CHECK(nn::detail::batch_shape(image) == "(N, 28, 28, 1)");
}

/// A layer of one's own with a name in UTF-8.
struct Groesse : nn::Flatten {
  static constexpr std::string_view name =
      "gr\xc3\xb6\xc3\x9f"
      "e";
};

TEST_CASE("A name in UTF-8 does not move the columns behind it", "[models]") {
  const nn::Sequential model{nn::Input<2, 3>{}, Groesse{}, nn::Dense<1>{}};
  std::ostringstream out;
  model.summary(out, 1);
  CHECK_THAT(out.str(), contains(" gr\xc3\xb6\xc3\x9f"
                                 "e                     (N, 6) "));
  CHECK_THAT(out.str(), contains(" dense                     (N, 1) "));
}

}  // namespace linnet::test::summary
