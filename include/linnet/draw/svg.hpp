// SPDX-License-Identifier: MIT
// Svg: a picture as text for browsers and papers. For hosts. Source: W3C, Scalable Vector Graphics 1.1.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/draw/theme.hpp>
#include <linnet/draw/xml_text.hpp>

#include <cmath>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

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

/// A picture of `width` x `height` pixels, the origin at its top left. Colours are CSS colours; those of detail::colors have a counterpart for
/// readers with a dark screen.
class Svg {
 public:
  Svg(double width, double height) : width_(width), height_(height) {}

  double width() const { return width_; }
  double height() const { return height_; }

  /// Adds a rectangle, with corners of `radius` pixels; `opacity` is that of its fill, 0 to 1.
  void rectangle(double x, double y, double w, double h, std::string_view fill, std::string_view stroke = "none",
                 double opacity = 1.0, double radius = 0.0) {
    add({"<rect x=\"", at(x), "\" y=\"", at(y), "\" width=\"", at(w), "\" height=\"", at(h), "\""});
    if (radius > 0.0) add({" rx=\"", at(radius), "\""});
    paint(fill, opacity, stroke);
  }
  void line(double x1, double y1, double x2, double y2, std::string_view stroke, double thickness = 1.0,
            std::string_view dashes = "none") {
    add({"<line x1=\"", at(x1), "\" y1=\"", at(y1), "\" x2=\"", at(x2), "\" y2=\"", at(y2), "\" stroke=\"",
         detail::escaped(stroke), "\" stroke-width=\"", at(thickness), "\" stroke-dasharray=\"", detail::escaped(dashes),
         "\"/>\n"});
  }
  /// Adds a line whose end (x2, y2) is the tip of a filled arrow head.
  LINNET_COLD void arrow(double x1, double y1, double x2, double y2, std::string_view color, double thickness = 1.5) {
    const double length = std::hypot(x2 - x1, y2 - y1);
    if (!(length > 0.0)) return;
    const double ux = (x2 - x1) / length, uy = (y2 - y1) / length, head = 4.0 + 2.5 * thickness, half = 0.45 * head;
    const double bx = x2 - head * ux, by = y2 - head * uy;
    line(x1, y1, bx, by, color, thickness);
    polygon({{x2, y2}, {bx - half * uy, by + half * ux}, {bx + half * uy, by - half * ux}}, color);
  }
  void circle(double x, double y, double radius, std::string_view fill, std::string_view stroke = "none",
              double opacity = 1.0) {
    add({"<circle cx=\"", at(x), "\" cy=\"", at(y), "\" r=\"", at(radius), "\""});
    paint(fill, opacity, stroke);
  }
  void polyline(const std::vector<std::pair<double, double>>& points, std::string_view stroke, double thickness = 1.8,
                std::string_view dashes = "none") {
    add({"<polyline points=\"", list(points), "\" fill=\"none\" stroke=\"", detail::escaped(stroke), "\" stroke-width=\"",
         at(thickness), "\" stroke-linejoin=\"round\" stroke-dasharray=\"", detail::escaped(dashes), "\"/>\n"});
  }
  /// Adds a closed area.
  void polygon(const std::vector<std::pair<double, double>>& points, std::string_view fill, double opacity = 1.0) {
    add({"<polygon points=\"", list(points), "\""});
    paint(fill, opacity, "none");
  }
  /// Adds the area within closed curves; a curve within another one is the edge of a hole.
  LINNET_COLD void area(const std::vector<std::vector<std::pair<double, double>>>& rings, std::string_view fill,
                        double opacity = 1.0) {
    std::string path;
    for (const auto& ring : rings) path += 'M' + list(ring) + 'Z';
    add({"<path fill-rule=\"evenodd\" d=\"", path, "\""});
    paint(fill, opacity, "none");
  }
  void label(double x, double y, std::string_view words, double size = 12.0, Anchor anchor = Anchor::start,
             std::string_view fill = detail::colors::ink, double rotation = 0.0) {
    const char* const where = anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
    add({"<text x=\"", at(x), "\" y=\"", at(y), "\" font-size=\"", at(size), "\" text-anchor=\"", where, "\" fill=\"",
         detail::escaped(fill), "\""});
    if (rotation != 0.0) add({" transform=\"rotate(", at(rotation), " ", at(x), " ", at(y), ")\""});
    add({">", detail::escaped(words), "</text>\n"});
  }
  /// Adds gray pixels (rows of `columns` numbers in 0 to 255) starting at (x, y), each `size` wide; omits black ones.
  LINNET_COLD void pixels(double x, double y, double size, std::size_t columns, const std::vector<int>& grays) {
    each_level(x, y, size, columns, grays, [&](int gray, std::string_view path) {
      add({detail::text("<path fill=\"rgb(", gray, ",", gray, ",", gray, ")\" d=\""), path, "\"/>\n"});
    });
  }
  /// Adds pixels of numbers around 0 (rows of `columns` in -100 to 100): the higher, the more blue, the lower, the more orange; 0 leaves the
  /// paper.
  LINNET_COLD void signed_pixels(double x, double y, double size, std::size_t columns, const std::vector<int>& percent) {
    each_level(x, y, size, columns, percent, [&](int level, std::string_view path) {
      add({"<path d=\"", path, "\""});
      paint(level > 0 ? detail::colors::blue : detail::colors::orange, (level > 0 ? level : -level) / 100.0, "none");
    });
  }
  /// Adds another picture's content at (x, y).
  void place(const Svg& other, double x, double y) {
    add({"<g transform=\"translate(", at(x), " ", at(y), ")\">\n", other.body_, "</g>\n"});
  }
  /// Adds another picture at (x, y), cut off at its edges.
  void inset(const Svg& other, double x, double y) {
    add({"<svg x=\"", at(x), "\" y=\"", at(y), "\" width=\"", at(other.width_), "\" height=\"", at(other.height_), "\">\n",
         other.body_, "</svg>\n"});
  }

  /// Returns the whole document.
  LINNET_COLD std::string text(Theme theme = Theme::automatic) const {
    Svg whole(width_, height_);
    whole.rectangle(0.0, 0.0, width_, height_, detail::colors::paper);
    whole.body_ += body_;
    const std::string style =
        theme == Theme::automatic ? "<style>" + detail::colors::dark_rules(whole.body_) + "</style>\n" : "";
    return detail::text("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", at(width_), "\" height=\"", at(height_),
                        "\" viewBox=\"0 0 ", at(width_), " ", at(height_), "\" font-family=\"Helvetica, Arial, sans-serif\">\n",
                        style, theme == Theme::dark ? detail::colors::in_dark(whole.body_) : whole.body_, "</svg>\n");
  }
  /// Writes the document to `path`; throws std::runtime_error that names the path if that fails.
  void save(const std::string& path, Theme theme = Theme::automatic) const { detail::write_text(path, text(theme)); }

 private:
  static std::string at(double value) { return detail::coordinate(value); }
  LINNET_COLD static std::string list(const std::vector<std::pair<double, double>>& points) {
    std::string all;
    for (const auto& [x, y] : points) all += at(x) + ',' + at(y) + ' ';
    return all;
  }
  LINNET_COLD void add(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) body_ += part;
  }
  /// Calls draw(level, path) for each number in `levels` other than 0, with the path of its pixels, a rectangle for each run in a row.
  template <class Draw>
  LINNET_COLD void each_level(double x, double y, double size, std::size_t columns, const std::vector<int>& levels,
                              const Draw& draw) {
    std::map<int, std::string> paths;
    for (std::size_t i = 0; i < levels.size();) {
      std::size_t end = i + 1;
      while (end % columns != 0 && end < levels.size() && levels[end] == levels[i]) ++end;
      const std::size_t run = end - i;
      if (levels[i] != 0) paths[levels[i]] += detail::text("M", i % columns, " ", i / columns, "h", run, "v1h-", run, "z");
      i = end;
    }
    // Edges between pixels would shine through if they were smoothed.
    add({"<g shape-rendering=\"crispEdges\" transform=\"translate(", at(x), " ", at(y), ") scale(", at(size), ")\">\n"});
    for (const auto& [level, path] : paths) draw(level, path);
    add({"</g>\n"});
  }
  /// Ends the element of a shape.
  LINNET_COLD void paint(std::string_view fill, double opacity, std::string_view stroke) {
    add({" fill=\"", detail::escaped(fill), "\""});
    if (opacity < 1.0) add({" fill-opacity=\"", at(opacity), "\""});
    add({" stroke=\"", detail::escaped(stroke), "\"/>\n"});
  }

  double width_, height_;
  std::string body_;
};

}  // namespace linnet
