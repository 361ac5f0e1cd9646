// SPDX-License-Identifier: MIT
// A parameter that takes any argument, for functions that exist to refuse it in a sentence.
#pragma once

namespace linnet::detail {

/// False, for static_assert in a template that is an error.
template <class...>
inline constexpr bool never = false;

/// Takes anything, also in braces.
struct Anything {
  template <class... A>
  constexpr Anything(const A&...) {}
};

/// Takes anything that has a name or a type, but no braces of several entries: those are data such as {pointer, count}.
struct AnyData {
  template <class A>
  AnyData(const A&) {}
};

}  // namespace linnet::detail
