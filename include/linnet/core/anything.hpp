// SPDX-License-Identifier: MIT
// A parameter that takes any argument, for functions that exist to refuse it in a sentence.
#pragma once

namespace linnet::detail {

/// Takes anything, also in braces.
struct Anything {
  template <class... A>
  Anything(const A&...) {}
};

/// Takes anything that has a name or a type, but no braces of several entries: those are data such as {pointer, count}.
struct AnyData {
  template <class A>
  AnyData(const A&) {}
};

}  // namespace linnet::detail
