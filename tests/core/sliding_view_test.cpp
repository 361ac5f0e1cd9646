// SPDX-License-Identifier: MIT
#include <linnet/core/sliding_view.hpp>

#include <linnet/core/sample_view.hpp>
#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>

#include <limits>
#include <vector>

namespace {

using linnet::ArrayView;
using linnet::Index;
using linnet::InvalidInput;
using linnet::SlidingView;
using linnet::TargetView;
using linnet::Tensor;
using linnet::detail::SampleData;
using linnet::test::message_contains;

/// Row r has the numbers 10 r, 10 r + 1, ...
template <class T>
Tensor<2, T> counted(Index rows, Index columns) {
  Tensor<2, T> series(rows, columns);
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c) series(r, c) = static_cast<T>(10 * r + c);
  }
  return series;
}

TEST_CASE("Samples slide over a series without a copy of it", "[core]") {
  const Tensor<2> series = counted<float>(12, 2);
  const SlidingView<float> view(ArrayView<float>(series), 1, 3, 4, 2, 4);
  CHECK(view.samples() == 3);
  CHECK(view.data() == series.data() + 2);
  CHECK(view.apart() == 4);
  CHECK(view.overlap() == 1);
  REQUIRE(view.sample_dims().size() == 2);
  CHECK(view.sample_dims()[0] == 4);
  CHECK(view.sample_dims()[1] == 2);
  CHECK(view.slice(2, 1).data() == series.data() + 10);
  CHECK_THROWS_MATCHES(view.slice(2, 2), InvalidInput, message_contains("there are 3 samples; 2 from sample 2 on"));
}

TEST_CASE("Sliding samples are read number by number, and copied across their borders", "[core]") {
  const Tensor<2, std::int16_t> series = counted<std::int16_t>(12, 2);
  const auto value = [](Index sample, Index i) { return static_cast<float>(10 * (1 + sample * 2 + i / 2) + i % 2); };
  const SampleData<float> samples{SlidingView<std::int16_t>(ArrayView<std::int16_t>(series), 1, 3, 4, 2, 4)};
  CHECK(samples.data() == nullptr);
  CHECK(samples.overlap() == 1);
  for (Index first = 0; first < 24; ++first) {
    for (Index count = 0; count <= 24 - first; ++count) {
      std::vector<float> copy(static_cast<std::size_t>(count));
      samples.copy(first, count, copy.data());
      for (Index i = 0; i < count; ++i) REQUIRE(copy[static_cast<std::size_t>(i)] == value((first + i) / 8, (first + i) % 8));
    }
  }
  float last = 0.0f;
  samples.slice(1, 2).slice(1, 1).copy(7, 1, &last);
  CHECK(last == value(2, 7));
}

TEST_CASE("Sliding samples that do not overlap are arrays", "[core]") {
  const Tensor<2> series = counted<float>(12, 2);
  const SampleData<float> samples{SlidingView<float>(ArrayView<float>(series), 0, 3, 4, 4, 4)};
  CHECK(samples.data() == series.data());
  CHECK(samples.overlap() == 0);
}

TEST_CASE("The first bad number of sliding samples is found, and none between them", "[core]") {
  for (const Index stride : {1, 2, 3, 4, 5, 7}) {
    for (Index bad = 0; bad < 40; ++bad) {
      Tensor<2> series = counted<float>(20, 2);
      Tensor<2, std::int32_t> indices(20, 2);
      indices.setZero();
      series.data()[bad] = std::numeric_limits<float>::quiet_NaN();
      indices.data()[bad] = 9;
      const Index samples = (20 - 4) / stride + 1;
      Index place = -1;
      for (Index i = samples * 8 - 1; i >= 0; --i) {
        if (i / 8 * stride * 2 + i % 8 == bad) place = i;
      }
      INFO("stride " << stride << ", number " << bad);
      REQUIRE(SampleData<float>(SlidingView<float>(ArrayView<float>(series), 0, samples, 4, stride, 4)).first_not_finite() ==
              place);
      const SampleData<float> of_indices(SlidingView<std::int32_t>(ArrayView<std::int32_t>(indices), 0, samples, 4, stride, 4));
      REQUIRE(of_indices.first_outside(9) == place);
      if (place >= 0) REQUIRE(of_indices.number(place) == "9");
    }
  }
}

TEST_CASE("Targets slide over a series, of whose columns they may be some", "[core]") {
  const Tensor<2, double> series = counted<double>(12, 3);
  const SlidingView<double> view(ArrayView<double>(series), 2, 4, 2, 2, 2);
  const TargetView all(view);
  CHECK(all.features() == 6);
  for (Index i = 0; i < 24; ++i)
    CHECK(all[i] == 10.0 * static_cast<double>(2 + i / 6 * 2 + i % 6 / 3) + static_cast<double>(i % 3));

  const std::vector<Index> columns{2, 0};
  const TargetView some(view, columns);
  REQUIRE(some.sample_dims().size() == 2);
  CHECK(some.sample_dims()[0] == 2);
  CHECK(some.sample_dims()[1] == 2);
  std::vector<float> copy(4);
  some.slice(1, 3).slice(1, 2).copy(2, 4, copy.data());
  CHECK(copy == std::vector<float>{72, 70, 82, 80});

  const TargetView one_row(SlidingView<double>(ArrayView<double>(series), 2, 4, 1, 2, 1), columns);
  REQUIRE(one_row.sample_dims().size() == 1);
  CHECK(one_row.sample_dims()[0] == 2);
  CHECK(one_row[3] == 40.0);
}

TEST_CASE("A sliding view keeps a temporary series", "[core]") {
  const SlidingView<float> view(ArrayView<float>(counted<float>(12, 2)), 0, 3, 4, 2, 4);
  const SampleData<float> samples(view);
  float number = 0.0f;
  samples.copy(8, 1, &number);
  CHECK(number == 20.0f);
  CHECK(TargetView(view)[8] == 20.0);
}

}  // namespace
