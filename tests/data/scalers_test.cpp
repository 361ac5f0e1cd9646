// SPDX-License-Identifier: MIT
#include <linnet/data/samples.hpp>
#include <linnet/data/scalers.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::MinMaxScaler;
using linnet::StandardScaler;
using linnet::Tensor;
using linnet::test::Golden;
using linnet::test::message_contains;

Tensor<2, double> matrix_of(const Golden& golden, const std::string& name) {
  Tensor<2, double> x(static_cast<Index>(golden.dims(name)[0]), static_cast<Index>(golden.dims(name)[1]));
  std::copy(golden.values(name).begin(), golden.values(name).end(), x.data());
  return x;
}

/// Largest difference of two lists, relative to the expected numbers where these are above 1.
template <class Numbers>
double difference(const Numbers& found, const std::vector<double>& expected) {
  REQUIRE(static_cast<std::size_t>(found.size()) == expected.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(found.data()[i] - expected[i]) / std::max(1.0, std::abs(expected[i])));
  }
  return worst;
}

TEST_CASE("StandardScaler agrees with scikit-learn", "[data]") {
  const Golden golden("preprocessing");
  const Tensor<2, double> x = matrix_of(golden, "x"), other = matrix_of(golden, "other");
  StandardScaler scaler;
  const Tensor<2, double> scaled = scaler.fit_transform(x);
  CHECK(difference(scaler.mean, golden.values("standard.mean")) < 1e-15);
  CHECK(difference(scaler.variance, golden.values("standard.variance")) < 1e-13);
  CHECK(difference(scaler.scale, golden.values("standard.scale")) < 1e-13);
  CHECK(difference(scaled, golden.values("standard.x")) < 1e-10);  // a feature of about -50 with a deviation of 6e-4
  CHECK(difference(scaler.transform(other), golden.values("standard.other")) < 1e-12);
  CHECK(difference(scaler.inverse_transform(scaled), golden.values("x")) < 1e-14);
}

TEST_CASE("MinMaxScaler agrees with scikit-learn", "[data]") {
  const Golden golden("preprocessing");
  const Tensor<2, double> x = matrix_of(golden, "x"), other = matrix_of(golden, "other");
  MinMaxScaler scaler;
  const Tensor<2, double> scaled = scaler.fit_transform(x);
  CHECK(scaler.minimum == golden.values("min_max.minimum"));
  CHECK(scaler.maximum == golden.values("min_max.maximum"));
  CHECK(difference(scaler.scale, golden.values("min_max.scale")) < 1e-13);
  CHECK(difference(scaled, golden.values("min_max.x")) < 1e-10);
  CHECK(difference(scaler.transform(other), golden.values("min_max.other")) < 1e-11);
  CHECK(difference(scaler.inverse_transform(scaled), golden.values("x")) < 1e-14);
  double least = 1.0, most = 0.0;
  for (Index i = 0; i < scaled.size(); ++i) {
    least = std::min(least, scaled.data()[i]);
    most = std::max(most, scaled.data()[i]);
  }
  CHECK(least == 0.0);
  CHECK(most == 1.0);
}

TEST_CASE("Scalers take the last axis as features, and keep shape and type", "[data]") {
  Tensor<3> images(1, 2, 2);
  images.setValues({{{1.0f, 10.0f}, {3.0f, 30.0f}}});
  StandardScaler standard;
  const Tensor<3> z = standard.fit_transform(images);
  CHECK(standard.mean == std::vector<double>{2.0, 20.0});
  CHECK(standard.variance == std::vector<double>{1.0, 100.0});
  CHECK(z.dimension(1) == 2);
  CHECK(z(0, 0, 1) == -1.0f);
  CHECK(z(0, 1, 0) == 1.0f);
  MinMaxScaler min_max;
  CHECK(min_max.fit_transform(images)(0, 1, 1) == 1.0f);
  CHECK(min_max.inverse_transform(min_max.transform(images))(0, 0, 1) == 10.0f);
}

TEMPLATE_TEST_CASE("A scaler takes a series of one column as a list", "[data]", StandardScaler, MinMaxScaler) {
  const std::vector<double> series{3.0, 5.0, 4.0, 9.0, 7.0};
  Tensor<2, double> column(5, 1);
  std::copy(series.begin(), series.end(), column.data());
  TestType of_list, of_column;
  of_list.fit(std::span(series).first(3));  // the past
  of_column.fit(linnet::slice(column, 0, 3));
  const std::vector<double> z = of_list.transform(series);
  const Tensor<2, double> expected = of_column.transform(column);
  CHECK(std::equal(z.begin(), z.end(), expected.data(), expected.data() + 5));
  CHECK(difference(of_list.inverse_transform(z), series) < 1e-15);
  CHECK(of_list.fit_transform(std::vector<float>{1.0f, 3.0f}).back() == 1.0f);
  CHECK_THROWS_MATCHES(of_list.fit(std::vector<float>{}), InvalidInput, message_contains("Scaler: x has no samples"));
}

TEMPLATE_TEST_CASE("A scaler refuses data that it cannot scale", "[data]", StandardScaler, MinMaxScaler) {
  TestType scaler;
  Tensor<2> x(2, 3);
  x.setZero();
  CHECK_THROWS_MATCHES(scaler.transform(x), InvalidInput, message_contains("Scaler: it has no statistics; call fit first"));
  CHECK_THROWS_MATCHES(scaler.fit(Tensor<2>(0, 3)), InvalidInput, message_contains("Scaler: x has no samples"));
  scaler.fit(x);
  const TestType before = scaler;
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    x(1, 2) = bad;
    CHECK_THROWS_MATCHES(scaler.fit(x), InvalidInput, message_contains(" in row 1; every number must be finite"));
  }
  CHECK(scaler.scale == before.scale);
  if constexpr (std::is_same_v<TestType, StandardScaler>) {
    Tensor<2> floats(3, 1);
    floats.setValues({{3.4e38f}, {-3.4e38f}, {-3.4e38f}});
    Tensor<2, double> doubles(2, 1);
    doubles.setValues({{1e200}, {-1e200}});
    const std::string overflow = "StandardScaler: the variance of feature 0 overflows";
    CHECK_THROWS_MATCHES(scaler.fit(floats), InvalidInput, message_contains(overflow));
    CHECK_THROWS_MATCHES(scaler.fit(doubles), InvalidInput, message_contains(overflow));
    CHECK(scaler.scale == before.scale);
  } else {
    Tensor<2, double> doubles(2, 2);
    doubles.setValues({{1.0, 1e308}, {2.0, -1e308}});
    CHECK_THROWS_MATCHES(scaler.fit(doubles), InvalidInput, message_contains("MinMaxScaler: the range of feature 1 overflows"));
    CHECK(scaler.minimum == before.minimum);
    CHECK(scaler.maximum == before.maximum);
    CHECK(scaler.scale == before.scale);
  }
  const Tensor<2> wide(2, 4);
  const std::string reason = "Scaler: x has 4 features, the data of fit had 3";
  CHECK_THROWS_MATCHES(scaler.transform(wide), InvalidInput, message_contains(reason));
  CHECK_THROWS_MATCHES(scaler.inverse_transform(wide), InvalidInput, message_contains(reason));
}

}  // namespace
