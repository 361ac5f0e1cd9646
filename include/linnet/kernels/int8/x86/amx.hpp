// SPDX-License-Identifier: MIT
// The tile registers of AMX: sums in 0 to 3, rows of x in 4 and 5, weights in 6 and 7. Linux lets a program use them that asks first.
#pragma once

#include <linnet/core/shape.hpp>

#if LINNET_HAS_AMX

#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// Products of 16 R rows of 64 numbers by 16 W outputs.
struct Amx {
  /// Asks the system once.
  static bool available() {
    static const bool granted = [] {
      constexpr long request_permission = 0x1023, tile_data = 18;
      return ::syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
    }();
    return granted;
  }

  /// Eight tiles of 16 rows of 64 bytes.
  static void begin() {
    struct alignas(64) {
      std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
      std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
      std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    } shapes;
    static_assert(sizeof shapes == 64);
    _tile_loadconfig(&shapes);
  }
  static void end() { _tile_release(); }

  template <int R, int W>
  static LINNET_ALWAYS_INLINE void clear() {
    std::atomic_signal_fence(std::memory_order_seq_cst);  // GCC's loads of tiles do not say that they read memory
    _tile_zero(0);
    if constexpr (W > 1) _tile_zero(1);
    if constexpr (R > 1) _tile_zero(2);
    if constexpr (R > 1 && W > 1) _tile_zero(3);
  }

  template <int R, int W>
  static LINNET_ALWAYS_INLINE void add(const std::uint8_t* rows, Index rows_step, const std::int8_t* weights,
                                       Index weights_step) {
    _tile_loadd(4, rows, rows_step);
    _tile_loadd(6, weights, weights_step);
    _tile_dpbusd(0, 4, 6);
    if constexpr (W > 1) {
      _tile_loadd(7, weights + 64, weights_step);
      _tile_dpbusd(1, 4, 7);
    }
    if constexpr (R > 1) {
      _tile_loadd(5, rows + 16 * rows_step, rows_step);
      _tile_dpbusd(2, 5, 6);
    }
    if constexpr (R > 1 && W > 1) _tile_dpbusd(3, 5, 7);
  }

  /// to (32, 32).
  template <int R, int W>
  static LINNET_ALWAYS_INLINE void store(std::int32_t* to) {
    constexpr long step = 32 * 4;
    _tile_stored(0, to, step);
    if constexpr (W > 1) _tile_stored(1, to + 16, step);
    if constexpr (R > 1) _tile_stored(2, to + 16 * 32, step);
    if constexpr (R > 1 && W > 1) _tile_stored(3, to + 16 * 32 + 16, step);
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8

#endif
