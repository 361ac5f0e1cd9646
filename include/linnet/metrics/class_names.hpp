// SPDX-License-Identifier: MIT
// ClassNames: what reports and pictures write instead of the numbers of the classes.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/shape.hpp>

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace linnet {

/// The name of each class, in the order of the classes, in UTF-8. Functions that take it accept {"cat", "dog"}, a std::vector<std::string>
/// (TableEncoder::classes() and ImageFolder::class_names are such), and any other list of texts. Without names classes keep their numbers.
class ClassNames {
 public:
  ClassNames() = default;
  ClassNames(std::initializer_list<std::string_view> names) : names_(names.begin(), names.end()) {}

  template <class List>
  requires(!std::is_same_v<List, ClassNames>) ClassNames(const List& names) {
    constexpr bool texts = requires { std::string_view(*std::begin(names)); };
    static_assert(texts, "linnet: names of classes are a list of texts: a std::vector<std::string>, or texts in braces");
    if constexpr (texts) {
      for (const auto& name : names) names_.emplace_back(std::string_view(name));
    }
  }

  bool empty() const { return names_.empty(); }

  /// Returns the name of class `k`, or its number. Throws InvalidInput for a class without a name among others with one.
  std::string operator[](Index k) const {
    if (names_.empty()) return std::to_string(k);
    detail::require(k >= 0 && k < static_cast<Index>(names_.size()),
                    [&] { return detail::text("linnet: there are ", names_.size(), " names, but none for class ", k); });
    return names_[static_cast<std::size_t>(k)];
  }

  /// Throws InvalidInput in the name of `function` if there are names, but not as many as classes.
  LINNET_COLD void require_one_for_each(Index classes, const char* function) const {
    detail::require(names_.empty() || static_cast<Index>(names_.size()) == classes, [&] {
      return detail::text(function, names_.size() == 1 ? ": there is " : ": there are ", names_.size(),
                          names_.size() == 1 ? " name for " : " names for ", classes, " classes");
    });
  }

 private:
  std::vector<std::string> names_{};
};

}  // namespace linnet
