// SPDX-License-Identifier: MIT
// Shared by the files of one program, each with exported headers: predictions are held against those that write.cpp wrote.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace export_check {

inline int failures = 0;

inline void expect(bool right, const char* name, const char* what) {
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

/// Whether the first layer looks numbers of words up; int8 models have no such layer.
template <class Model>
consteval bool takes_words() {
  if constexpr (requires { Model::vocabulary; }) return Model::vocabulary > 0;
  return false;
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
  if constexpr (takes_words<Model>()) {
    model.predict(std::vector<std::int32_t>(x.begin(), x.end()), y);
  } else {
    model.predict(x, y);
  }
  expect(std::memcmp(y.data(), wanted.data(), y.size() * sizeof(T)) == 0, name,
         "predictions are not those of the exported model");
}

}  // namespace export_check
