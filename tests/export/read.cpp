// SPDX-License-Identifier: MIT
// Includes the headers that write.cpp exported and nothing else of linnet, and compares what their models predict with the files of
// its argument's folder, bit for bit. Other files of the program do the same.
#include "again/net.hpp"
#include "autoencoder.hpp"
#include "cnn.hpp"
#include "images.hpp"
#include "left/net.hpp"
#include "recurrent.hpp"
#include "regression.hpp"
#include "sequences.hpp"
#include "temporal.hpp"
#include "transformer.hpp"
#include "words.hpp"

#include <tests/export/check.hpp>

// These names are free: an exported header brings nothing that trains.
namespace linnet {
using Adam = int;
using MeanSquaredError = int;
using Accuracy = int;
using Sequential = int;
using StaticSequential = int;
using Frozen = int;
}  // namespace linnet

namespace {

using namespace export_check;

/// How many numbers of `object`, the parameters or the state, the self test finds changed when one bit of them flips.
template <class Object, class Test>
linnet::Index found_flips(const Object& original, const Test& test) {
  linnet::Index found = 0;
  Object object = original;
  for (std::size_t i = 0; i < sizeof(Object); i += sizeof(float)) {
    unsigned char byte[1];
    std::memcpy(byte, reinterpret_cast<const char*>(&object) + i + i / 4 % 4, 1);
    const unsigned char bit = static_cast<unsigned char>(1u << i / 16 % 8);
    byte[0] ^= bit;
    std::memcpy(reinterpret_cast<char*>(&object) + i + i / 4 % 4, byte, 1);
    found += test(object) == linnet::SelfTestResult::wrong_checksum;
    byte[0] ^= bit;
    std::memcpy(reinterpret_cast<char*>(&object) + i + i / 4 % 4, byte, 1);
  }
  return found;
}

/// `model` with parameters and state from elsewhere.
template <class Model>
Model moved(const Model& model, const void* parameters, const void* state) {
  using T = typename Model::Scalar;
  return std::apply(
      [&](const auto&... layer) {
        return Model(static_cast<const T*>(parameters), static_cast<const T*>(state), {}, layer...);
      },
      model.layers());
}

}  // namespace

// In files of their own.
void check_digits(const char* folder);
void check_gestures(const char* folder);
void check_left_net(const char* folder);
void check_right_net(const char* folder);

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const char* const folder = arguments[1];
  namespace e = exported;
  check_predictions(folder, "cnn", e::cnn::model, e::cnn::self_test());
  check_predictions(folder, "images", e::images::model, e::images::self_test());
  check_predictions(folder, "sequences", e::sequences::model, e::sequences::self_test());
  check_predictions(folder, "temporal", e::temporal::model, e::temporal::self_test());
  check_predictions(folder, "autoencoder", e::autoencoder::model, e::autoencoder::self_test());
  check_predictions(folder, "transformer", e::transformer::model, e::transformer::self_test());
  check_predictions(folder, "recurrent", e::recurrent::model, e::recurrent::self_test());
  check_predictions(folder, "words", e::words::model, e::words::self_test());
  check_predictions(folder, "regression", e::regression::model, e::regression::self_test());
  check_predictions(folder, "again/net", net::model, net::self_test());  // the model of left/net, in two files of one text
  for (const auto check : {check_digits, check_gestures, check_left_net, check_right_net}) check(folder);

  const auto parameters_found = found_flips(e::cnn::parameters, [](const auto& damaged) {
    return linnet::self_test(moved(e::cnn::model, &damaged, &e::cnn::state), e::cnn::recorded);
  });
  expect(parameters_found == e::cnn::Model::parameter_count(), "cnn", "a flipped bit of a parameter is not found");
  const auto state_found = found_flips(e::cnn::state, [](const auto& damaged) {
    return linnet::self_test(moved(e::cnn::model, &e::cnn::parameters, &damaged), e::cnn::recorded);
  });
  expect(state_found == e::cnn::Model::state_count(), "cnn", "a flipped bit of the state is not found");
  return failures;
}
