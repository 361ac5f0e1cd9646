// SPDX-License-Identifier: MIT
// Checkpoints: a model, or a whole training, in a checksummed file that is replaced as a whole or not at all. For hosts.
#pragma once

#include <linnet/io/not_finite.hpp>
#include <linnet/io/training_checkpoint.hpp>

#include <concepts>

namespace linnet {

namespace detail {

/// A type that can be saved in a checkpoint: linnet::Training.
template <class T>
concept HasRecord = requires(T& training) {
  { training.record() } -> std::same_as<TrainingRecord>;
};

/// Returns the header of a checkpoint of only this model.
template <class Model>
CheckpointHeader header_of(const Model& model) {
  CheckpointHeader header;
  header.scalar_bytes = sizeof(typename Model::Scalar);
  header.fingerprint = fingerprint_with_frozen<typename Model::Topology>(model.layers());
  header.sections[0] = std::as_bytes(model.parameters()).size();
  header.sections[1] = std::as_bytes(model.state()).size();
  return header;
}

/// Reads parameters and state from the bytes of a file.
template <class Model>
void read_checkpoint(const std::string& path, std::span<const std::byte> bytes, Model& model) {
  const Sections<const std::byte> s = sections_of(path, bytes, header_of(model));
  const std::string bad = not_finite_text(NamedTensors::of<typename Model::Topology>(), sizeof(typename Model::Scalar),
                                          s[Section::parameters].data(), s[Section::state].data());
  require_file(bad.empty(), path, [&] { return bad; });
  ByteReader{s[Section::parameters]}.take(model.parameters());
  ByteReader{s[Section::state]}.take(model.state());
}

}  // namespace detail

/// Writes parameters and state of `model` to `path`. Throws std::runtime_error with the path if that fails; an older file stays whole.
template <class Model>
void save_checkpoint(const Model& model, const std::string& path) {
  detail::Sections<const std::byte> s;
  s[detail::Section::parameters] = std::as_bytes(model.parameters());
  s[detail::Section::state] = std::as_bytes(model.state());
  detail::write_checkpoint(path, detail::header_of(model), s);
}

/// Reads a file of save_checkpoint, ModelCheckpoint or BackupAndRestore for a model of the same topology (and the same numbers of frozen
/// layers), or for its training. Throws std::runtime_error, without changing the model, for a file that is missing, damaged, of another
/// model, or with a weight that is not finite.
template <class Model>
void load_checkpoint(Model& model, const std::string& path) {
  static_assert(!detail::HasRecord<Model>,
                "load_checkpoint: it takes a model; resume(training, path) reads the checkpoint of a training");
  detail::read_checkpoint(path, detail::read_checkpoint_file(path, detail::header_of(model)), model);
}

/// Writes everything that `training` needs to resume in another process: its model, the optimizer's moments and state, steps, learning
/// rate, random numbers, and the progress of its last fit, with its History. It may be called at any time, even in a callback of a fit.
/// Throws std::runtime_error with the path if that fails; an older file stays whole.
///
/// The file does not contain settings (compile sets them) and the memory of callback objects, such as the patience of EarlyStopping.
template <detail::HasRecord Training>
void save_checkpoint(Training& training, const std::string& path) {
  detail::write_checkpoint(path, training.record());
}

/// Reads a file of save_checkpoint or BackupAndRestore for a training of the same model, optimizer, loss and metrics. The next fit resumes
/// there and ends with the same bits as if it had never stopped: give it the same data and options, with the `epochs` of the whole run.
/// Evaluation before that fit changes nothing. In the middle of an epoch, your own metric without accumulated() counts only from there.
/// Throws std::runtime_error, without changing the training, for a file that is missing, damaged or of another training.
template <detail::HasRecord Training>
void resume(Training& training, const std::string& path) {
  detail::read_checkpoint(path, training.record());
}

}  // namespace linnet
