// SPDX-License-Identifier: MIT
// ModelCheckpoint: saves the model after each epoch, or the best one only. On a host. Source: keras.callbacks.ModelCheckpoint.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/io/checkpoint.hpp>

namespace linnet {

/// Writes the model to `path` at the end of an epoch, as a file that load_checkpoint reads and that is whole at any moment. Throws
/// std::runtime_error that names the path and why where it cannot be written, InvalidInput for a `monitor` that nobody logs.
struct ModelCheckpoint {
  std::string path;  ///< each "{epoch}" in it becomes the number of the epoch, counted from 1
  std::string monitor = "val_loss";
  bool save_best_only = false;  ///< only after an epoch in which `monitor` improved
  MonitorMode mode = MonitorMode::automatic;

  detail::Best best{};  ///< as in Keras over all fits with this callback: a second one does not replace a better model

  void on_epoch_end(FitState& state) {
    if (save_best_only) {
      const double current = detail::monitored("ModelCheckpoint", state, monitor);
      if (!best.improves(current, detail::larger_is_better("ModelCheckpoint", monitor, mode), 0.0)) return;
    }
    std::string file = path;
    for (std::size_t at = 0; (at = file.find("{epoch}", at)) != std::string::npos;) {
      file.replace(at, 7, std::to_string(state.epoch + 1));
    }
    detail::CheckpointHeader header;
    header.scalar_bytes = static_cast<std::uint32_t>(state.scalar_bytes);
    header.fingerprint = state.fingerprint;
    detail::Sections<const std::byte> sections;
    sections[detail::Section::parameters] = state.parameters;
    sections[detail::Section::state] = state.state;
    detail::write_checkpoint(file, header, sections);
  }
};

}  // namespace linnet
