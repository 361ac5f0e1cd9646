// SPDX-License-Identifier: MIT
// Macros of Arduino.h, Unreal and X11 that break headers of the standard library and of Eigen: this header suspends them while it includes
// those headers. linnet's own names do not need it; config.hpp includes it if one of the macros is defined.
#pragma once

#pragma push_macro("abs")
#pragma push_macro("round")
#pragma push_macro("min")
#pragma push_macro("max")
#pragma push_macro("check")
#pragma push_macro("F")
#pragma push_macro("HIGH")
#pragma push_macro("LOW")
#pragma push_macro("A0")
#pragma push_macro("A1")
#pragma push_macro("D0")
#pragma push_macro("D1")
#pragma push_macro("B0")
#pragma push_macro("B1")
#pragma push_macro("Success")
#undef abs
#undef round
#undef min
#undef max
#undef check
#undef F
#undef HIGH
#undef LOW
#undef A0
#undef A1
#undef D0
#undef D1
#undef B0
#undef B1
#undef Success

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <Eigen/Core>

#if LINNET_HOST
#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>
#include <system_error>

#include <unsupported/Eigen/CXX11/Tensor>
#endif

#pragma pop_macro("abs")
#pragma pop_macro("round")
#pragma pop_macro("min")
#pragma pop_macro("max")
#pragma pop_macro("check")
#pragma pop_macro("F")
#pragma pop_macro("HIGH")
#pragma pop_macro("LOW")
#pragma pop_macro("A0")
#pragma pop_macro("A1")
#pragma pop_macro("D0")
#pragma pop_macro("D1")
#pragma pop_macro("B0")
#pragma pop_macro("B1")
#pragma pop_macro("Success")
