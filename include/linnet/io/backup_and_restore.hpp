// SPDX-License-Identifier: MIT
// BackupAndRestore: a fit that is killed goes on where it was when the program is started again. On a host.
// Source: keras.callbacks.BackupAndRestore; otherwise than there a fit goes on in the middle of an epoch too.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/io/checkpoint.hpp>

namespace linnet {

/// Saves the training to `path` after each epoch, and goes on from that file where there is one when fit begins. Put it last in the
/// list: what other callbacks do to the learning rate is then in the file. What they remember themselves is not. After a loss that is not
/// finite the file stays: it is of the last batch or epoch before. Weights that are not finite are not saved, and end fit.
///
/// Throws std::runtime_error that names the path and why where it cannot be written, or is no checkpoint of this training; InvalidInput
/// where the fit has other samples, batches or options than the one that was saved. In both cases nothing has changed.
struct BackupAndRestore {
  std::string path;
  Index save_freq = 0;            ///< N: after every N batches too; 0: after epochs alone
  bool delete_checkpoint = true;  ///< removes the file when fit has come to its end, or a callback to stop it

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

  // What follows is its own.
  void save(FitState& state) {
    failed = !detail::worth_saving("BackupAndRestore", state);
    if (failed) return;
    detail::write_checkpoint(path, *state.training);
    batches = 0;
  }
};

}  // namespace linnet
