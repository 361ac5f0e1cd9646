// SPDX-License-Identifier: MIT
// Models in safetensors files, which PyTorch, Keras and Hugging Face tools read: save, load, and load_weights from their files. For
// hosts.
//
// A file of `save` has each tensor under its Keras name (dense/kernel, batch_normalization/moving_mean), an input and its prediction
// (linnet/self_test/input, linnet/self_test/output), and as metadata linnet_version, linnet_topology (a text), linnet_fingerprint and
// linnet_checksum.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/io/save_options.hpp>
#include <linnet/io/staged_weights.hpp>
#include <linnet/io/topology_text.hpp>
#include <linnet/models/recorded_prediction.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/version.hpp>

namespace linnet {

namespace detail {

inline constexpr const char* self_test_input = "linnet/self_test/input";
inline constexpr const char* self_test_output = "linnet/self_test/output";

/// Refuses a file that save did not write for this model. Returns false for one that may yet have tensors of other shapes, which tell more.
LINNET_COLD inline bool is_of_model(const std::string& path, const SafetensorsFile& file, std::uint64_t model_fingerprint,
                                    const std::string& topology, std::size_t width) {
  const std::string found = file.metadata("linnet_fingerprint");
  if (found.empty() || file.metadata(checksum_key).empty()) {
    file_error(path, "was not written by linnet::save; load_weights reads the weights of others");
  }
  // The file of a double model: names, shapes and the prediction tell whether it matches.
  const bool same_layers = file.metadata("linnet_topology") == topology;
  const bool narrowed =
      width == sizeof(float) && same_layers && !file.tensors().empty() && file.tensors().back().dtype == "F64";
  const bool same = found == hexadecimal(model_fingerprint) || narrowed;
  const bool same_numbers = same_layers && !file.tensors().empty() && file.tensors().back().dtype == dtype_of(width);
  if (!same && !same_numbers) {
    file_error(
        path, text({"is of another model: the file has ", file.metadata("linnet_topology"), "; the model is ", topology, " of ",
                    dtype_of(width), same_layers ? "; load_weights takes what fits, and converts its numbers" : ""}));
  }
  return same;
}

/// The largest error that a recorded prediction may have: machines without fused multiply-adds, and other libraries' exp, differ in
/// the last bits.
template <class T>
bool same_prediction(std::span<const T> found, std::span<const T> expected) {
  T largest = T(0);
  for (const T number : expected) largest = (std::max)(largest, (std::abs)(number));
  const T allowed = largest * (sizeof(T) == 4 ? T(1e-4) : T(1e-10));
  return std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                    [&](T a, T b) { return (std::abs)(a - b) <= allowed; });
}

/// Reads a file of save. The model changes only if the whole file is right.
template <class Model>
void load(Model& model, const std::string& path, SafetensorsFile file) {
  using Top = typename Model::Topology;
  using T = typename Model::Scalar;
  const bool same = is_of_model(path, file, fingerprint<Top>, topology_text<Top>(), sizeof(T));
  const StagedWeights staged(blocks_of(model));
  std::vector<T> input(static_cast<std::size_t>(Top::Input::size)), output(static_cast<std::size_t>(Top::Output::size));
  WeightReader reader = staged.reader(path, file, {});
  reader.add(self_test_input, self_test_input, Top::Input::dims, reinterpret_cast<std::byte*>(input.data()));
  reader.add(self_test_output, self_test_output, Top::Output::dims, reinterpret_cast<std::byte*>(output.data()));
  const WeightReport report = reader.read();
  if (!report.complete()) file_error(path, same ? report.problems() : text({"is of another model; ", report.problems()}));
  if (!same) file_error(path, "is of another model: its tensors fit, but its linnet_fingerprint differs");
  staged.require_finite(path, report);
  std::vector<T> prediction;  // none for indices outside the vocabulary
  if (Top::vocabulary == 0 || first_outside(input.data(), Top::Input::size, Top::vocabulary) < 0)
    prediction = predict_one<Top>(model.layers(), input, reinterpret_cast<const T*>(staged.parameters()),
                                  reinterpret_cast<const T*>(staged.state()));
  if (!same_prediction<T>(prediction, output)) {
    file_error(path,
               "the model's prediction for the recorded input differs from the saved one; have its "
               "activations or other settings changed?");
  }
  staged.give_to_model();
}

/// The same by name.
template <class Model>
WeightReport load_weights(Model& model, const std::string& path, SafetensorsFile file, const LoadOptions& options) {
  return load_weights(blocks_of(model), path, file, options);
}

}  // namespace detail

/// Writes `model` (Sequential, StaticSequential) to `path` as a safetensors file, with a checksum and a recorded prediction.
///
/// Throws InvalidInput for options.input of another shape and for a model that predicts NaN or infinity for it; std::runtime_error with the
/// path and the reason if the file cannot be written, in which case an older file stays whole, even if the process is killed. It does not
/// write the numbers to which a frozen layer refers.
template <class Model>
requires requires(const Model& model) { model.parameters(); }
void save(const Model& model, const std::string& path, const SaveOptions<typename Model::Scalar>& options = {}) {
  using T = typename Model::Scalar;
  const auto recorded = detail::record_prediction("save", model, options.input);
  for (const T number : recorded.output) {
    detail::require(math::is_finite(number), [&] {
      return detail::text({"save: the model predicts ", number, " for the recorded input"});
    });
  }
  const auto named = detail::NamedTensors::of<typename Model::Topology>();
  std::vector<detail::SafetensorsTensor> tensors;
  for (const detail::NamedTensor& tensor : named.tensors) {
    const auto block = tensor.is_state ? model.state() : model.parameters();
    const auto numbers = block.subspan(tensor.offset, static_cast<std::size_t>(tensor.info.size()));
    tensors.push_back({tensor.name, detail::dtype_of(sizeof(T)), tensor.dims(), std::as_bytes(numbers)});
  }
  const auto add = [&](const char* name, std::span<const Index> dims, const std::vector<T>& numbers) {
    tensors.push_back({name, detail::dtype_of(sizeof(T)), dims, std::as_bytes(std::span(numbers))});
  };
  add(detail::self_test_input, Model::Input::dims, recorded.input);
  add(detail::self_test_output, Model::Output::dims, recorded.output);
  using Top = typename Model::Topology;
  detail::write_safetensors(
      path, tensors,
      {{"linnet_fingerprint", detail::hexadecimal(fingerprint<Top>)},
       {"linnet_topology", detail::topology_text<Top>()},
       {"linnet_version", detail::text({LINNET_VERSION_MAJOR, ".", LINNET_VERSION_MINOR, ".", LINNET_VERSION_PATCH})}});
}

/// Reads a file of save for a model of the same topology, and repeats the recorded prediction. A float model accepts the file of a double
/// model; not the other way round, because the prediction would not prove that everything is right: use load_weights.
///
/// Throws std::runtime_error with the path and the reason, without changing the model, for a file that is missing, damaged, of another
/// model, with a weight that is not finite, or whose prediction differs from this model's (because of other activations, for example).
template <class Model>
void load(Model& model, const std::string& path) {
  detail::load(model, path, detail::SafetensorsFile(path));
}

/// Reads the weights of `model` by name from any safetensors file: one of save, of Keras (names as layer/kernel, or paths as
/// sequential/layer/kernel) or of PyTorch (names as 0.weight, features.0.weight, for a module alone weight or weight_ih_l0; Linear, Conv1d,
/// Conv2d and BatchNorm, also after a Flatten, RNN, LSTM, GRU and MultiheadAttention are transposed to linnet's layout). F64, F32, F16 and BF16 become the model's type, rounded to nearest; unused tensors may have
/// any type. Returns a report.
///
/// Layers with other names are matched by their shapes and, for equal shapes, by the numbers in their names; otherwise options.layers
/// must list the names.
///
/// Throws std::runtime_error with the path and a list of tensors that are missing, of another shape, or outside the range of the model's
/// type, unless options.skip_mismatch; with the layers of both sides, if they cannot be matched; and for a weight that is not finite. The
/// model does not change in these cases. Tensors that only the file has are not an error.
template <class Model>
WeightReport load_weights(Model& model, const std::string& path, const LoadOptions& options = {}) {
  return detail::load_weights(model, path, detail::SafetensorsFile(path), options);
}

}  // namespace linnet
