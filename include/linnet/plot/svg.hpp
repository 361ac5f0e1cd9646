// SPDX-License-Identifier: MIT
// Svg: a picture as text for browsers and papers. For hosts. Source: W3C, Scalable Vector Graphics 1.1.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Returns text for XML: replaces <, >, &, quotes and control characters.
LINNET_COLD inline std::string escaped(std::string_view plain) {
  std::string all;
  for (const char c : plain) {
    switch (c) {
      case '<': all += "&lt;"; break;
      case '>': all += "&gt;"; break;
      case '&': all += "&amp;"; break;
      case '"': all += "&quot;"; break;
      default: all += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return all;
}

/// Returns a coordinate with two decimals.
LINNET_COLD inline std::string coordinate(double value) { return fixed(value, 2); }

/// Replaces the file at `path`; throws std::runtime_error with the path and the reason.
LINNET_COLD inline void write_text(const std::string& path, std::string_view content) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) throw std::runtime_error(text(path, ": cannot be opened for writing: ", last_failure()));
  std::string problem;
  if (std::fwrite(content.data(), 1, content.size(), file) != content.size()) problem = last_failure();
  if (std::fclose(file) != 0 && problem.empty()) problem = last_failure();
  if (!problem.empty()) throw std::runtime_error(text(path, ": cannot be written: ", problem));
}

}  // namespace detail

/// The alignment of text at its point.
enum class Anchor { start, middle, end };

/// A picture of `width` x `height` pixels, the origin at its top left. Colours are CSS colours.
class Svg {
 public:
  Svg(double width, double height) : width_(width), height_(height) {}

  void rectangle(double x, double y, double w, double h, std::string_view fill, std::string_view stroke = "none") {
    add({"<rect x=\"", at(x), "\" y=\"", at(y), "\" width=\"", at(w), "\" height=\"", at(h), "\" fill=\"", fill, "\" stroke=\"",
         stroke, "\"/>\n"});
  }
  void line(double x1, double y1, double x2, double y2, std::string_view stroke, double thickness = 1.0,
            std::string_view dashes = "none") {
    add({"<line x1=\"", at(x1), "\" y1=\"", at(y1), "\" x2=\"", at(x2), "\" y2=\"", at(y2), "\" stroke=\"", stroke,
         "\" stroke-width=\"", at(thickness), "\" stroke-dasharray=\"", dashes, "\"/>\n"});
  }
  void circle(double x, double y, double radius, std::string_view fill, std::string_view stroke = "none") {
    add({"<circle cx=\"", at(x), "\" cy=\"", at(y), "\" r=\"", at(radius), "\" fill=\"", fill, "\" stroke=\"", stroke,
         "\"/>\n"});
  }
  void polyline(const std::vector<std::pair<double, double>>& points, std::string_view stroke, double thickness = 1.8,
                std::string_view dashes = "none") {
    std::string list;
    for (const auto& [x, y] : points) list += at(x) + ',' + at(y) + ' ';
    add({"<polyline points=\"", list, "\" fill=\"none\" stroke=\"", stroke, "\" stroke-width=\"", at(thickness),
         "\" stroke-linejoin=\"round\" stroke-dasharray=\"", dashes, "\"/>\n"});
  }
  void label(double x, double y, std::string_view words, double size = 12.0, Anchor anchor = Anchor::start,
             std::string_view fill = "#333", double rotation = 0.0) {
    const char* const where = anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
    add({"<text x=\"", at(x), "\" y=\"", at(y), "\" font-size=\"", at(size), "\" text-anchor=\"", where, "\" fill=\"", fill,
         "\""});
    if (rotation != 0.0) add({" transform=\"rotate(", at(rotation), " ", at(x), " ", at(y), ")\""});
    add({">", detail::escaped(words), "</text>\n"});
  }
  /// Adds gray pixels (rows of `columns` numbers in 0 to 255) starting at (x, y), each `size` wide; omits black ones.
  LINNET_COLD void pixels(double x, double y, double size, std::size_t columns, const std::vector<int>& grays) {
    add({"<g transform=\"translate(", at(x), " ", at(y), ") scale(", at(size), ")\">\n"});
    for (int gray = 1; gray < 256; ++gray) {
      std::string path;
      for (std::size_t i = 0; i < grays.size(); ++i) {
        if (grays[i] == gray) path += detail::text("M", i % columns, " ", i / columns, "h1v1h-1z");
      }
      if (!path.empty()) add({detail::text("<path fill=\"rgb(", gray, ",", gray, ",", gray, ")\" d=\""), path, "\"/>\n"});
    }
    add({"</g>\n"});
  }
  /// Adds another picture's content at (x, y).
  void place(const Svg& other, double x, double y) {
    add({"<g transform=\"translate(", at(x), " ", at(y), ")\">\n", other.body_, "</g>\n"});
  }

  /// Returns the whole document.
  std::string text() const {
    return detail::text("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", at(width_), "\" height=\"", at(height_),
                        "\" viewBox=\"0 0 ", at(width_), " ", at(height_),
                        "\" font-family=\"Helvetica, Arial, sans-serif\">\n<rect width=\"100%\" "
                        "height=\"100%\" fill=\"white\"/>\n",
                        body_, "</svg>\n");
  }
  /// Writes the document to `path`; throws std::runtime_error that names the path if that fails.
  void save(const std::string& path) const { detail::write_text(path, text()); }

 private:
  static std::string at(double value) { return detail::coordinate(value); }
  LINNET_COLD void add(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) body_ += part;
  }

  double width_, height_;
  std::string body_;
};

}  // namespace linnet
