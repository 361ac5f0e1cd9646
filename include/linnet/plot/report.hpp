// SPDX-License-Identifier: MIT
// Report: a self-contained HTML page with pictures and tables.
#pragma once

#include <linnet/draw/svg.hpp>

namespace linnet {

/// A page that grows from top to bottom.
class Report {
 public:
  explicit Report(std::string title) : title_(std::move(title)) {}

  Report& heading(std::string_view words) { return add("<h2>", words, "</h2>\n"); }
  Report& paragraph(std::string_view words) { return add("<p>", words, "</p>\n"); }
  /// Adds text in fixed width: classification_report, summary.
  Report& table(std::string_view words) { return add("<pre>", words, "</pre>\n"); }
  Report& picture(const Svg& svg) {
    body_ += "<figure>\n" + svg.text(Theme::light) + "</figure>\n";
    return *this;
  }

  std::string text() const {
    const std::string title = detail::escaped(title_);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
           "</title>\n<style>\n"
           "body{font-family:Helvetica,Arial,sans-serif;max-width:1000px;margin:2em auto;background:#ffffff;color:#333333}\n"
           "figure{margin:1em 0;overflow-x:auto}pre{background:#f2f2f2;padding:1em;overflow-x:auto}\n"
           "@media (prefers-color-scheme: dark){body{background:#15181d;color:#d8dbe0}pre{background:#252a31}}\n" +
           detail::colors::dark_rules(body_) + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n" + body_ +
           "</body>\n</html>\n";
  }
  /// Writes the page to `path`; throws std::runtime_error that names the path if that fails.
  void save(const std::string& path) const { detail::write_text(path, text()); }

 private:
  Report& add(std::string_view before, std::string_view words, std::string_view after) {
    body_ += before;
    for (std::size_t end = 0; (end = words.find('\n')) != words.npos; words.remove_prefix(end + 1)) {
      body_ += detail::escaped(words.substr(0, end)) + '\n';
    }
    body_ += detail::escaped(words);
    body_ += after;
    return *this;
  }

  std::string title_;
  std::string body_{};
};

}  // namespace linnet
