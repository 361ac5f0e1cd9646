// SPDX-License-Identifier: MIT
// CsvLogger: writes a line of numbers after each epoch. On a host. Source: keras.callbacks.CSVLogger.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace linnet {

/// A table of epoch (counted from 0), loss, metrics and their val_ forms. Each line is flushed, so that it is there while fit goes on.
/// Throws std::runtime_error with the path and why where the file cannot be written.
struct CsvLogger {
  std::string path;
  char separator = ',';
  bool append = false;  ///< goes on behind what is there, without a second header

  void on_train_begin(FitState&) {
    has_header_ = false;
    if (append) {
      if (std::FILE* there = std::fopen(path.c_str(), "rb")) {
        has_header_ = std::fgetc(there) != EOF;
        std::fclose(there);
      }
    }
    file_.reset(std::fopen(path.c_str(), append ? "ab" : "wb"), close);
    if (!file_) throw std::runtime_error(detail::text("CsvLogger: ", path, ": cannot be written: ", detail::last_failure()));
  }

  void on_epoch_end(FitState& state) {
    std::string line;
    if (!has_header_) {
      line = "epoch";
      for (const auto& [name, value] : state.logs) (line += separator) += name;
      line += '\n';
      has_header_ = true;
    }
    line += std::to_string(state.epoch);
    for (const auto& [name, value] : state.logs) {
      (line += separator) += detail::shortest(value);
    }
    line += '\n';
    const bool written = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size() && std::fflush(file_.get()) == 0;
    if (!written) throw std::runtime_error(detail::text("CsvLogger: ", path, ": cannot be written: ", detail::last_failure()));
  }

  void on_train_end(FitState&) { file_.reset(); }

  // What follows is the logger's own.
  static void close(std::FILE* file) {
    if (file) std::fclose(file);
  }
  std::shared_ptr<std::FILE> file_{};
  bool has_header_ = false;
};

}  // namespace linnet
