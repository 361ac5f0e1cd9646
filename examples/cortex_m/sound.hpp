// SPDX-License-Identifier: MIT
// What stream.cpp and export_stream.cpp share: frames of 16 ms of sound, and the loudness of eight bands in a frame.
#pragma once

#include <linnet/core/math.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace sound {

inline constexpr int rate = 8000, frame = 128, bands = 8;
inline constexpr int words = 2;
inline constexpr const char* names[words + 1] = {"nothing", "rise", "fall"};

/// Writes the loudness of the bands from 400 to 1800 Hz, about -1 to 1. Goertzel's filter of each band takes a multiplication and two
/// additions per sample.
inline void features(std::span<const std::int8_t> samples, std::span<float> to) {
  constexpr std::array<float, bands> twice_cosine{1.902113f, 1.782013f, 1.618034f, 1.414214f,
                                                  1.175571f, 0.907981f, 0.618034f, 0.312869f};  // 2 cos(2 pi f / rate)
  for (std::size_t k = 0; k < bands; ++k) {
    float before = 0.0f, last = 0.0f;
    for (const std::int8_t sample : samples) {
      const float next = static_cast<float>(sample) / 128.0f + twice_cosine[k] * last - before;
      before = last;
      last = next;
    }
    const float power = before * before + last * last - twice_cosine[k] * before * last;
    to[k] = 0.25f * linnet::math::log(power + 0.01f);
  }
}

}  // namespace sound
