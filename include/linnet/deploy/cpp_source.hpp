// SPDX-License-Identifier: MIT
// Layers and activations as C++ source, for export_header. On a host. Each of them states its own spelling (network/concepts.hpp), so this
// header knows none by name. A type of your own may also have a function in its namespace, which goes first:
//
//   linnet::CppSource cpp_source(const Scale& scale) {
//     return {"my::Scale", linnet::cpp_settings({{"factor", linnet::cpp_literal(scale.factor)}})};
//   }
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/parameter.hpp>
#include <linnet/core/window.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// An object as C++: `type` is its type, all names qualified, and `settings` the braces that make one, with what inference reads.
struct CppSource {
  std::string type;
  std::string settings = "{}";
};

/// A number as a literal of its type, in the fewest digits that give the same bits: 0.1f, 1e+30f, -0.f; 0.1 for double.
template <std::floating_point T>
std::string cpp_literal(T value) {
  std::array<char, 40> digits;
  std::string literal(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  if (literal.find_first_of(".en") == std::string::npos) literal += '.';
  if constexpr (sizeof(T) == 4) literal += 'f';
  return literal;
}

/// Members of an aggregate and their values, as a list of initializers: {.slope = 0.3f}.
LINNET_COLD inline std::string cpp_settings(const std::vector<std::pair<std::string_view, std::string>>& members) {
  std::vector<std::string> list;
  list.reserve(members.size());
  for (const auto& [name, value] : members) list.push_back(detail::text(".", name, " = ", value));
  return detail::text("{", detail::joined(list, ", "), "}");
}

namespace detail {

/// A type that states its spelling.
template <class Described>
concept Spelled = requires {
  std::string_view(Described::cpp_name);
};

}  // namespace detail

/// The source of a layer, an activation or a part of a layer that states its spelling.
template <detail::Spelled Described>
CppSource cpp_source(const Described& described);

namespace detail {

template <class Described>
concept HasCppSource = requires(const Described& described) {
  { cpp_source(described) } -> std::convertible_to<CppSource>;
};

/// The source of a layer or an activation, whoever's it is.
template <class Described>
CppSource source_of(const Described& described) {
  static_assert(HasCppSource<Described>,
                "export_header: this layer or activation does not say how it is written as C++; give it a line such as "
                "`static constexpr std::string_view cpp_name = \"my::Scale\";` (docs/extending.md)");
  if constexpr (HasCppSource<Described>) return cpp_source(described);
  return {};
}

/// The sources of a tuple of objects.
template <class... D>
std::vector<CppSource> sources_of(const std::tuple<D...>& objects) {
  return std::apply([](const auto&... object) { return std::vector<CppSource>{source_of(object)...}; }, objects);
}
/// Their types, and the objects themselves, with commas between them.
LINNET_COLD inline CppSource list_of(const std::vector<CppSource>& sources) {
  CppSource list{"", ""};
  for (const CppSource& source : sources) {
    const std::string comma = list.type.empty() ? "" : ", ";
    list.type += comma + source.type;
    list.settings += comma + source.type + source.settings;
  }
  return list;
}
template <class... D>
CppSource list_of(const std::tuple<D...>& objects) {
  return list_of(sources_of(objects));
}

LINNET_COLD inline std::string cpp_value(bool value) { return value ? "true" : "false"; }
LINNET_COLD inline std::string cpp_value(Index value) { return std::to_string(value); }
LINNET_COLD inline std::string cpp_value(Size2D size) {
  if (size.height == size.width) return std::to_string(size.height);
  return text("linnet::Size2D{", size.height, ", ", size.width, "}");
}
LINNET_COLD inline std::string cpp_value(Padding padding) {
  switch (padding) {
    case Padding::same: return "linnet::Padding::same";
    case Padding::causal: return "linnet::Padding::causal";
    case Padding::valid: break;
  }
  return "linnet::Padding::valid";
}

/// Takes members of options with their defaults, and writes those that are not at them.
struct CppMembers {
  std::vector<std::pair<std::string_view, std::string>> changed{};

  template <class Value>
  void operator()(std::string_view name, const Value& value, const Value& standard) {
    if (!(value == standard)) changed.emplace_back(name, cpp_value(value));
  }
};

/// Takes template arguments, those that have a default with it. Of an object that is spelled the argument is its type, of a tuple the type
/// of a tuple, of options the options.
struct CppArguments {
  struct Argument {
    std::string text;
    std::string standard{};
  };
  std::vector<Argument> all{};

  template <class Value>
  void operator()(const Value& value) {
    all.push_back({written(value)});
  }
  template <class Value, class Standard>
  void operator()(const Value& value, const Standard& standard) {
    all.push_back({written(value), written(standard)});
  }

  /// "name<a, b>" without the last arguments that are at their defaults.
  LINNET_COLD std::string type(std::string_view name) const {
    std::size_t count = all.size();
    while (count > 0 && all[count - 1].text == all[count - 1].standard) --count;
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ", ") + all[i].text;
    return text(name, "<", list, ">");
  }

 private:
  template <class Value>
  static std::string written(const Value& value) {
    if constexpr (requires(CppMembers & list) { value.cpp_members(list); }) {
      CppMembers members;
      value.cpp_members(members);
      return text(Value::cpp_name, cpp_settings(members.changed));
    } else if constexpr (requires { cpp_value(value); }) {
      return cpp_value(value);
    } else {
      return source_of(value).type;
    }
  }
  template <class... D>
  static std::string written(const std::tuple<D...>& objects) {
    return text("std::tuple<", list_of(objects).type, ">");
  }
};

/// The braces of an object that is made of its settings: those of its activation, then its own. One without a name is in the type already.
template <class Described>
std::string braces_of(const Described& described) {
  std::vector<std::pair<std::string_view, std::string>> members;
  if constexpr (requires { described.activation; }) {
    const CppSource activation = source_of(described.activation);
    if (activation.settings != "{}") members.emplace_back("activation", activation.settings);
  }
  if constexpr (requires { described.settings(); }) {
    static_assert(
        std::is_convertible_v<decltype(described.settings()[0]), Setting>,
        "export_header: settings() of this layer or activation must be an array of linnet::Setting, names with values");
    for (const Setting& setting : described.settings()) {
      if (!setting.name.empty()) members.emplace_back(setting.name, cpp_literal(setting.value));
    }
  }
  return cpp_settings(members);
}

}  // namespace detail

template <detail::Spelled Described>
CppSource cpp_source(const Described& described) {
  CppSource source{std::string(Described::cpp_name)};
  if constexpr (requires { described.cpp_entries(); }) {
    const CppSource entries = detail::list_of(described.cpp_entries());
    source.type = detail::text(Described::cpp_name, "<", entries.type, ">");
    source.settings = detail::text("{", entries.settings, "}");
  } else {
    source.settings = detail::braces_of(described);
  }
  if constexpr (requires(detail::CppArguments & list) { described.cpp_arguments(list); }) {
    detail::CppArguments arguments;
    described.cpp_arguments(arguments);
    source.type = arguments.type(Described::cpp_name);
  }
  return source;
}

}  // namespace linnet
