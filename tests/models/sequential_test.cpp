// SPDX-License-Identifier: MIT
#include <linnet/linnet.hpp>
#include <linnet/models/sequential.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace linnet::test::sequential {

namespace nn = linnet;

TEST_CASE("A model knows its shapes and counts at compile time", "[models]") {
  STATIC_REQUIRE(std::is_same_v<Classifier::Input, Shape<4>>);
  STATIC_REQUIRE(std::is_same_v<Classifier::Output, Shape<3>>);
  STATIC_REQUIRE(Classifier::parameter_count() == 4 * 6 + 6 + 6 * 3 + 3);
  STATIC_REQUIRE(Classifier::Topology::multiply_accumulates == 4 * 6 + 6 * 3);
  STATIC_REQUIRE(Classifier::Topology::parameter_bytes == 51 * 4);
}

TEST_CASE("initialize draws the parameters from its seed, layer after layer", "[models]") {
  Classifier model = classifier(3), again = classifier(4);
  CHECK_FALSE(same_bits(model.parameters(), again.parameters()));
  again.initialize(3);
  CHECK(same_bits(model.parameters(), again.parameters()));

  Random random(3);
  const float first_limit = std::sqrt(6.0f / (4 + 6)), second_limit = std::sqrt(6.0f / (6 + 3));
  for (const float w : model.parameter<0>(0)) CHECK(w == random.uniform(-first_limit, first_limit));
  for (const float b : model.parameter<0>(1)) CHECK(b == 0.0f);
  for (const float w : model.parameter<1>(0)) CHECK(w == random.uniform(-second_limit, second_limit));
  for (const float b : model.parameter<1>(1)) CHECK(b == 0.0f);
}

TEST_CASE("A model is drawn from seed 0 when it is made", "[models]") {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<6, nn::tanh>{}, nn::Dense<3, nn::softmax>{}};
  CHECK(same_bits(model.parameters(), classifier(0).parameters()));
}

TEST_CASE("Regularizers and initializers that cannot be are refused when the model is made", "[models]") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  using Dense = nn::Dense<2>;
  const auto refused = [](const Dense& layer, const char* sentence) {
    CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<3>{}, layer}), InvalidInput, message_contains(sentence));
  };
  for (const nn::Regularizer& wrong :
       {nn::Regularizer(nn::L1{nan}), nn::Regularizer(nn::L1{-0.1f}), nn::Regularizer(nn::L2{-1.0f}),
        nn::Regularizer(nn::L2{infinity}), nn::Regularizer(nn::L1L2{0.1f, -0.1f}), nn::Regularizer(nn::L1L2{nan, 0.1f}),
        nn::Regularizer{-infinity, 0.0f}}) {
    refused(Dense{.kernel_regularizer = wrong}, "L1, L2, L1L2: the factors l1 and l2 must be finite and not negative");
  }
  const std::vector<nn::Initializer> wrong_initializers{nn::Constant{nan},
                                                        nn::RandomUniform{1.0f, -1.0f},
                                                        nn::RandomUniform{nan, 1.0f},
                                                        nn::RandomUniform{-infinity, 1.0f},
                                                        nn::RandomNormal{0.0f, -1.0f},
                                                        nn::RandomNormal{0.0f, infinity},
                                                        nn::RandomNormal{nan, 1.0f}};
  for (const nn::Initializer& wrong : wrong_initializers) {
    refused(Dense{.kernel_initializer = wrong}, "initializer: Constant needs a finite value");
    refused(Dense{.bias_initializer = wrong}, "initializer: Constant needs a finite value");
  }
  CHECK_NOTHROW(nn::Sequential{nn::Input<3>{}, Dense{.kernel_initializer = nn::RandomUniform{0.5f, 0.5f},
                                                     .bias_initializer = nn::RandomNormal{1.0f, 0.0f},
                                                     .kernel_regularizer = nn::L1L2{0.0f, 10.0f}}});
  // Each layer with parameters, those within another one, too.
  CHECK_THROWS_AS((nn::Sequential{nn::Input<3>{}, nn::Residual{nn::Dense<3>{.kernel_regularizer = nn::L2{-1.0f}}}, Dense{}}),
                  InvalidInput);
  CHECK_THROWS_AS((nn::Sequential{nn::Input<4, 4, 1>{}, nn::SeparableConv2D<2, 3>{.pointwise_regularizer = nn::L2{-1.0f}}}),
                  InvalidInput);
}

TEST_CASE("Parameters stand in one block, each tensor on 64 bytes, with zeros between", "[models]") {
  Classifier model = classifier();
  std::vector<float> block = parameters_of(model);
  for (auto* tensor : {model.parameter<0>(0).data(), model.parameter<0>(1).data(), model.parameter<1>(0).data()}) {
    CHECK(reinterpret_cast<std::uintptr_t>(tensor) % 64 == 0);
  }
  CHECK(model.parameter<0>(0).size() == 24);
  CHECK(model.parameter<0>(1).size() == 6);
  CHECK(model.parameter<1>(0).size() == 18);
  CHECK(model.parameter<1>(1).size() == 3);
  for (const std::span<float> tensor : {model.parameter<0>(0), model.parameter<1>(0)}) {
    std::fill_n(block.begin() + (tensor.data() - model.parameters().data()), tensor.size(), 0.0f);
  }
  CHECK(std::all_of(block.begin(), block.end(), [](float v) { return v == 0.0f; }));  // zero biases, zero gaps
}

TEST_CASE("predict computes the network", "[models]") {
  Classifier model = classifier();
  Random random(1);
  for (const auto bias : {model.parameter<0>(1), model.parameter<1>(1)}) {
    fill_uniform(bias.data(), static_cast<Index>(bias.size()), random);
  }
  const Samples s = three_classes(5);
  const nn::Tensor<2> y = model.predict(s.x);
  REQUIRE(y.dimension(0) == 5);
  REQUIRE(y.dimension(1) == 3);
  for (Index i = 0; i < 5; ++i) {
    double hidden[6], scores[3], sum = 0.0;
    for (std::size_t j = 0; j < 6; ++j) {
      double z = static_cast<double>(model.parameter<0>(1)[j]);
      for (std::size_t k = 0; k < 4; ++k) {
        z += static_cast<double>(s.x(i, static_cast<Index>(k))) * static_cast<double>(model.parameter<0>(0)[k * 6 + j]);
      }
      hidden[j] = std::tanh(z);
    }
    for (std::size_t j = 0; j < 3; ++j) {
      double z = static_cast<double>(model.parameter<1>(1)[j]);
      for (std::size_t k = 0; k < 6; ++k) z += hidden[k] * static_cast<double>(model.parameter<1>(0)[k * 3 + j]);
      sum += scores[j] = std::exp(z);
    }
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK_THAT(static_cast<double>(y(i, static_cast<Index>(j))), WithinAbs(scores[j] / sum, 1e-6));
    }
  }
}

TEST_CASE("predict gives the same bits for many samples, for each alone, and into a buffer", "[models]") {
  Classifier model = classifier();
  const Samples s = three_classes(150);  // more than predict takes at a time
  const nn::Tensor<2> all = model.predict(s.x);
  std::vector<float> buffer(150 * 3);
  model.predict(s.x, buffer);
  CHECK(same_bits(all, buffer));
  for (Index i = 0; i < 150; ++i) {
    const nn::Tensor<2> one = model.predict(s.x_part(i, 1));
    CHECK(same_bits(one, std::span(buffer).subspan(static_cast<std::size_t>(3 * i), 3)));
  }
}

TEST_CASE("predict takes Eigen tensors, maps and matrices", "[models]") {
  Classifier model = classifier();
  const Samples s = three_classes(8);
  const nn::Tensor<2> want = model.predict(s.x);
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Matrix matrix = Eigen::Map<const Matrix>(s.x.data(), 8, 4);
  CHECK(same_bits(model.predict(matrix), want));
  CHECK(same_bits(model.predict(Eigen::Map<const Matrix>(s.x.data(), 8, 4)), want));
  CHECK(same_bits(model.predict(Eigen::TensorMap<const nn::Tensor<2>>(s.x.data(), 8, 4)), want));
  CHECK(same_bits(model.predict(Eigen::Matrix<float, 8, 4, Eigen::RowMajor>(matrix)), want));
  CHECK(same_bits(model.predict(matrix.bottomRows(3)), std::span(want.data() + 15, 9)));
}

TEST_CASE("A matrix whose rows have gaps is refused", "[models]") {
  Classifier model = classifier();
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Matrix wide = Matrix::Constant(8, 5, 1.0f);
  CHECK_THROWS_MATCHES(model.predict(wide.leftCols(4)), nn::InvalidInput, message_contains("gaps between its rows"));
}

TEST_CASE("One number per sample goes in as a vector too", "[models]") {
  nn::Sequential model{nn::Input<1>{}, nn::Dense<1>{}};
  nn::Tensor<2> column(5, 1);
  column.setConstant(0.5f);
  const Eigen::VectorXf vector = Eigen::VectorXf::Constant(5, 0.5f);
  const nn::Tensor<2> want = model.predict(column);
  CHECK(same_bits(model.predict(vector), want));
  CHECK(same_bits(model.predict(nn::Tensor<1>(column.reshape(Eigen::DSizes<Index, 1>(5)))), want));
}

TEST_CASE("predict keeps the axes of the output", "[models]") {
  nn::Sequential model{nn::Input<2, 3>{}, nn::Dense<4>{}, nn::Reshape<4, 2, 1>{}};
  nn::Tensor<3> x(7, 2, 3);
  x.setRandom();
  const nn::Tensor<4> y = model.predict(x);
  CHECK(y.dimensions() == Eigen::DSizes<Index, 4>(7, 4, 2, 1));
}

TEST_CASE("A model that only changes shapes copies its input", "[models]") {
  nn::Sequential model{nn::Input<2, 3>{}, nn::Flatten{}, nn::Dropout{}, nn::Reshape<3, 2>{}};
  nn::Tensor<3> x(7, 2, 3);
  x.setRandom();
  CHECK(same_bits(model.predict(x), x));
}

TEST_CASE("Copies of a model are deep", "[models]") {
  Classifier model = classifier(1);
  const std::vector<float> before = parameters_of(model);
  Classifier copy = model;
  CHECK(same_bits(copy.parameters(), before));
  copy.initialize(2);
  CHECK(same_bits(model.parameters(), before));
  model = copy;
  CHECK(same_bits(model.parameters(), copy.parameters()));
  model.initialize(3);
  CHECK(same_bits(copy.parameters(), classifier(2).parameters()));
  const float* block = copy.parameters().data();
  const Classifier moved = std::move(copy);
  CHECK(moved.parameters().data() == block);
}

// Variables are constructed in their order, as those of another file may be: `late` is used before its turn.
using Late = nn::Sequential<nn::Input<4>, nn::Dense<2>>;
extern Late late;
std::string sentence_of(const auto& use) {
  try {
    use();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}
const std::string early_compile = sentence_of([] { late.compile(nn::MeanSquaredError{}, nn::SGD{}); });
Late late{{}, {}};

TEST_CASE("A model that is used before it is constructed, or after it was moved, fails", "[models]") {
  const std::string wanted =
      "the model has no parameters: it was moved from, or is used before it is constructed, as a variable of another file may "
      "be";
  CHECK(early_compile == wanted);
  const Late taken = std::move(late);
  nn::Tensor<2> x(1, 4);
  x.setZero();
  CHECK(sentence_of([&] { late.predict(x); }) == wanted);
  CHECK(sentence_of([&] { late.compile(nn::MeanSquaredError{}, nn::SGD{}); }) == wanted);
}

TEST_CASE("A model in double computes in double", "[models]") {
  nn::Sequential model{nn::TypedInput<double, 2>{}, nn::Dense<1>{.kernel_initializer = nn::Ones{}}};
  nn::Tensor<2, double> x(1, 2);
  x(0, 0) = 1.0;
  x(0, 1) = 1e-12;
  const nn::Tensor<2, double> y = model.predict(x);
  CHECK(y(0, 0) == 1.0 + 1e-12);
}

}  // namespace linnet::test::sequential
