// SPDX-License-Identifier: MIT
// IDX files: what is accepted has as many elements as its extents say, and they come out as they went in.
#include <linnet/data/idx.hpp>

#include <tests/fuzz/fuzz.hpp>

namespace {

using linnet::fuzz::accepts;
using linnet::fuzz::expect;

template <int Rank, class T>
void read(const linnet::detail::TensorFile& file) {
  linnet::Tensor<Rank, T> tensor;
  if (!accepts([&] { tensor = linnet::detail::tensor_of<Rank, T>("input", file); })) return;
  expect(static_cast<std::size_t>(tensor.size()) * file.type.bytes == file.elements.size(), "as many elements as bytes");
  if (!(file.type == linnet::detail::element_type<T>)) return;
  for (std::size_t i = 0; i < file.elements.size(); ++i) {  // big-endian
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(tensor.data() + i / sizeof(T));
    expect(bytes[sizeof(T) - 1 - i % sizeof(T)] == file.elements[i], "the bytes of the file");
  }
}

template <int Rank>
void parse(std::span<const std::uint8_t> bytes) {
  linnet::detail::TensorFile file{};
  if (!accepts([&] { file = linnet::detail::parse_idx("input", bytes, Rank); })) return;
  read<Rank, std::uint8_t>(file);
  read<Rank, std::int8_t>(file);
  read<Rank, std::int16_t>(file);
  read<Rank, std::int32_t>(file);
  read<Rank, float>(file);
  read<Rank, double>(file);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parse<1>({data, size});
  parse<2>({data, size});
  parse<3>({data, size});
  return 0;
}
