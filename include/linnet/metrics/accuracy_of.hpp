// SPDX-License-Identifier: MIT
// accuracy_of: the accuracy of predictions, or of a model, in one call. For hosts.
#pragma once

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/measure.hpp>

namespace linnet {

/// Returns the share of samples that are classified correctly: measure(Accuracy{}, y, p).result(). `p` are probabilities (samples, classes),
/// one probability per sample, which predicts class 1 above 0.5, or predicted classes. Throws InvalidInput as measure does.
template <class Targets, class Predictions>
double accuracy_of(const Targets& y, const Predictions& p) {
  Accuracy accuracy;
  detail::update_from("accuracy_of", accuracy, y, p);
  return accuracy.result();
}

/// The same for what `model` predicts of `x`.
template <class Model, class Data, class Targets>
double accuracy_of(const Model& model, const Data& x, const Targets& y) {
  return accuracy_of(y, model.predict(x));
}

}  // namespace linnet
