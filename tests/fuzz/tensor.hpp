// SPDX-License-Identifier: MIT
// Takes the elements of a file, IDX or .npy, as tensors: as many as there are bytes for, and they come out as they went in.
#pragma once

#include <linnet/data/elements.hpp>

#include <tests/fuzz/fuzz.hpp>

namespace linnet::fuzz {

template <int Rank, class T>
void read(const detail::TensorFile& file) {
  Tensor<Rank, T> tensor;
  if (!accepts([&] { tensor = detail::tensor_of<Rank, T>("input", file, "read_idx"); })) return;
  expect(static_cast<std::size_t>(tensor.size()) * file.type.bytes == file.elements.size(), "as many elements as bytes");
  if (!(file.type == detail::element_type<T>)) return;
  const bool little = file.order == std::endian::little;
  for (std::size_t i = 0; i < file.elements.size(); ++i) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(tensor.data() + i / sizeof(T));
    const std::size_t place = i % sizeof(T);
    expect(bytes[little ? place : sizeof(T) - 1 - place] == file.elements[i], "the bytes of the file");
  }
}

}  // namespace linnet::fuzz
