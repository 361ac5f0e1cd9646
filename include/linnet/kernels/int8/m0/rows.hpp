// SPDX-License-Identifier: MIT
// Rows of windows on Armv6-M: their description, the general form, and inputs as x + 128.
#pragma once

#include <linnet/kernels/int8/m0/windows.hpp>

#if LINNET_IS_ARMV6M
namespace linnet::kernels::int8::m0 {

/// Writes `pixels` times `channels` numbers as x + 128 and the sum of each pixel.
LINNET_NAKED inline void shift_pixels(const std::int8_t* /*x*/, std::uint8_t* /*to*/, std::int32_t* /*sums*/, Index /*pixels*/,
                                      Index /*channels, at most 512*/) {
  // By words, if all are aligned: two sums of bytes in the halves of r2. r12 sums, lr pixels.
  asm volatile(
      ".syntax unified\n"
      "push {r4, r5, r6, r7, lr}\n"
      "mov r12, r2\n"
      "mov lr, r3\n"
      "movs r7, #128\n"
      "ldr r3, [sp, #20]\n"
      "movs r4, r0\n"
      "orrs r4, r1\n"
      "orrs r4, r3\n"
      "lsls r4, r4, #30\n"
      "bne 3f\n"
      "lsrs r3, r3, #2\n"
      "str r3, [sp, #20]\n"
      "movs r6, #255\n"
      "lsls r4, r6, #16\n"
      "orrs r6, r4\n"
      "lsls r4, r7, #8\n"
      "orrs r7, r4\n"
      "lsls r4, r7, #16\n"
      "orrs r7, r4\n"
      "1: movs r2, #0\n"
      "ldr r3, [sp, #20]\n"
      "2: ldmia r0!, {r4}\n"
      "eors r4, r7\n"
      "stmia r1!, {r4}\n"
      "lsrs r5, r4, #8\n"
      "ands r5, r6\n"
      "adds r2, r2, r5\n"
      "ands r4, r6\n"
      "adds r2, r2, r4\n"
      "subs r3, #1\n"
      "bne 2b\n"
      "uxth r4, r2\n"
      "lsrs r2, r2, #16\n"
      "adds r2, r2, r4\n"
      "mov r4, r12\n"
      "stmia r4!, {r2}\n"
      "mov r12, r4\n"
      "mov r4, lr\n"
      "subs r4, #1\n"
      "mov lr, r4\n"
      "bne 1b\n"
      "pop {r4, r5, r6, r7, pc}\n"
      "3: movs r2, #0\n"
      "ldr r3, [sp, #20]\n"
      "4: ldrb r4, [r0]\n"
      "eors r4, r7\n"
      "strb r4, [r1]\n"
      "adds r2, r2, r4\n"
      "adds r0, #1\n"
      "adds r1, #1\n"
      "subs r3, #1\n"
      "bne 4b\n"
      "mov r4, r12\n"
      "stmia r4!, {r2}\n"
      "mov r12, r4\n"
      "mov r4, lr\n"
      "subs r4, #1\n"
      "mov lr, r4\n"
      "bne 3b\n"
      "pop {r4, r5, r6, r7, pc}\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// Windows of `rows` pieces of `run` numbers.
LINNET_COLD inline void make_row(Row& row, const Header& header, const Panel* panels, const std::uint8_t* weights,
                                 Index outputs, Index rows, Index run, Index row_stride, Index distance) {
  const Index skip = -run & 15;
  row.run = run;
  row.row_stride = row_stride;
  row.x_advance = row_stride - run - skip;
  row.weight_advance = -4 * (skip & 7);
  row.panel_bytes = 4 * rows * run;
  row.skip = skip;
  row.weights = weights;
  row.zero_out = header.zero_out;
  row.panels = panels;
  row.outputs = outputs;
  row.distance = distance;
}

/// The numbers of `pixels` windows that begin at x. Sums are written instead, if they are `raw`.
LINNET_NOINLINE inline void run_row(Row& row, const std::uint8_t* x, const std::int32_t* corrections, Index pixels, void* y,
                                    bool raw) {
  row.x = x - row.skip;
  row.row_end = x + row.run;
  row.corrections = corrections;
  row.pixels = pixels;
  row.y = y;
  row.raw = raw;
  windows(row);
}

/// The general form; `sums` has memory for those of a pixel.
LINNET_COLD inline void run_general(const Header& header, Row& row, const std::uint8_t* x, const std::int32_t* corrections,
                                    Index pixels, std::int8_t* y, std::int32_t* sums) {
  for (Index i = 0; i < pixels; ++i, x += row.distance, y += row.outputs) {
    run_row(row, x, corrections + i, 1, sums, true);
    for (Index o = 0; o < row.outputs; ++o) y[o] = requantized(header, row.panels[o / 4], o % 4, sums[o]);
  }
}

/// The numbers of `pixels` windows that begin at x.
inline void run_pixels(const Header& header, Row& row, const std::uint8_t* x, const std::int32_t* corrections, Index pixels,
                       std::int8_t* y, std::int32_t* sums) {
  if (header.general) return run_general(header, row, x, corrections, pixels, y, sums);
  run_row(row, x, corrections, pixels, y, false);
}

/// Writes K numbers as x + 128; returns 128 times their sum.
LINNET_NOINLINE inline std::int32_t shift_window(const std::int8_t* x, std::uint8_t* to, Index K) {
  std::int32_t sum = 0;
  for (Index k = 0; k < K; k += 512) {
    std::int32_t part;
    shift_pixels(x + k, to + k, &part, 1, (std::min<Index>)(K - k, 512));
    sum += part;
  }
  return 128 * sum;
}

/// `count` inputs of K numbers, one after the other.
LINNET_NOINLINE inline void products(const Header& header, const Panel* panels, const std::uint8_t* weights,
                                     const std::int8_t* x, Index K, Index O, Index count, std::int8_t* y, std::uint8_t* numbers,
                                     std::int32_t* sums) {
  Row row;
  make_row(row, header, panels, weights, O, 1, K, K, K);
  for (Index i = 0; i < count; ++i, x += K, y += O) {
    const std::int32_t correction = shift_window(x, numbers, K);
    run_pixels(header, row, numbers, &correction, 1, y, sums);
  }
}

}  // namespace linnet::kernels::int8::m0
#endif
