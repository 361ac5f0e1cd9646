// SPDX-License-Identifier: MIT
// The colours of pictures in a light and in a dark theme. Pictures draw with the light ones; Svg writes the dark ones beside them.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>

#include <array>
#include <string>
#include <string_view>

namespace linnet {

/// The colours that a picture is saved with. `automatic` follows the reader's system (CSS prefers-color-scheme) and is light in programs
/// that do not know it; `light` and `dark` are fixed, for slides.
enum class Theme { automatic, light, dark };

namespace detail::colors {

inline constexpr std::string_view ink = "#333333";                  ///< words, axes, outlines
inline constexpr std::string_view paper = "#ffffff";                ///< the background
inline constexpr std::string_view veil = "rgba(255,255,255,0.85)";  ///< paper behind a legend that lets curves shine through
inline constexpr std::string_view grid = "#e6e6e6";
inline constexpr std::string_view edge = "#cccccc";   ///< frames that should not draw attention
inline constexpr std::string_view quiet = "#999999";  ///< reference lines, notes
inline constexpr std::string_view blue = "#0072b2", orange = "#d55e00", green = "#009e73", purple = "#cc79a7",
                                  yellow = "#e69f00";
inline constexpr std::string_view blue_tint = "#dcebf7", orange_tint = "#fbe6d8", green_tint = "#d8f0e7", gray_tint = "#f2f2f2";
inline constexpr std::string_view heat = "#08519c";   ///< a cell of a table, with its share as opacity
inline constexpr std::string_view white = "#fefefe";  ///< words on a strong fill, in both themes

/// Colours of curves that remain distinct in print and for most colour-blind readers (Okabe and Ito, 2008), then repeated.
inline constexpr std::array<std::string_view, 10> palette{blue,      orange,    green,     purple,    yellow,
                                                          "#56b4e9", "#7f4f24", "#6a3d9a", "#b2a300", "#555555"};

struct Pair {
  std::string_view light, dark;
};
inline constexpr std::array<Pair, 21> pairs{{
    {ink, "#d8dbe0"},       {paper, "#15181d"},      {veil, "rgba(21,24,29,0.85)"},
    {grid, "#2c323a"},      {edge, "#4a525d"},       {quiet, "#8b949e"},
    {blue, "#4aa8e8"},      {orange, "#ff8a3d"},     {green, "#2fc99a"},
    {purple, "#e59ac4"},    {yellow, "#f0b429"},     {"#56b4e9", "#9ad6fb"},
    {"#7f4f24", "#c9935f"}, {"#6a3d9a", "#b48be6"},  {"#b2a300", "#dccf45"},
    {"#555555", "#b0b0b0"}, {blue_tint, "#17344c"},  {orange_tint, "#4a2d18"},
    {heat, "#2272c3"},      {green_tint, "#143d31"}, {gray_tint, "#252a31"},
}};

/// Returns CSS that gives `body`, the elements of a picture, its dark colours where the reader's system is dark. Its attributes hold the light
/// ones, so that a program without CSS shows these.
LINNET_COLD inline std::string dark_rules(std::string_view body) {
  std::string rules = "@media (prefers-color-scheme: dark) {\n";
  for (const Pair& p : pairs) {
    for (const std::string_view property : {"fill", "stroke"}) {
      const std::string attribute = text(property, "=\"", p.light, "\"");
      if (body.find(attribute) != body.npos) rules += text("[", attribute, "]{", property, ":", p.dark, "}\n");
    }
  }
  return rules + "}\n";
}

/// Returns `body`, the elements of a picture, with the dark colours in its attributes.
LINNET_COLD inline std::string in_dark(std::string_view body) {
  std::string dark;
  while (!body.empty()) {
    const std::size_t quote = body.find('"');
    const std::size_t end = quote == body.npos ? body.npos : body.find('"', quote + 1);
    if (end == body.npos) break;
    std::string_view value = body.substr(quote + 1, end - quote - 1);
    for (const Pair& p : pairs) {
      if (value == p.light) {
        value = p.dark;
        break;
      }
    }
    dark.append(body.substr(0, quote + 1)).append(value).append(1, '"');
    body.remove_prefix(end + 1);
  }
  return dark.append(body);
}

}  // namespace detail::colors
}  // namespace linnet
