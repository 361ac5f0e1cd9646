// SPDX-License-Identifier: MIT
// A Sequential without entries, which are to be added later, or with all of them in one list, as in Python: an error in one sentence.
#pragma once

#include <linnet/models/sequential.hpp>

#include <initializer_list>

namespace linnet {

namespace detail {

struct NoEntries {};

/// Made of braces within the parentheses of Sequential({...}) alone.
struct EntriesInAList {
  EntriesInAList(std::initializer_list<Anything>) {}
};

}  // namespace detail

Sequential()->Sequential<detail::NoEntries>;
Sequential(detail::EntriesInAList)->Sequential<detail::NoEntries>;

template <>
class Sequential<detail::NoEntries> {
 public:
  template <class T = void>
  Sequential(const detail::EntriesInAList& = {}) {
    static_assert(
        detail::never<T>,
        "Sequential: the compiler knows all layers: Sequential model{Input<28, 28>{}, Flatten{}, Dense<10, softmax>{}}");
  }
  template <class... A>
  void add(const A&...) {}
  template <class... A>
  void summary(const A&...) {}
  template <class T = float, class... A>
  detail::AfterRefusal<T> compile(const A&...);
};

}  // namespace linnet
