// SPDX-License-Identifier: MIT
// EXIF data of JPEG and PNG files.
#include <cmake/images/exif.hpp>

#include <tests/fuzz/fuzz.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int orientation = linnet::detail::exif_orientation({data, size});
  linnet::fuzz::expect(orientation >= 1 && orientation <= 8, "an orientation from 1 to 8");
  return 0;
}
