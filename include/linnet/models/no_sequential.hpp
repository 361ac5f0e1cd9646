// SPDX-License-Identifier: MIT
// Sequential without exceptions, on a target or with -fno-exceptions on a host: a message.
#pragma once

#include <linnet/models/model_base.hpp>

namespace linnet {

#if !LINNET_HOST
/// A model on a host, models/sequential.hpp. Here its message names the alternatives.
template <class... Entries>
class Sequential {
  static_assert(
      detail::never<Entries...>,
      "linnet: Sequential, like all that reads files, throws exceptions, and this is compiled without them "
      "(-fno-exceptions) or for a target: compile with them, or take StaticSequential, which trains, or FrozenSequential");

 public:
  explicit(false) Sequential(Entries...);
};
#endif

}  // namespace linnet
