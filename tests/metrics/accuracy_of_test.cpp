// SPDX-License-Identifier: MIT
#include <linnet/data/argmax.hpp>
#include <linnet/layers.hpp>
#include <linnet/metrics/accuracy_of.hpp>
#include <linnet/models.hpp>

#include <tests/support/catch.hpp>

#include <string>
#include <vector>

namespace {

using linnet::accuracy_of;
using linnet::Index;
using linnet::Labels;
using linnet::Tensor;
using linnet::test::message_contains;

TEST_CASE("accuracy_of is measure with Accuracy", "[metrics]") {
  Labels y(4), predicted(4);
  y.setValues({0, 1, 1, 0});
  predicted.setValues({0, 1, 0, 0});
  Tensor<2> two(4, 2), one(4, 1), rows(4, 2);
  two.setValues({{0.9f, 0.1f}, {0.2f, 0.8f}, {0.6f, 0.4f}, {0.7f, 0.3f}});
  one.setValues({{0.1f}, {0.8f}, {0.4f}, {0.3f}});
  rows.setValues({{1, 0}, {0, 1}, {0, 1}, {1, 0}});
  CHECK(accuracy_of(y, two) == 0.75);
  CHECK(accuracy_of(y, one) == 0.75);
  CHECK(accuracy_of(y, predicted) == 0.75);
  CHECK(accuracy_of(y, linnet::argmax(two)) == 0.75);
  CHECK(accuracy_of(rows, two) == 0.75);
  CHECK(accuracy_of(std::vector<int>{0, 1, 1, 0}, std::vector<int>{0, 1, 0, 0}) == 0.75);
  CHECK(accuracy_of(std::vector<int>{0, 1, 1, 0}, std::vector<float>{0.1f, 0.8f, 0.4f, 0.3f}) == 0.75);
  CHECK(accuracy_of(y, two) == linnet::measure(linnet::Accuracy{}, y, two).result());
}

TEST_CASE("accuracy_of names itself in what it refuses", "[metrics]") {
  Tensor<2> x(2, 4), p(2, 3);
  x.setZero();
  p.setValues({{0, 1, 0}, {0, 0, 1}});
  const linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<3, linnet::softmax>{}};
  const auto refuses = [](const auto& call, const std::string& sentence) {
    CHECK_THROWS_MATCHES(call(), linnet::InvalidInput, message_contains("accuracy_of: " + sentence));
  };
  refuses([&] { accuracy_of(model, x, std::vector<int>{0, 1, 2}); }, "scores are 2 times 3, labels 3 times 1");
  refuses([&] { accuracy_of(std::vector<int>{0, 3}, p); }, "label 1 is 3; there are the classes 0 to 2");
  refuses([&] { accuracy_of(std::vector<int>{}, std::vector<int>{}); }, "there are no samples");
}

TEST_CASE("accuracy_of takes a model and its data", "[metrics]") {
  linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<3, linnet::softmax>{}};
  Tensor<2> x(5, 4);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i % 7) - 3.0f;
  const Labels y = linnet::argmax(model.predict(x));
  CHECK(accuracy_of(model, x, y) == 1.0);
}

}  // namespace
