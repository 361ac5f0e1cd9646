// SPDX-License-Identifier: MIT
// BackupAndRestore: a fit that was killed resumes when the program is started again. For hosts.
// Source: keras.callbacks.BackupAndRestore; unlike Keras, it can resume in the middle of an epoch.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/io/checkpoint.hpp>

#include <filesystem>

namespace linnet {

/// Saves the training to `path` after each epoch, and resumes from that file if it exists when fit begins. Put it last in the list, so that
/// the file has the learning rate set by other callbacks; it does not have the memory of these callbacks. After a loss that is not finite
/// the file stays, with the last good batch or epoch. Weights that are not finite are not saved, and end fit.
///
/// Throws std::runtime_error with the path and the reason if the file cannot be written or is not a checkpoint of this training;
/// InvalidInput if the fit has other samples, batches or options than the saved one. In both cases nothing changes.
struct BackupAndRestore {
  std::string path;
  Index save_freq = 0;            ///< N: also after every N batches; 0: only after epochs
  bool delete_checkpoint = true;  ///< removes the file when fit ends, or a callback stops it

  Index batches = 0;    ///< since the last backup
  bool failed = false;  ///< the weights were not finite

  void on_train_begin(FitState& state) {
    detail::require(save_freq >= 0,
                    [&] { return detail::text("BackupAndRestore: save_freq is ", save_freq, "; it must not be negative"); });
    batches = 0;
    failed = false;
    if (!std::filesystem::exists(path)) return;
    detail::read_checkpoint(path, *state.training);
    state.learning_rate = *state.training->learning_rate;
  }

  void on_batch_end(FitState& state) {
    if (save_freq > 0 && ++batches >= save_freq) save(state);
  }
  bool skips_batches() const { return save_freq == 0; }

  void on_epoch_end(FitState& state) { save(state); }

  void on_train_end(FitState& state) {
    std::error_code nothing_there;
    if (delete_checkpoint && !state.loss_failed && !failed) std::filesystem::remove(path, nothing_there);
  }

  // Private to the callback.
  void save(FitState& state) {
    failed = !detail::worth_saving("BackupAndRestore", state);
    if (failed) return;
    detail::write_checkpoint(path, *state.training);
    batches = 0;
  }
};

}  // namespace linnet
