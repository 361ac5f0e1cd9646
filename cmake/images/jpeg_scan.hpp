// SPDX-License-Identifier: MIT
// Walks over the blocks of a JPEG's scan to check that the data of each block exist. stb_image accepts files whose scans end early, and
// makes up missing data.
//
// Source: ITU-T T.81, annex F.2 (sequential) and G.1 (progressive).
#pragma once

#include "jpeg_bits.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linnet::detail {

/// A colour of the frame. Blocks are of 8 x 8 pixels.
struct JpegComponent {
  std::uint8_t id = 0, table = 0;       ///< `table`: its quantization table
  std::uint64_t across = 1, down = 1;   ///< its blocks in a unit of interleaved blocks
  std::uint64_t columns = 0, rows = 0;  ///< blocks with pixels
  std::uint64_t stride = 0;             ///< blocks of a row, including those that only fill the last unit
  bool scanned = false;
  std::vector<std::uint64_t> coefficients{};  ///< progressive: one bit for each nonzero coefficient of a block
};

/// A component in a scan.
struct JpegPart {
  JpegComponent* component;
  const JpegTable* dc;
  const JpegTable* ac;
  int last_dc = 0;
};

/// The blocks of one scan.
struct JpegScan {
  const std::string& path;
  JpegBits bits;
  bool progressive = false;
  int first = 0, last = 63;   ///< coefficients
  int high = 0, low = 0;      ///< bits of the coefficients in earlier scans, and bits still to come
  std::uint32_t end_run = 0;  ///< blocks without further coefficients

  [[noreturn]] void fail(const char* reason) const { damaged(path, "JPEG", bits.at(), reason); }

  void dc(JpegPart& part) {
    const int size = bits.symbol(*part.dc);
    if (size > 15) fail("a coefficient of more than 15 bits");
    if (size == 0) return;
    const int value = static_cast<int>(bits.take(size));
    part.last_dc += value >> (size - 1) != 0 ? value : value - (1 << size) + 1;
    if (part.last_dc < -32767 || part.last_dc > 32767) fail("a coefficient of more than 15 bits");
  }

  /// Reads coefficients first to last of a block; sets their bits in `known`.
  void ac(const JpegPart& part, int from, std::uint64_t& known) {
    for (int k = from; k <= last;) {
      const int symbol = bits.symbol(*part.ac), size = symbol & 15, run = symbol >> 4;
      if (size == 0) {
        if (run < 15 && progressive) end_run = (1u << run) - 1 + (run > 0 ? bits.take(run) : 0);
        if (run < 15) return;
        k += 16;
        continue;
      }
      k += run;
      if (k > last) fail("a block of too many coefficients");
      if (size + low > 15) fail("a coefficient of more than 15 bits");
      bits.take(size);
      known |= std::uint64_t{1} << k++;
    }
  }

  /// Reads one more bit of the nonzero coefficients, and coefficients that have only this bit.
  void refine_ac(const JpegPart& part, std::uint64_t& known) {
    int k = first;
    // Moves past the zero coefficient that follows `zeros` others; returns the last one passed.
    const auto skip = [&](int zeros) {
      while (k <= last) {
        const int at = k++;
        if ((known >> at & 1) != 0) {
          bits.take(1);
        } else if (zeros-- == 0) {
          return at;
        }
      }
      return -1;
    };
    while (end_run == 0 && k <= last) {
      const int symbol = bits.symbol(*part.ac), size = symbol & 15, run = symbol >> 4;
      if (size > 1) fail("a refinement of more than one bit");
      if (size == 0 && run < 15) {
        end_run = (1u << run) + (run > 0 ? bits.take(run) : 0);
        break;
      }
      if (size == 1) bits.take(1);
      const int at = skip(run);
      if (size == 1 && at >= 0) known |= std::uint64_t{1} << at;
    }
    if (end_run == 0) return;
    --end_run;
    skip(64);
  }

  void block(JpegPart& part, std::uint64_t index) {
    std::uint64_t none = 0;
    if (!progressive) {
      dc(part);
      ac(part, 1, none);
    } else if (first == 0) {
      high == 0 ? dc(part) : void(bits.take(1));
    } else if (high == 0) {
      end_run > 0 ? void(--end_run) : ac(part, first, part.component->coefficients[index]);
    } else {
      refine_ac(part, part.component->coefficients[index]);
    }
  }

  /// Reads all blocks: those of one component row by row, those of several in `unit_rows` rows of `units` units.
  void walk(std::span<JpegPart> parts, std::uint64_t units, std::uint64_t unit_rows, std::uint64_t restart_interval) {
    const bool single = parts.size() == 1;
    if (single) units = parts[0].component->columns, unit_rows = parts[0].component->rows;
    for (std::uint64_t unit = 0; unit < units * unit_rows; ++unit) {
      if (restart_interval > 0 && unit > 0 && unit % restart_interval == 0) {
        bits.restart(static_cast<std::uint32_t>((unit / restart_interval - 1) % 8));
        end_run = 0;
        for (JpegPart& part : parts) part.last_dc = 0;
      }
      const std::uint64_t x = unit % units, y = unit / units;
      for (JpegPart& part : parts) {
        const JpegComponent& of = *part.component;
        const std::uint64_t across = single ? 1 : of.across, down = single ? 1 : of.down;
        for (std::uint64_t j = 0; j < down; ++j) {
          for (std::uint64_t i = 0; i < across; ++i) block(part, (y * down + j) * of.stride + x * across + i);
        }
      }
    }
  }
};

}  // namespace linnet::detail
