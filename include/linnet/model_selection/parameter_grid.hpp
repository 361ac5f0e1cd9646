// SPDX-License-Identifier: MIT
// ParameterGrid: all combinations of named values, and a candidate for each. Source: sklearn.model_selection.ParameterGrid.
#pragma once

#include <linnet/core/error.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// Numbers or texts to try for one setting: Values{"learning_rate", {0.001f, 0.01f}}.
template <class T>
struct Values {
  static_assert(std::is_constructible_v<detail::TextPart, const T&>,
                "Values: they are numbers or texts, which a table can show");
  std::string name;
  std::vector<T> values;
};
template <class T>
Values(std::string, std::initializer_list<T>) -> Values<T>;
template <class T>
Values(std::string, std::vector<T>) -> Values<T>;

/// The combinations of Values, of which the last one changes first:
///
///   ParameterGrid{Values{"learning_rate", {0.001f, 0.01f}}, Values{"batch_size", {16, 64}}}   // 4 combinations
template <class... T>
class ParameterGrid {
 public:
  /// Throws InvalidInput if a setting has no values.
  LINNET_COLD explicit ParameterGrid(Values<T>... settings) : settings_(std::move(settings)...) {
    static_assert(sizeof...(T) > 0, "ParameterGrid: give it the values of at least one setting");
    for_each([](const auto& setting, std::size_t) {
      detail::require(!setting.values.empty(), [&] { return detail::text("ParameterGrid: ", setting.name, " has no values"); });
    });
  }

  /// Number of combinations.
  std::size_t size() const {
    std::size_t product = 1;
    for_each([&](const auto& setting, std::size_t) { product *= setting.values.size(); });
    return product;
  }

  /// Combination `i`: const auto [learning_rate, batch_size] = grid[search.best_index()].
  std::tuple<T...> operator[](std::size_t i) const {
    require_inside(i);
    const auto places = places_of(i);
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return std::tuple<T...>{std::get<K>(settings_).values[places[K]]...};
    }
    (std::index_sequence_for<T...>{});
  }

  /// "learning_rate=0.01, batch_size=16"
  LINNET_COLD std::string name(std::size_t i) const {
    require_inside(i);
    const auto places = places_of(i);
    std::string all;
    for_each([&](const auto& setting, std::size_t k) {
      const auto value = setting.values[places[k]];
      detail::append(all, detail::text(all.empty() ? "" : ", ", setting.name, "=", value));
    });
    return all;
  }

  /// Calls `make` with the values of each combination and returns the Candidates that it makes, which get the names of the combinations,
  /// behind their own if they have one.
  template <class Make>
  auto candidates(const Make& make) const {
    if constexpr (std::is_invocable_v<const Make&, const T&...>) {
      std::vector<std::invoke_result_t<const Make&, const T&...>> all;
      for (std::size_t i = 0; i < size(); ++i) {
        auto candidate = std::apply(make, std::as_const(*this)[i]);
        candidate.name = candidate.name.empty() ? name(i) : candidate.name + ", " + name(i);
        all.push_back(std::move(candidate));
      }
      return all;
    } else {
      static_assert(sizeof(Make) == 0,
                    "ParameterGrid: candidates takes a callable with an argument for each of the Values, in their order");
    }
  }

 private:
  void require_inside(std::size_t i) const {
    detail::require(i < size(), [&] { return detail::text("ParameterGrid: there is no combination ", i, " of ", size()); });
  }

  /// Calls `act` with each setting and its place.
  template <class Act>
  void for_each(const Act& act) const {
    std::apply(
        [&](const auto&... setting) {
          std::size_t k = 0;
          (act(setting, k++), ...);
        },
        settings_);
  }

  /// Returns the place of the value of each setting in combination `i`.
  std::array<std::size_t, sizeof...(T)> places_of(std::size_t i) const {
    std::array<std::size_t, sizeof...(T)> places{};
    std::size_t apart = size();
    for_each([&](const auto& setting, std::size_t k) {
      apart /= setting.values.size();
      places[k] = i / apart % setting.values.size();
    });
    return places;
  }

  std::tuple<Values<T>...> settings_;
};

}  // namespace linnet
