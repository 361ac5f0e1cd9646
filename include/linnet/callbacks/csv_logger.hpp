// SPDX-License-Identifier: MIT
// CsvLogger: writes a line of numbers after each epoch. For hosts. Source: keras.callbacks.CSVLogger.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace linnet {

/// A table of epoch (counted from 0), loss, metrics and their val_ forms. It flushes each line, so that it can be read while fit runs.
/// Throws std::runtime_error with the path and the reason if the file cannot be written, and InvalidInput, before the first step, if it
/// would continue a table with other columns.
struct CsvLogger {
  std::string path;
  char separator = ',';
  bool append = false;  ///< continues an existing table with the same columns, without a second header

  void on_train_begin(FitState& state) {
    header_.clear();
    cut_short_ = false;
    if (append) read_header();
    if (!state.log_names.empty()) require_columns(columns_of(state.log_names, [](std::string_view name) { return name; }));
    file_.reset(std::fopen(path.c_str(), append ? "ab" : "wb"), close);
    if (!file_) throw std::runtime_error(detail::text("CsvLogger: ", path, ": cannot be written: ", detail::last_failure()));
  }

  void on_epoch_end(FitState& state) {
    std::string line(cut_short_ ? "\n" : "");
    cut_short_ = false;
    const std::string columns = columns_of(state.logs, [](const auto& log) { return log.first; });
    require_columns(columns);
    if (header_.empty()) line += (header_ = columns) + '\n';
    line += std::to_string(state.epoch);
    for (const auto& [name, value] : state.logs) {
      (line += separator) += detail::shortest(value);
    }
    line += '\n';
    const bool written = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size() && std::fflush(file_.get()) == 0;
    if (!written) throw std::runtime_error(detail::text("CsvLogger: ", path, ": cannot be written: ", detail::last_failure()));
  }

  void on_train_end(FitState&) { file_.reset(); }

  // Private to the logger.
  static void close(std::FILE* file) {
    if (file) std::fclose(file);
  }
  template <class List, class Name>
  std::string columns_of(const List& list, const Name& name_of) const {
    std::string line = "epoch";
    for (const auto& entry : list) (line += separator) += name_of(entry);
    return line;
  }
  /// Reads the first line of the existing file, with the line end of any system, and whether the last line has no end.
  void read_header() {
    const std::shared_ptr<std::FILE> there(std::fopen(path.c_str(), "rb"), close);
    if (!there) return;
    bool first = true;
    for (int c = std::fgetc(there.get()); c != EOF; c = std::fgetc(there.get())) {
      first = first && c != '\n';
      if (first) header_ += static_cast<char>(c);
      cut_short_ = c != '\n';
    }
    if (!header_.empty() && header_.back() == '\r') header_.pop_back();
  }
  void require_columns(const std::string& columns) const {
    detail::require(header_.empty() || header_ == columns, [&] {
      return detail::text("CsvLogger: ", path, ": append = true, but the file has the columns ", header_, "; this fit has ",
                          columns, "; take another file, or the same metrics and validation");
    });
  }

  std::shared_ptr<std::FILE> file_{};
  std::string header_{};    ///< empty: not written yet
  bool cut_short_ = false;  ///< the file's last line has no end: a program was killed while writing it
};

}  // namespace linnet
