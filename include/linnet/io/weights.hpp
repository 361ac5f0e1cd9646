// SPDX-License-Identifier: MIT
// Models in safetensors files, which PyTorch, Keras and Hugging Face tools read: save, load, and load_weights from their files. For
// hosts; needs nlohmann_json.
//
// A file of `save` has each tensor under its Keras name (dense/kernel, batch_normalization/moving_mean), an input and its prediction
// (linnet/self_test/input, linnet/self_test/output), and as metadata linnet_version, linnet_topology (a text), linnet_fingerprint and
// linnet_checksum.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/io/not_finite.hpp>
#include <linnet/io/weight_report.hpp>
#include <linnet/models/recorded_prediction.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/version.hpp>

namespace linnet {

/// Options of save.
template <class T>
struct SaveOptions {
  ArrayView<T> input{};  ///< its first sample is recorded with its prediction (none: uniform in [-1, 1), from seed 0)
};

namespace detail {

inline constexpr const char* self_test_input = "linnet/self_test/input";
inline constexpr const char* self_test_output = "linnet/self_test/output";

template <class T>
inline constexpr const char* dtype_of = sizeof(T) == 4 ? "F32" : "F64";

/// "28 x 28; flatten 784; dense 10"
template <class Top>
LINNET_COLD std::string topology_text() {
  std::string all = extents(Top::Input::dims);
  const auto add = [&]<class B>(B*) { all += text("; ", B::Layer::name, " ", extents(B::Output::dims)); };
  [&]<class... B>(std::tuple<B...>*) {
    (add(static_cast<B*>(nullptr)), ...);
  }(static_cast<typename Top::BoundLayers*>(nullptr));
  return all;
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

/// A copy of a model's parameters and state: loaded numbers are checked here before the model changes.
template <class Model>
struct StagedWeights {
  using T = typename Model::Scalar;
  using Top = typename Model::Topology;
  NamedTensors named;
  Storage<T> numbers{Top::parameter_block + Top::state_block, typename Storage<T>::Unfilled{}};

  /// Fills the gaps with zeros, as in the model.
  explicit StagedWeights(const Model& model) : named(NamedTensors::of<Top>(model.layers())) {
    for (const NamedTensor& tensor : named.tensors) {
      T* const end = (tensor.is_state ? state() : parameters()) + tensor.offset + tensor.info.size();
      std::fill_n(end, aligned<T>(tensor.info.size()) - tensor.info.size(), T(0));
    }
  }

  T* parameters() const { return numbers.data(); }
  T* state() const { return numbers.data() + Top::parameter_block; }
  void take_from(const Model& model) const {
    std::copy(model.parameters().begin(), model.parameters().end(), parameters());
    std::copy(model.state().begin(), model.state().end(), state());
  }
  void give_to(Model& model) const {
    std::copy_n(parameters(), model.parameters().size(), model.parameters().data());
    std::copy_n(state(), model.state().size(), model.state().data());
  }
  /// Throws std::runtime_error that names the first loaded number that is not finite.
  void require_finite(const std::string& path, const WeightReport& report) const {
    const auto read = [&](const std::string& name) {  // the report may have the file's name after linnet's
      return std::any_of(report.loaded.begin(), report.loaded.end(),
                         [&](const std::string& entry) { return entry == name || entry.rfind(name + " (", 0) == 0; });
    };
    const auto bytes = [](const T* block) { return reinterpret_cast<const std::byte*>(block); };
    const std::string bad = not_finite_text<T>(named, bytes(parameters()), bytes(state()), read);
    if (!bad.empty()) file_error(path, bad);
  }
  WeightReader reader(const std::string& path, SafetensorsFile& file, const LoadOptions& options) const {
    WeightReader all(path, file, dtype_of<T>, sizeof(T));
    all.add(named, options, reinterpret_cast<std::byte*>(parameters()), reinterpret_cast<std::byte*>(state()));
    return all;
  }
};

/// Reads a file of save. The model changes only if the whole file is right.
template <class Model>
void load(Model& model, const std::string& path, SafetensorsFile file) {
  using Top = typename Model::Topology;
  using T = typename Model::Scalar;
  const std::string found = file.metadata("linnet_fingerprint");
  if (found.empty() || file.metadata(checksum_key).empty()) {
    file_error(path, "was not written by linnet::save; load_weights reads the weights of others");
  }
  // The file of a double model: names, shapes and the prediction below tell whether it matches.
  const bool same_layers = file.metadata("linnet_topology") == topology_text<Top>();
  const bool narrowed =
      sizeof(T) == sizeof(float) && same_layers && !file.tensors().empty() && file.tensors().back().dtype == "F64";
  if (found != hexadecimal(fingerprint<Top>) && !narrowed) {
    file_error(path, text("is of another model: the file has ", file.metadata("linnet_topology"), "; the model is ",
                          topology_text<Top>(), " of ", dtype_of<T>,
                          same_layers ? "; load_weights takes what fits, and converts its numbers" : ""));
  }
  const StagedWeights<Model> staged(model);
  std::vector<T> input(static_cast<std::size_t>(Top::Input::size)), output(static_cast<std::size_t>(Top::Output::size));
  WeightReader reader = staged.reader(path, file, {});
  const auto add = [&](const char* name, std::span<const Index> dims, std::vector<T>& to) {
    reader.add(name, {name, {dims.begin(), dims.end()}, reinterpret_cast<std::byte*>(to.data())});
  };
  add(self_test_input, Top::Input::dims, input);
  add(self_test_output, Top::Output::dims, output);
  const WeightReport report = reader.read();
  if (!report.complete()) file_error(path, report.text());
  staged.require_finite(path, report);
  const std::vector<T> prediction = predict_one<Top>(model.layers(), input, staged.parameters(), staged.state());
  if (!same_prediction<T>(prediction, output)) {
    file_error(path,
               "the model's prediction for the recorded input differs from the saved one; have its "
               "activations or other settings changed?");
  }
  staged.give_to(model);
}

/// Reads a file by name. The model changes only if everything is right, or with options.skip_mismatch.
template <class Model>
WeightReport load_weights(Model& model, const std::string& path, SafetensorsFile file, const LoadOptions& options) {
  const StagedWeights<Model> staged(model);
  staged.take_from(model);
  WeightReport report = staged.reader(path, file, options).read();
  if (!report.complete() && !options.skip_mismatch) {
    file_error(path, report.text() + "; the model stays as it was, options.skip_mismatch takes what fits");
  }
  staged.require_finite(path, report);
  staged.give_to(model);
  return report;
}

}  // namespace detail

/// Writes `model` (Sequential, StaticSequential) to `path` as a safetensors file, with a checksum and a recorded prediction.
///
/// Throws InvalidInput for options.input of another shape and for a model that predicts NaN or infinity for it; std::runtime_error with the
/// path and the reason if the file cannot be written, in which case an older file stays whole, even if the process is killed. It does not
/// write the numbers to which a frozen layer refers.
template <class Model>
void save(const Model& model, const std::string& path, const SaveOptions<typename Model::Scalar>& options = {}) {
  using T = typename Model::Scalar;
  const auto recorded = detail::record_prediction("save", model, options.input);
  for (const T number : recorded.output) {
    detail::require(math::is_finite(number),
                    [&] { return detail::text("save: the model predicts ", number, " for the recorded input"); });
  }
  const auto named = detail::NamedTensors::of<typename Model::Topology>(model.layers());
  std::vector<detail::SafetensorsTensor> tensors;
  for (const detail::NamedTensor& tensor : named.tensors) {
    const auto block = tensor.is_state ? model.state() : model.parameters();
    const auto numbers = block.subspan(tensor.offset, static_cast<std::size_t>(tensor.info.size()));
    tensors.push_back({tensor.name, detail::dtype_of<T>, tensor.dims(), std::as_bytes(numbers)});
  }
  const auto add = [&](const char* name, std::span<const Index> dims, const std::vector<T>& numbers) {
    tensors.push_back({name, detail::dtype_of<T>, dims, std::as_bytes(std::span(numbers))});
  };
  add(detail::self_test_input, Model::Input::dims, recorded.input);
  add(detail::self_test_output, Model::Output::dims, recorded.output);
  using Top = typename Model::Topology;
  detail::write_safetensors(
      path, tensors,
      {{"linnet_version", detail::text(LINNET_VERSION_MAJOR, ".", LINNET_VERSION_MINOR, ".", LINNET_VERSION_PATCH)},
       {"linnet_topology", detail::topology_text<Top>()},
       {"linnet_fingerprint", detail::hexadecimal(fingerprint<Top>)}});
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
/// sequential/layer/kernel) or of PyTorch (names as 0.weight, features.0.weight; Linear, Conv1d, Conv2d and BatchNorm, also after a
/// Flatten, are transposed to linnet's layout). F64, F32, F16 and BF16 become the model's type, rounded to nearest; unused tensors may have
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
