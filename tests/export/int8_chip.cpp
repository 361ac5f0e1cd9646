// SPDX-License-Identifier: MIT
// int8 models that the host has exported, on a board of examples/cortex_m: their self tests, a head that trains after the layers of one, and
// its numbers in pages of memory. CMake copies it beside their headers.
#include "int8_images.hpp"
#include "int8_vectors.hpp"

#include <linnet/linnet.hpp>

namespace {

namespace nn = linnet;

/// True if a head learns to tell four samples apart.
bool head_trains() {
  static nn::StaticSequential model{nn::Input<30>{}, nn::freeze<3>(exported::vectors::model), nn::Dense<4, nn::softmax>{}};
  static auto training = model.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.1f});
  static float x[4][30];
  static const std::int32_t y[] = {0, 1, 2, 3};
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 30; ++k) x[i][k] = k % 4 == i ? 4.0f : 1.0f;
  }
  const std::span<const float> all(&x[0][0], 120);
  training.fit(all, y, {.epochs = 60});
  static float predicted[4][4];
  model.predict(all, std::span<float>(&predicted[0][0], 16));
  bool right = true;
  for (int i = 0; i < 4; ++i) right = right && predicted[i][i] > 0.8f;
  return right;
}

using Base = decltype(nn::StaticQuantized(exported::vectors::model));

/// Pages in RAM, each for a record.
struct Pages {
  static constexpr std::size_t page_size = (nn::weight_record_bytes<Base> + 3) / 4 * 4, page_count = 2, write_size = 4;
  std::byte bytes[page_size * page_count];

  bool read(std::size_t from, std::span<std::byte> to) const {
    std::memcpy(to.data(), bytes + from, to.size());
    return true;
  }
  bool write(std::size_t at, std::span<const std::byte> from) {
    std::memcpy(bytes + at, from.data(), from.size());
    return true;
  }
  bool erase(std::size_t page) {
    std::memset(bytes + page * page_size, 0xFF, page_size);
    return true;
  }
};

/// True if the numbers of a model come back from a record.
bool numbers_are_kept() {
  namespace v = exported::vectors;
  static Pages pages;
  for (std::size_t page = 0; page < Pages::page_count; ++page) pages.erase(page);
  static Base saved(v::model), read(v::model);
  if (nn::load_weights(pages, read) != nn::RecordResult::empty) return false;
  if (nn::save_weights(pages, saved) != nn::RecordResult::ok || nn::load_weights(pages, read) != nn::RecordResult::ok)
    return false;
  std::int8_t y[3];
  read.model().predict(v::recorded.input, y);
  return std::memcmp(y, v::recorded.output, sizeof y) == 0;
}

}  // namespace

int main() {
  static int8_images::Model::Memory memory;
  if (int8_images::self_test(memory) != linnet::SelfTestResult::ok) return 1;
  if (exported::vectors::self_test() != linnet::SelfTestResult::ok) return 2;
  if (!head_trains()) return 3;
  return numbers_are_kept() ? 0 : 4;
}
