// SPDX-License-Identifier: MIT
// Numbers of linnet::Random for a seed (42 by default). random_golden.py makes this file and explains how: do not edit.
#pragma once

#include <cstdint>

namespace linnet::test::random_golden {

inline constexpr std::uint32_t seed_0[] = {1179900579u, 1938959192u, 3089844957u, 3657088315u, 1015453891u, 479942911u};
inline constexpr std::uint32_t seed_42[] = {2643743425u, 1762251840u, 1632151183u, 1417845339u, 3326664244u, 3989346982u};
inline constexpr std::uint32_t seed_max[] = {2650238882u, 1278636629u, 2532285648u, 588492107u, 1360811846u, 56605594u};
inline constexpr float uniform_float[] = {0x1.3b28a4p-1f, 0x1.a42750p-2f, 0x1.852298p-2f, 0x1.520a68p-2f};
inline constexpr double uniform_double[] = {0x1.3b28a59a42751p-1, 0x1.85229a2a414d2p-2, 0x1.8c91bc7b7226ap-1};
// Of uniform_float's and uniform_double's numbers, with the rest of the arithmetic in double.
inline constexpr double normal_float[] = {1.7515342520227837, -1.080615982572255, 0.36079780704170783, 0.24525057743445294};
inline constexpr double normal_double[] = {1.4544649440652273, 1.841891947213183, -1.1585171893173767, 1.1054192931114402};
// below(3 * 2^30), which rejects a quarter of the draws.
inline constexpr std::uint32_t below[] = {1982807568u, 1224113387u, 1063384004u, 2992010236u, 3209732870u, 2156560639u};
// 0 to 15, shuffled.
inline constexpr int shuffled[] = {2, 8, 1, 12, 0, 3, 7, 13, 14, 11, 10, 15, 4, 5, 6, 9};

}  // namespace linnet::test::random_golden
