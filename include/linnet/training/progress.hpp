// SPDX-License-Identifier: MIT
// The output of fit: a live bar on a terminal, otherwise one line per epoch. Source of the look: Keras.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

#include LINNET_SYSTEM_HEADER

namespace linnet {

namespace detail {

/// "loss: 0.0812 - accuracy: 0.9751"
LINNET_COLD inline std::string format_logs(const FitState& state) {
  std::string logs;
  for (const auto& [name, value] : state.logs) {
    const bool tiny = value != 0.0 && value < 1e-3 && value > -1e-3;
    append(logs, text(logs.empty() ? "" : " - ", name, print(tiny ? ": %.4e" : ": %.4f", value)));
  }
  return logs;
}

/// "12 s", "3 min 05 s", "2 h 10 min"
LINNET_COLD inline std::string format_seconds(double seconds) {
  const long s = std::lround(seconds);
  if (s < 60) return print("%ld s", s);
  if (s < 3600) return print("%ld min %02ld s", s / 60, s % 60);
  return print("%ld h %02ld min", s / 3600, s / 60 % 60);
}

/// " 812/1200 [=============>......] loss: 0.0812 - accuracy: 0.9751 - 98123 samples/s - 2 s left", or, if the
/// number of batches is unknown, "812/? loss: 0.0812 - accuracy: 0.9751 - 98123 samples/s".
LINNET_COLD inline std::string format_bar(const FitState& state, double samples_per_second, double seconds_left) {
  constexpr Index width = 24;
  const Index done = state.batch + 1;
  const std::string logs = format_logs(state) + print(" - %.0f samples/s", samples_per_second);
  if (done > state.batches) return print("%td/? ", done) + logs;
  const Index filled = done * width / state.batches;
  std::string bar(static_cast<std::size_t>(filled), '=');
  if (filled < width) {
    bar += '>';
    bar.resize(static_cast<std::size_t>(width), '.');
  }
  const std::string total = std::to_string(state.batches);
  return text(print("%*td/%s [", static_cast<int>(total.size()), done, total.c_str()), bar, "] ", logs, " - ",
              format_seconds(seconds_left), " left");
}

/// "Epoch 3/10 - 1 s - 98123 samples/s - loss: ..."
LINNET_COLD inline std::string format_epoch(const FitState& state, double seconds, double samples_per_second) {
  const std::string total = std::to_string(state.epochs);
  return print("Epoch %*td/%s - %.2f s - %.0f samples/s - ", static_cast<int>(total.size()), state.epoch + 1, total.c_str(),
               seconds, samples_per_second) +
         format_logs(state);
}

inline bool stdout_is_terminal() { return LINNET_IS_TERMINAL(stdout); }

}  // namespace detail

/// Prints the progress of one fit to standard output.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Progress(int verbose) : lines_(verbose > 0), live_(verbose == 1 && detail::stdout_is_terminal()) {}

  /// Returns true if the live bar is due again, ten times per second.
  bool due() const { return live_ && Clock::now() >= next_; }

  /// `done`: samples of this epoch that were trained before the fit was resumed.
  void begin_epoch(Index done) {
    done_before_ = done;
    start_ = next_ = Clock::now();
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  /// The speed for the samples of the epoch so far, which took `seconds` here.
  double samples_per_second(Index done, double seconds) const {
    return static_cast<double>(done - done_before_) / (std::max)(seconds, 1e-9);
  }

  void batch(const FitState& state, Index samples_done) {
    next_ = Clock::now() + std::chrono::milliseconds(100);
    const double rate = samples_per_second(samples_done, seconds());
    const double batch_size = static_cast<double>(samples_done) / static_cast<double>(state.batch + 1);
    const double samples_left = batch_size * static_cast<double>(state.batches - state.batch - 1);
    show(detail::format_bar(state, rate, samples_left / (std::max)(rate, 1e-9)));
  }

  void end_epoch(const FitState& state, double seconds, double samples_per_second) {
    if (!lines_) return;
    show(detail::format_epoch(state, seconds, samples_per_second));
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }

  /// Prints a message on a separate line, to standard error.
  void message(const std::string& sentence) const {
    if (!lines_) return;
    if (live_) std::fputc('\n', stdout);
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", sentence.c_str());
  }

 private:
  void show(const std::string& line) {
    // On a terminal: back to the first column, no wrapping while the line is written, and the rest of the old line erased.
    std::fprintf(stdout, live_ ? "\r\033[?7l%s\033[K\033[?7h" : "%s", line.c_str());
    std::fflush(stdout);
  }

  bool lines_;
  bool live_;
  Index done_before_ = 0;
  Clock::time_point start_{};
  Clock::time_point next_{};
};

}  // namespace linnet
