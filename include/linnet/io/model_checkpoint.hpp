// SPDX-License-Identifier: MIT
// ModelCheckpoint: saves the model after each epoch, or only the best one. For hosts. Source: keras.callbacks.ModelCheckpoint.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/io/checkpoint.hpp>
#include <linnet/io/path_pattern.hpp>

namespace linnet {

/// Writes the model to `path` at the end of an epoch, as a file that load_checkpoint reads and that is complete at any moment. Throws
/// std::runtime_error with the path and the reason if it cannot be written; InvalidInput for an unknown `monitor`, and before the first
/// step for a `path` with an unknown field or format. Weights that are not finite are not written, and end fit.
struct ModelCheckpoint {
  /// May have fields as in Keras, in Python's format: the epoch, counted from 1, and logged numbers. "w.{epoch:02d}-{val_loss:.2f}.ck"; see
  /// io/path_pattern.hpp.
  std::string path;
  std::string monitor = "val_loss";
  bool save_best_only = false;  ///< only after an epoch in which `monitor` improved
  MonitorMode mode = MonitorMode::automatic;

  detail::Best best{};  ///< over all fits with this callback, as in Keras: a second fit does not replace a better model

  void on_train_begin(FitState& state) {
    std::vector<std::pair<std::string_view, double>> names;
    for (const std::string_view name : state.log_names) names.emplace_back(name, 0.0);
    if (!names.empty()) detail::path_of("ModelCheckpoint", path, 1, names);
  }

  void on_epoch_end(FitState& state) {
    if (!detail::worth_saving("ModelCheckpoint", state)) return;
    if (save_best_only) {
      const double current = detail::monitored("ModelCheckpoint", state, monitor);
      if (!best.improves(current, detail::larger_is_better("ModelCheckpoint", monitor, mode), 0.0)) return;
    }
    detail::CheckpointHeader header;
    header.scalar_bytes = static_cast<std::uint32_t>(state.scalar_bytes);
    header.fingerprint = state.fingerprint;
    detail::Sections<const std::byte> sections;
    sections[detail::Section::parameters] = state.parameters;
    sections[detail::Section::state] = state.state;
    detail::write_checkpoint(detail::path_of("ModelCheckpoint", path, state.epoch + 1, state.logs), header, sections);
  }
};

}  // namespace linnet
