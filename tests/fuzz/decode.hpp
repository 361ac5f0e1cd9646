// SPDX-License-Identifier: MIT
// Decodes bytes as load_image does: what is accepted has a size and bytes for all of its pixels.
#pragma once

#include <linnet/images/stb.hpp>

#include <tests/fuzz/fuzz.hpp>

namespace linnet::fuzz {

inline void decode(std::span<const std::uint8_t> bytes) {
#if LINNET_WITH_STB
  detail::DecodedImage image;
  if (!accepts([&] { image = detail::decode_image("input", bytes); })) return;
  const bool sized =
      detail::size_is_accepted(static_cast<std::uint64_t>(image.height), static_cast<std::uint64_t>(image.width));
  expect(sized && (image.channels == 1 || image.channels == 3), "an image of an accepted size");
  unsigned sum = 0;
  for (std::size_t i = 0; i < image.size(); ++i) sum += image.pixels[i];
  expect(sum <= 255 * image.size(), "bytes for all pixels");
  const bool again = accepts([&] { image = detail::decode_image("input", bytes, 1, 5, 7); });
  expect(again && image.height == 5 && image.width == 7 && image.channels == 1, "the same image, gray and of another size");
#else
  static_cast<void>(bytes);
#endif
}

}  // namespace linnet::fuzz
