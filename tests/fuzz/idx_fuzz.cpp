// SPDX-License-Identifier: MIT
// IDX files: what is accepted has as many elements as its extents say, and they come out as they went in.
#include <linnet/data/idx.hpp>

#include <tests/fuzz/tensor.hpp>

namespace {

using linnet::fuzz::accepts;
using linnet::fuzz::read;

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
