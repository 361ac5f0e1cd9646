// SPDX-License-Identifier: MIT
// Layers and activations as C++ source, for export_header. On a host. A layer or an activation of your own is exported if its
// namespace has a function of the same kind:
//
//   linnet::CppSource cpp_source(const Scale& scale) {
//     return {"my::Scale", linnet::cpp_settings({{"factor", linnet::cpp_literal(scale.factor)}})};
//   }
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/inference.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
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

template <class Described>
concept HasCppSource = requires(const Described& described) {
  { cpp_source(described) } -> std::convertible_to<CppSource>;
};

/// The source of a layer or an activation, whoever's it is.
template <class Described>
CppSource source_of(const Described& described) {
  static_assert(HasCppSource<Described>,
                "export_header: this layer or activation has no `linnet::CppSource cpp_source(const Layer&)` in its namespace, "
                "which writes it as C++; linnet/deploy/cpp_source.hpp has an example");
  if constexpr (HasCppSource<Described>) return cpp_source(described);
  return {};
}

/// "name<a, b>" without the last arguments that are equal to their defaults.
struct CppArgument {
  std::string text;
  std::string_view standard{};
};
LINNET_COLD inline std::string cpp_type(const std::string& name, std::vector<CppArgument> arguments) {
  while (!arguments.empty() && arguments.back().text == arguments.back().standard) arguments.pop_back();
  std::string list;
  for (const CppArgument& argument : arguments) list += (list.empty() ? "" : ", ") + argument.text;
  return text(name, "<", list, ">");
}
inline CppArgument cpp_argument(Index number, std::string_view standard = {}) { return {std::to_string(number), standard}; }

LINNET_COLD inline std::string cpp_size(Size2D size) {
  if (size.height == size.width) return std::to_string(size.height);
  return text("linnet::Size2D{", size.height, ", ", size.width, "}");
}

/// "name{.a = 1, .b = 2}" of those members that are not at their defaults.
struct CppMember {
  bool standard;
  std::string text;
};
LINNET_COLD inline CppArgument cpp_options(const std::string& name, const std::vector<CppMember>& members) {
  std::vector<std::string> changed;
  for (const CppMember& member : members) {
    if (!member.standard) changed.push_back(member.text);
  }
  return {changed.empty() ? "" : text(name, "{", joined(changed, ", "), "}")};
}

LINNET_COLD inline CppMember cpp_padding(Padding padding) {
  return {padding == Padding::valid, ".padding = linnet::Padding::same"};
}
LINNET_COLD inline CppArgument cpp_options(const ConvOptions& o) {
  return cpp_options("linnet::ConvOptions",
                     {{o.strides == Size2D(1), text(".strides = ", cpp_size(o.strides))},
                      cpp_padding(o.padding),
                      {o.dilation_rate == Size2D(1), text(".dilation_rate = ", cpp_size(o.dilation_rate))},
                      {o.use_bias, ".use_bias = false"}});
}
LINNET_COLD inline CppArgument cpp_options(const PoolingOptions& o) {
  return cpp_options("linnet::PoolingOptions",
                     {{o.strides == Size2D(pool_size), text(".strides = ", cpp_size(o.strides))}, cpp_padding(o.padding)});
}

/// The settings of a layer whose only one is its activation.
LINNET_COLD inline std::string with_activation(const CppSource& activation) {
  return activation.settings == "{}" ? "{}" : cpp_settings({{"activation", activation.settings}});
}

/// Types and objects of a tuple of layers, with commas between them.
template <class... L>
CppSource list_of(const std::tuple<L...>& layers) {
  return std::apply(
      [](const auto&... layer) {
        const std::vector<CppSource> sources{source_of(layer)...};
        CppSource list{"", ""};
        for (const CppSource& source : sources) {
          const std::string comma = list.type.empty() ? "" : ", ";
          list.type += comma + source.type;
          list.settings += comma + source.type + source.settings;
        }
        return list;
      },
      layers);
}

}  // namespace detail

inline CppSource cpp_source(const linear&) { return {"linnet::linear"}; }
inline CppSource cpp_source(const relu&) { return {"linnet::relu"}; }
inline CppSource cpp_source(const relu6&) { return {"linnet::relu6"}; }
inline CppSource cpp_source(const sigmoid&) { return {"linnet::sigmoid"}; }
inline CppSource cpp_source(const hard_sigmoid&) { return {"linnet::hard_sigmoid"}; }
inline CppSource cpp_source(const tanh&) { return {"linnet::tanh"}; }
inline CppSource cpp_source(const softmax&) { return {"linnet::softmax"}; }
inline CppSource cpp_source(const leaky_relu& a) {
  return {"linnet::leaky_relu", cpp_settings({{"slope", cpp_literal(a.slope)}})};
}
inline CppSource cpp_source(const elu& a) { return {"linnet::elu", cpp_settings({{"alpha", cpp_literal(a.alpha)}})}; }

inline CppSource cpp_source(const Flatten&) { return {"linnet::Flatten"}; }
inline CppSource cpp_source(const Dropout&) { return {"linnet::Dropout"}; }
inline CppSource cpp_source(const Normalization&) { return {"linnet::Normalization"}; }
template <Index... Dims>
CppSource cpp_source(const Reshape<Dims...>&) {
  return {detail::cpp_type("linnet::Reshape", {detail::cpp_argument(Dims)...})};
}
template <class A>
CppSource cpp_source(const Activation<A>& layer) {
  const CppSource activation = detail::source_of(layer.activation);
  return {detail::cpp_type("linnet::Activation", {{activation.type}}), detail::with_activation(activation)};
}
template <Index Units, class A, DenseOptions O>
CppSource cpp_source(const Dense<Units, A, O>& layer) {
  const CppSource activation = detail::source_of(layer.activation);
  return {detail::cpp_type("linnet::Dense", {detail::cpp_argument(Units),
                                             {activation.type, "linnet::linear"},
                                             detail::cpp_options("linnet::DenseOptions", {{O.use_bias, ".use_bias = false"}})}),
          detail::with_activation(activation)};
}
template <BatchNormalizationOptions O>
CppSource cpp_source(const BatchNormalization<O>& layer) {
  const auto options =
      detail::cpp_options("linnet::BatchNormalizationOptions", {{O.center, ".center = false"}, {O.scale, ".scale = false"}});
  return {detail::cpp_type("linnet::BatchNormalization", {options}), cpp_settings({{"epsilon", cpp_literal(layer.epsilon)}})};
}

template <int Axes, Index Filters, Size2D Kernel, class A, ConvOptions O>
CppSource cpp_source(const Convolution<Axes, Filters, Kernel, A, O>& layer) {
  const CppSource activation = detail::source_of(layer.activation);
  return {detail::cpp_type(Axes == 2 ? "linnet::Conv2D" : "linnet::Conv1D",
                           {detail::cpp_argument(Filters),
                            {detail::cpp_size(Axes == 2 ? Kernel : Size2D(Kernel.width))},
                            {activation.type, "linnet::linear"},
                            detail::cpp_options(O)}),
          detail::with_activation(activation)};
}
template <Size2D Kernel, Index Multiplier, class A, ConvOptions O>
CppSource cpp_source(const DepthwiseConv2D<Kernel, Multiplier, A, O>& layer) {
  const CppSource activation = detail::source_of(layer.activation);
  return {detail::cpp_type("linnet::DepthwiseConv2D", {{detail::cpp_size(Kernel)},
                                                       detail::cpp_argument(Multiplier, "1"),
                                                       {activation.type, "linnet::linear"},
                                                       detail::cpp_options(O)}),
          detail::with_activation(activation)};
}
template <Index Filters, Size2D Kernel, class A, ConvOptions O, Index Multiplier>
CppSource cpp_source(const SeparableConv2D<Filters, Kernel, A, O, Multiplier>& layer) {
  const CppSource activation = detail::source_of(layer.activation);
  detail::CppArgument options = detail::cpp_options(O);
  if (options.text.empty() && Multiplier != 1) options.text = "linnet::ConvOptions{}";
  return {detail::cpp_type("linnet::SeparableConv2D", {detail::cpp_argument(Filters),
                                                       {detail::cpp_size(Kernel)},
                                                       {activation.type, "linnet::linear"},
                                                       options,
                                                       detail::cpp_argument(Multiplier, "1")}),
          detail::with_activation(activation)};
}
template <Size2D Before, Size2D After>
CppSource cpp_source(const ZeroPadding2D<Before, After>&) {
  const std::string before = detail::cpp_size(Before);
  return {detail::cpp_type("linnet::ZeroPadding2D", {{before}, {detail::cpp_size(After), before}})};
}

template <class Pool, int Axes, Size2D Size, PoolingOptions O>
CppSource cpp_source(const Pooling<Pool, Axes, Size, O>& layer) {
  const std::string kind = layer.is_max ? "linnet::MaxPooling" : "linnet::AveragePooling";
  return {detail::cpp_type(kind + (Axes == 2 ? "2D" : "1D"),
                           {{detail::cpp_size(Axes == 2 ? Size : Size2D(Size.width))}, detail::cpp_options(O)})};
}
template <class Pool, int Axes>
CppSource cpp_source(const GlobalPooling<Pool, Axes>& layer) {
  return {detail::text(layer.is_max ? "linnet::GlobalMaxPooling" : "linnet::GlobalAveragePooling", Axes == 2 ? "2D" : "1D")};
}

/// The Branch of a list of layers; its braces come after its type.
template <class... L>
CppSource cpp_source(const Branch<L...>& branch) {
  const CppSource list = detail::list_of(branch.layers);
  return {detail::text("linnet::Branch<", list.type, ">"), detail::text("{", list.settings, "}")};
}
namespace detail {

template <class Layer>
CppSource source_of_branches(const char* name, const Layer& layer) {
  return std::apply(
      [name](const auto&... branch) {
        const auto as_branch = []<class... L>(const std::tuple<L...>& layers) {
          return std::apply([](const L&... entry) { return Branch<L...>(entry...); }, layers);
        };
        const CppSource list = list_of(std::make_tuple(as_branch(branch)...));
        return CppSource{text("linnet::", name, "<", list.type, ">"), text("{", list.settings, "}")};
      },
      layer.branches());
}

}  // namespace detail
template <class... B>
CppSource cpp_source(const Add<B...>& layer) {
  return detail::source_of_branches("Add", layer);
}
template <class... B>
CppSource cpp_source(const Concatenate<B...>& layer) {
  return detail::source_of_branches("Concatenate", layer);
}
template <class... P, class... L>
CppSource cpp_source(const Residual<std::tuple<P...>, std::tuple<L...>>& layer) {
  const CppSource main = detail::list_of(std::get<0>(layer.branches())), skip = detail::list_of(std::get<1>(layer.branches()));
  const std::string projection = detail::text("linnet::Projection<", skip.type, ">{", skip.settings, "}, ");
  return {detail::text("linnet::Residual<std::tuple<", skip.type, ">, std::tuple<", main.type, ">>"),
          detail::text("{", sizeof...(P) > 0 ? projection : "", main.settings, "}")};
}

}  // namespace linnet
