// SPDX-License-Identifier: MIT
// A parameter that takes any argument, for functions that exist to refuse it in a sentence.
#pragma once

namespace linnet::detail {

/// Takes anything, also in braces.
struct Anything {
  template <class... A>
  Anything(const A&...) {}
};

}  // namespace linnet::detail
