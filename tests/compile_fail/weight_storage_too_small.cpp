// SPDX-License-Identifier: MIT
// EXPECT: save_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>
// EXPECT: load_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>
#include <linnet/linnet.hpp>

struct TwoPages {  // 128 bytes in each
  static constexpr std::size_t page_size = 128, page_count = 2, write_size = 4;
  bool read(std::size_t, std::span<std::byte>);
  bool write(std::size_t, std::span<const std::byte>);
  bool erase(std::size_t);
};

void save(TwoPages& storage, linnet::StaticSequential<linnet::Input<5>, linnet::Dense<4>>& model) {  // 32 + 4 * 24 bytes
  (void)linnet::save_weights(storage, model);
}
void save(TwoPages& storage, linnet::StaticSequential<linnet::Input<6>, linnet::Dense<4>>& model) {
  (void)linnet::save_weights(storage, model);
  (void)linnet::load_weights(storage, model);
}
