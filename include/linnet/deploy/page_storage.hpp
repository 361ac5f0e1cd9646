// SPDX-License-Identifier: MIT
// PageStorage: the memory of a device that keeps weights without power.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace linnet {

/// Memory that keeps its bytes without power, in pages that are erased as a whole: NOR flash, or any less restricted memory. Erased bytes
/// are 0xFF, and writing may only turn ones into zeros. Each function returns false if the hardware refuses.
///
///   page_size, page_count     bytes of a page, and their number; addresses count bytes from the first page
///   write_size                unit of writes: addresses and lengths of write are multiples; 1: any
///   read(address, bytes)      of any length, at any address
///   write(address, bytes)     within one page; no byte twice between two erases
///   erase(page)               page 0 to page_count - 1
template <class S>
concept PageStorage = requires(S& storage, std::size_t number, std::span<std::byte> to, std::span<const std::byte> from) {
  { S::page_size } -> std::convertible_to<std::size_t>;
  { S::page_count } -> std::convertible_to<std::size_t>;
  { S::write_size } -> std::convertible_to<std::size_t>;
  { storage.read(number, to) } -> std::convertible_to<bool>;
  { storage.write(number, from) } -> std::convertible_to<bool>;
  { storage.erase(number) } -> std::convertible_to<bool>;
};

}  // namespace linnet
