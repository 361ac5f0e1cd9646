// SPDX-License-Identifier: MIT
#include <linnet/metrics/accuracy.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace {

using linnet::Accuracy;

static_assert(linnet::Metric<Accuracy>);

template <class T, class Y>
void show(Accuracy& accuracy, const std::vector<T>& prediction, const std::vector<Y>& target) {
  accuracy.update(std::span<const T>(prediction), std::span<const Y>(target));
}

/// 1 if the sample counts as right, else 0.
template <class Y, class T = float>
double is_right(const std::vector<T>& prediction, const std::vector<Y>& target, float threshold = 0.5f) {
  Accuracy accuracy{.threshold = threshold};
  show(accuracy, prediction, target);
  return accuracy.result();
}

TEST_CASE("Accuracy of a single output compares both with the threshold", "[metrics]") {
  CHECK(is_right<float>({0.9f}, {1.0f}) == 1.0);
  CHECK(is_right<float>({0.9f}, {0.0f}) == 0.0);
  CHECK(is_right<float>({0.1f}, {0.0f}) == 1.0);
  CHECK(is_right<float>({0.1f}, {1.0f}) == 0.0);
  CHECK(is_right<float>({0.5f}, {0.0f}) == 1.0);  // not above the threshold, as in Keras
  CHECK(is_right<float>({0.5f}, {1.0f}) == 0.0);
  CHECK(is_right<std::int32_t>({0.9f}, {1}) == 1.0);
  CHECK(is_right<double, double>({0.9}, {1.0}) == 1.0);
}

TEST_CASE("Accuracy takes another threshold, for logits for example", "[metrics]") {
  CHECK(is_right<float>({0.2f}, {1.0f}, 0.0f) == 1.0);
  CHECK(is_right<float>({-0.2f}, {1.0f}, 0.0f) == 0.0);
  CHECK(is_right<float>({-0.2f}, {0.0f}, 0.0f) == 1.0);
  CHECK(is_right<float>({0.7f}, {1.0f}, 0.75f) == 0.0);
}

TEST_CASE("Accuracy of class indices asks where the largest score stands", "[metrics]") {
  CHECK(is_right<std::int32_t>({0.1f, 0.7f, 0.2f}, {1}) == 1.0);
  CHECK(is_right<std::int32_t>({0.1f, 0.7f, 0.2f}, {0}) == 0.0);
  CHECK(is_right<std::int32_t>({0.1f, 0.7f, 0.2f}, {2}) == 0.0);
  CHECK(is_right<std::int32_t>({-3.0f, -1.0f}, {1}) == 1.0);  // logits
  CHECK(is_right<std::int32_t, double>({0.7, 0.1, 0.2}, {0}) == 1.0);
}

TEST_CASE("Accuracy of one-hot targets compares where both are largest", "[metrics]") {
  CHECK(is_right<float>({0.1f, 0.7f, 0.2f}, {0.0f, 1.0f, 0.0f}) == 1.0);
  CHECK(is_right<float>({0.1f, 0.7f, 0.2f}, {0.0f, 0.0f, 1.0f}) == 0.0);
  CHECK(is_right<float>({0.1f, 0.7f, 0.2f}, {0.3f, 0.5f, 0.2f}) == 1.0);  // label smoothing
  CHECK(is_right<float>({0.8f, 0.2f}, {1.0f, 0.0f}) == 1.0);
}

TEST_CASE("Of equal scores Accuracy takes the first", "[metrics]") {
  CHECK(is_right<std::int32_t>({0.4f, 0.4f, 0.2f}, {0}) == 1.0);
  CHECK(is_right<std::int32_t>({0.4f, 0.4f, 0.2f}, {1}) == 0.0);
  CHECK(is_right<std::int32_t>({0.25f, 0.25f, 0.25f, 0.25f}, {0}) == 1.0);
  CHECK(is_right<std::int32_t>({0.2f, 0.4f, 0.4f}, {1}) == 1.0);
  CHECK(is_right<float>({0.5f, 0.5f}, {0.5f, 0.5f}) == 1.0);
  CHECK(is_right<float>({0.5f, 0.5f}, {0.0f, 1.0f}) == 0.0);
}

TEST_CASE("Accuracy counts samples since its reset", "[metrics]") {
  Accuracy accuracy;
  CHECK(accuracy.result() == 0.0);
  const std::vector<std::int32_t> first{0};
  for (int i = 0; i < 3; ++i) show(accuracy, std::vector<float>{0.9f, 0.1f}, first);
  show(accuracy, std::vector<float>{0.1f, 0.9f}, first);
  CHECK(accuracy.result() == 0.75);
  CHECK(accuracy.correct == 3);
  CHECK(accuracy.total == 4);
  accuracy.reset();
  CHECK(accuracy.result() == 0.0);
  CHECK(accuracy.total == 0);
  show(accuracy, std::vector<float>{0.9f, 0.1f}, first);
  CHECK(accuracy.result() == 1.0);
}

TEST_CASE("Accuracy keeps its threshold over a reset", "[metrics]") {
  Accuracy accuracy{.threshold = 0.0f};
  accuracy.reset();
  show(accuracy, std::vector<float>{0.25f}, std::vector<float>{1.0f});
  CHECK(accuracy.result() == 1.0);
}

TEST_CASE("Accuracy counts further than a float could", "[metrics]") {
  Accuracy accuracy{.correct = 1ll << 40, .total = 1ll << 41};
  show(accuracy, std::vector<float>{0.9f}, std::vector<float>{1.0f});
  CHECK(accuracy.correct == (1ll << 40) + 1);
  CHECK(accuracy.result() > 0.5);
}

}  // namespace
