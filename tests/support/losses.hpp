// SPDX-License-Identifier: MIT
// Losses over a batch, against golden values and finite differences.
#pragma once

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace linnet::test {

/// Value and gradient of one sample.
template <class T>
struct SampleLoss {
  T value{};
  std::vector<T> gradient;
};

template <class T, class L, class Y>
SampleLoss<T> loss_of(const L& loss, const std::vector<T>& p, const std::vector<Y>& y) {
  SampleLoss<T> result{T(0), std::vector<T>(p.size())};
  result.value = loss(std::span<const T>(p), std::span<const Y>(y), std::span<T>(result.gradient));
  // Without a gradient the loss is the same.
  CHECK(equal_bits(result.value, loss(std::span<const T>(p), std::span<const Y>(y), std::span<T>())));
  return result;
}

/// The same for logits z, which become predictions.
template <class T, class L, class Y>
SampleLoss<T> fused_loss_of(const L& loss, std::vector<T>& z, const std::vector<Y>& y) {
  SampleLoss<T> result{T(0), std::vector<T>(z.size())};
  std::vector<T> again = z;
  result.value = loss.fused(std::span<T>(z), std::span<const Y>(y), std::span<T>(result.gradient));
  CHECK(equal_bits(result.value, loss.fused(std::span<T>(again), std::span<const Y>(y), std::span<T>())));
  CHECK(equal_bits(again.data(), z.data(), static_cast<Index>(z.size())));
  return result;
}

/// True if every number of `have` is within `tolerance` of that of `want`, relative to numbers above 1.
inline bool agree(const std::vector<double>& have, const std::vector<double>& want, double tolerance) {
  return std::equal(have.begin(), have.end(), want.begin(), want.end(),
                    [&](double h, double w) { return std::abs(h - w) <= tolerance * std::max(1.0, std::abs(w)); });
}

/// Compares a loss with the case of a golden file that has this name: each sample, the mean, and both with sample weights.
template <class T, class Y, class L>
void check_golden_loss(const L& loss, const std::string& name, const std::string& predictions, const std::string& targets,
                       const std::string& sample_weights, double tolerance, const std::string& file = "losses") {
  const Golden golden(file);
  CAPTURE(name, sizeof(T));
  const std::vector<T> p = converted<T>(golden.values(predictions));
  const std::vector<Y> y = converted<Y>(golden.values(targets));
  const std::vector<double> weights = golden.values(sample_weights);
  const std::size_t samples = weights.size(), width = p.size() / samples, target_width = y.size() / samples;
  const double share = 1.0 / static_cast<double>(samples);
  std::vector<double> values, gradient, weighted_gradient;
  double mean = 0.0, weighted_mean = 0.0;
  const auto row = [](const auto& all, std::size_t i, std::size_t size) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * size);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(size));
  };
  for (std::size_t i = 0; i < samples; ++i) {
    const SampleLoss<T> sample = loss_of(loss, row(p, i, width), row(y, i, target_width));
    values.push_back(static_cast<double>(sample.value));
    mean += values.back() * share;
    weighted_mean += weights[i] * values.back() * share;
    for (const T g : sample.gradient) {
      gradient.push_back(static_cast<double>(g) * share);
      weighted_gradient.push_back(weights[i] * gradient.back());
    }
  }
  CHECK(agree(values, golden.values(name + ".per_sample"), tolerance));
  CHECK(agree({mean}, golden.values(name + ".value"), tolerance));
  CHECK(agree(gradient, golden.values(name + ".gradient"), tolerance));
  CHECK(agree({weighted_mean}, golden.values(name + ".weighted_value"), tolerance));
  CHECK(agree(weighted_gradient, golden.values(name + ".weighted_gradient"), tolerance));
}

/// The same for a case of keras_losses.golden, whose inputs `group` names, in float and in double.
template <class L>
void check_keras_loss(const L& loss, const std::string& name, const std::string& group, double tolerance = 1e-14) {
  const auto check = [&]<class T>(T, double within) {
    check_golden_loss<T, T>(loss, name, group + ".predictions", group + ".targets", group + ".sample_weights", within,
                            "keras_losses");
  };
  check(float{}, 1e-6);
  check(double{}, tolerance);
}

/// The gradient of a loss at p against finite differences.
template <class L, class Y>
void check_loss_gradient(const L& loss, std::vector<double> p, const std::vector<Y>& y) {
  const std::vector<double> gradient = loss_of(loss, p, y).gradient;
  const auto value = [&] { return loss(std::span<const double>(p), std::span<const Y>(y), std::span<double>()); };
  CHECK(relative_error(gradient, finite_differences(p.data(), static_cast<Index>(p.size()), value)) < 1e-6);
}

/// The same for the loss of logits, which takes the place of an activation and a loss.
template <class L, class Y>
void check_fused_gradient(const L& loss, std::vector<double> z, const std::vector<Y>& y) {
  std::vector<double> predictions = z;
  const std::vector<double> gradient = fused_loss_of(loss, predictions, y).gradient;
  const auto value = [&] {
    std::vector<double> logits = z;
    return loss.fused(std::span<double>(logits), std::span<const Y>(y), std::span<double>());
  };
  CHECK(relative_error(gradient, finite_differences(z.data(), static_cast<Index>(z.size()), value)) < 1e-6);
}

}  // namespace linnet::test
