// SPDX-License-Identifier: MIT
#include <linnet/losses/cosine_similarity.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <vector>

namespace {

using linnet::CosineSimilarity;
using linnet::Shape;
using linnet::test::Approx;

static_assert(linnet::Loss<CosineSimilarity>);
static_assert(!CosineSimilarity::integer_targets);
static_assert(CosineSimilarity::takes_output<Shape<2>>);
static_assert(CosineSimilarity::takes_output<Shape<5, 3>>);
static_assert(!CosineSimilarity::takes_output<Shape<1>>);
static_assert(!CosineSimilarity::takes_output<Shape<4, 5, 3>>);

TEST_CASE("CosineSimilarity agrees with Keras", "[losses]") {
  linnet::test::check_keras_loss(CosineSimilarity{}, "cosine_similarity", "vectors");
}

TEST_CASE("The gradient of CosineSimilarity is its derivative", "[losses]") {
  for (const linnet::Index n : {2, 3, 17}) {
    linnet::test::check_loss_gradient(CosineSimilarity{}, linnet::test::random_numbers<double>(n, 1, -3.0, 3.0),
                                      linnet::test::random_numbers<double>(n, 2, -3.0, 3.0));
  }
}

TEST_CASE("CosineSimilarity sees directions, not lengths", "[losses]") {
  const auto of = [](const std::vector<float>& p, const std::vector<float>& y) {
    return linnet::test::loss_of(CosineSimilarity{}, p, y);
  };
  CHECK(of({3.0f, 4.0f}, {30.0f, 40.0f}).value == Approx(-1.0f).epsilon(1e-6));
  CHECK(of({3.0f, 4.0f}, {-0.3f, -0.4f}).value == Approx(1.0f).epsilon(1e-6));
  CHECK(of({3.0f, 4.0f}, {4.0f, -3.0f}).value == 0.0f);
}

TEST_CASE("CosineSimilarity of zeros is 0 and its gradient finite", "[losses]") {
  const auto of = [](const std::vector<float>& p, const std::vector<float>& y) {
    return linnet::test::loss_of(CosineSimilarity{}, p, y);
  };
  for (const auto& sample : {of({0.0f, 0.0f}, {3.0f, 4.0f}), of({3.0f, 4.0f}, {0.0f, 0.0f}), of({0.0f, 0.0f}, {0.0f, 0.0f})}) {
    CHECK(sample.value == 0.0f);
    for (const float g : sample.gradient) CHECK(std::isfinite(g));
  }
}

}  // namespace
