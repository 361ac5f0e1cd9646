// SPDX-License-Identifier: MIT
// Tables of numbers side by side, with words above them and signs between: image * kernel = feature map.
#pragma once

#include <linnet/draw/number_grid.hpp>

namespace linnet::detail {

/// Tables in one row, each in the middle of its place.
class NumberRow {
 public:
  struct Part {
    NumberTable table;
    std::string words{};  ///< above the table
    std::string sign{};   ///< after it
    std::vector<ColoredCells> areas{};
    double x = 0.0, y = 0.0;  ///< of the table's top left corner; NumberRow computes them
  };

  /// The words begin at height `top`. Cells have the size that the widest number needs.
  LINNET_COLD NumberRow(std::vector<Part> parts, double top) : parts_(std::move(parts)) {
    double highest = 0.0;
    for (const Part& p : parts_) {
      cell_.fit(p.table);
      highest = (std::max)(highest, cell_.height * static_cast<double>(p.table.rows()));
    }
    for (Part& p : parts_) {
      const double grid = cell_.width * static_cast<double>(p.table.columns());
      const double place = (std::max)(grid, text_width(p.words, 14.0));
      p.x = width_ + (place - grid) / 2.0;
      p.y = top + 24.0 + (highest - cell_.height * static_cast<double>(p.table.rows())) / 2.0;
      width_ += place + (p.sign.empty() ? margin : gap);
    }
    bottom_ = top + 24.0 + highest;
  }

  /// Makes the row at least `width` wide, with the tables in the middle.
  LINNET_COLD void widen(double width) {
    const double more = (std::max)(width - width_, 0.0);
    for (Part& p : parts_) p.x += more / 2.0;
    width_ += more;
  }

  double width() const { return width_; }
  double bottom() const { return bottom_; }

  LINNET_COLD void draw(Svg& svg) const {
    for (const Part& p : parts_) {
      const double right = p.x + cell_.width * static_cast<double>(p.table.columns());
      const double middle = p.y + cell_.height * static_cast<double>(p.table.rows()) / 2.0;
      svg.label((p.x + right) / 2.0, p.y - 9.0, p.words, 14.0, Anchor::middle);
      draw_number_grid(svg, p.table, p.x, p.y, cell_, p.areas);
      if (!p.sign.empty()) svg.label(right + gap / 2.0, middle + 8.0, p.sign, 24.0, Anchor::middle);
    }
  }
  /// Adds a frame around cells of table `part`.
  LINNET_COLD void frame(Svg& svg, std::size_t part, const ColoredCells& cells, double thickness,
                         std::string_view dashes = "none") const {
    const double left = parts_[part].x + cell_.width * static_cast<double>(cells.column);
    const double top = parts_[part].y + cell_.height * static_cast<double>(cells.row);
    const double right = left + cell_.width * static_cast<double>(cells.columns);
    const double bottom = top + cell_.height * static_cast<double>(cells.rows);
    svg.polyline({{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}}, cells.color, thickness, dashes);
  }

 private:
  static constexpr double margin = 18.0, gap = 44.0;
  std::vector<Part> parts_;
  CellSize cell_{};
  double width_ = margin, bottom_ = 0.0;
};

}  // namespace linnet::detail
