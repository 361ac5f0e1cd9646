// SPDX-License-Identifier: MIT
// Includes the headers that write.cpp exported and nothing else of linnet, and compares what their models predict with the files of
// its argument's folder, bit for bit.
#include "cnn.hpp"
#include "images.hpp"
#include "regression.hpp"
#include "sequences.hpp"

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

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

int failures = 0;

void expect(bool right, const char* name, const char* what) {
  if (right) return;
  std::printf("%s: %s\n", name, what);
  ++failures;
}

/// The next numbers of a file.
template <class T>
std::vector<T> read(std::FILE* file, std::size_t count) {
  std::vector<T> numbers(count);
  if (std::fread(numbers.data(), sizeof(T), count, file) != count) numbers.assign(count, T(-1));
  return numbers;
}

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

template <class Model>
void check_predictions(const char* folder, const char* name, const Model& model, linnet::SelfTestResult result) {
  using T = typename Model::Scalar;
  expect(result == linnet::SelfTestResult::ok, name, "the self test fails");
  const std::string path = std::string(folder) + "/" + name + ".data";
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  expect(file != nullptr, name, "there are no predictions");
  if (!file) return;
  constexpr std::size_t samples = 5;
  const std::vector<T> x = read<T>(file, samples * static_cast<std::size_t>(Model::Input::size));
  const std::vector<T> wanted = read<T>(file, samples * static_cast<std::size_t>(Model::Output::size));
  std::fclose(file);
  std::vector<T> y(wanted.size());
  model.predict(x, y);
  expect(std::memcmp(y.data(), wanted.data(), y.size() * sizeof(T)) == 0, name,
         "predictions are not those of the exported model");
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

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const char* const folder = arguments[1];
  namespace e = exported;
  check_predictions(folder, "cnn", e::cnn::model, e::cnn::self_test());
  check_predictions(folder, "images", e::images::model, e::images::self_test());
  check_predictions(folder, "sequences", e::sequences::model, e::sequences::self_test());
  check_predictions(folder, "regression", e::regression::model, e::regression::self_test());

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
