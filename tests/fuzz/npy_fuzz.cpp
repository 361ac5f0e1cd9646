// SPDX-License-Identifier: MIT
// .npy files: what is accepted has as many elements as its shape says, and written again it is the same.
#include <linnet/data/npy.hpp>

#include <tests/fuzz/tensor.hpp>

namespace {

using linnet::detail::parse_npy;
using linnet::detail::TensorFile;
using linnet::fuzz::accepts;
using linnet::fuzz::expect;
using linnet::fuzz::read;

template <int Rank>
void parse(std::span<const std::uint8_t> bytes) {
  TensorFile file{};
  if (!accepts([&] { file = parse_npy("input", bytes, Rank); })) return;
  read<Rank, std::uint8_t>(file);
  read<Rank, std::int16_t>(file);
  read<Rank, std::int64_t>(file);
  read<Rank, std::uint64_t>(file);
  read<Rank, float>(file);
  read<Rank, double>(file);

  const std::string header = linnet::detail::npy_header(file.type, std::span(file.dims).first(Rank));
  expect(header.size() % 64 == 0, "a header of a multiple of 64 bytes");
  std::vector<std::uint8_t> again(header.begin(), header.end());
  again.insert(again.end(), file.elements.begin(), file.elements.end());
  const TensorFile second = parse_npy("again", again, Rank);
  expect(second.type == file.type && second.dims == file.dims && second.elements.size() == file.elements.size(),
         "the same type and shape, written again");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parse<1>({data, size});
  parse<2>({data, size});
  parse<3>({data, size});
  return 0;
}
