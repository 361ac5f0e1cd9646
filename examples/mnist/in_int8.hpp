// SPDX-License-Identifier: MIT
// A trained model of MNIST in int8, beside its float form.
#pragma once

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <iostream>

/// Quantises the model and prints the accuracy in int8, the share of test images that get the class of the float model, and the bytes.
template <class Model>
void show_int8(const Model& model, const linnet::Mnist& mnist) {
  const auto q = linnet::quantize(model, mnist.x_train);
  const auto classes = linnet::argmax(model.predict(mnist.x_test)), in_int8 = linnet::argmax(q.predict(mnist.x_test));
  const double equal = linnet::accuracy_of(classes, in_int8), accuracy = linnet::accuracy_of(mnist.y_test, in_int8);
  std::cout << "In int8: accuracy " << 100.0 * accuracy << " %, the same class as in float for " << 100.0 * equal << " %; "
            << q.parameter_bytes() / 1000 << " kB instead of " << Model::parameter_bytes() / 1000 << " kB\n";
}
