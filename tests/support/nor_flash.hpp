// SPDX-License-Identifier: MIT
// A NOR flash whose power may go at any byte of a write and in any erase.
#pragma once

#include <linnet/core/random.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace linnet::test {

/// Thrown where the power goes.
struct PowerCut {};

/// The state after a power cut: of the bytes that are written together, or of the page that is erased.
enum class Torn {
  untouched,  ///< what was there before
  half,       ///< some of the bits have changed already
  garbage,    ///< anything
  complete,   ///< all was done, but nobody heard of it
};

/// PageSize bytes per page, written in units of WriteSize, as PageStorage requires. `misuse` counts calls that hardware would punish.
template <std::size_t PageSize, std::size_t Pages, std::size_t WriteSize>
class NorFlash {
 public:
  static constexpr std::size_t page_size = PageSize, page_count = Pages, write_size = WriteSize;

  std::vector<std::byte> bytes = std::vector<std::byte>(PageSize * Pages, std::byte{0xFF});
  int misuse = 0, reads = 0;
  long events = 0;                                    ///< units written and pages erased so far
  std::vector<int> erases = std::vector<int>(Pages);  ///< of each page
  long cut_at = -1;                                   ///< the event in which the power goes; -1: none
  int refuse_read = -1;                               ///< the read that the hardware refuses
  bool refuse_write = false, refuse_erase = false, loses_writes = false;
  Torn torn = Torn::untouched;
  Random random{1};

  bool read(std::size_t at, std::span<std::byte> to) {
    if (at > bytes.size() || to.size() > bytes.size() - at) return ++misuse, false;
    if (reads++ == refuse_read) return false;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), to.size(), to.begin());
    return true;
  }

  bool write(std::size_t at, std::span<const std::byte> from) {
    const bool fits = at <= bytes.size() && from.size() <= bytes.size() - at && !from.empty();
    if (!fits || at % WriteSize != 0 || from.size() % WriteSize != 0) return ++misuse, false;
    misuse += at / PageSize != (at + from.size() - 1) / PageSize;
    if (refuse_write) return false;
    if (loses_writes) return true;
    for (std::size_t i = 0; i < from.size(); i += WriteSize) {
      const std::span unit = std::span(bytes).subspan(at + i, WriteSize);
      misuse += !std::all_of(unit.begin(), unit.end(), [](std::byte b) { return b == std::byte{0xFF}; });
      change(unit, [&](std::size_t k) { return unit[k] & from[i + k]; });
    }
    return true;
  }

  bool erase(std::size_t page) {
    if (page >= Pages) return ++misuse, false;
    if (refuse_erase) return false;
    ++erases[page];
    change(std::span(bytes).subspan(page * PageSize, PageSize), [](std::size_t) { return std::byte{0xFF}; });
    return true;
  }

 private:
  std::byte any() { return static_cast<std::byte>(random()); }

  template <class After>
  void change(std::span<std::byte> unit, const After& after) {
    const bool cut = events++ == cut_at;
    for (std::size_t k = 0; k < unit.size(); ++k) {
      const std::byte wanted = after(k), changed = any();
      if (!cut || torn == Torn::complete) unit[k] = wanted;
      if (cut && torn == Torn::half) unit[k] = (unit[k] & ~changed) | (wanted & changed);
      if (cut && torn == Torn::garbage) unit[k] = changed;
    }
    if (cut) throw PowerCut{};
  }
};

}  // namespace linnet::test
