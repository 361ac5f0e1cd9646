// SPDX-License-Identifier: MIT
// A copy of a model's numbers, into which a file is read and in which it is checked before the model changes. For hosts.
#pragma once

#include <linnet/core/storage.hpp>
#include <linnet/io/not_finite.hpp>
#include <linnet/io/weight_report.hpp>

namespace linnet::detail {

/// The numbers of a model, whatever its type.
struct ModelBlocks {
  std::span<const LayerFacts> layers;
  std::size_t width;  ///< bytes of a number
  Index alignment;    ///< tensors begin at multiples of this many numbers
  std::span<std::byte> parameters, state;
};

template <class Model>
ModelBlocks blocks_of(Model& model) {
  using T = typename Model::Scalar;
  return {layer_facts<typename Model::Topology>, sizeof(T), alignment_numbers<T>, std::as_writable_bytes(model.parameters()),
          std::as_writable_bytes(model.state())};
}

/// A copy of a model's parameters and state.
class StagedWeights {
 public:
  /// Fills the gaps with zeros, as in the model; the numbers are undefined.
  LINNET_COLD explicit StagedWeights(const ModelBlocks& model)
      : named_(model.layers, model.alignment),
        model_(model),
        numbers_(static_cast<Index>(model.parameters.size() + model.state.size()), Storage<std::byte>::Unfilled{}) {
    for (const NamedTensor& tensor : named_.tensors) {
      const std::size_t size = static_cast<std::size_t>(tensor.info.size());
      const std::size_t gap = (0 - size) % static_cast<std::size_t>(model.alignment);
      std::memset((tensor.is_state ? state() : parameters()) + (tensor.offset + size) * model.width, 0, gap * model.width);
    }
  }

  std::byte* parameters() const { return numbers_.data(); }
  std::byte* state() const { return numbers_.data() + model_.parameters.size(); }

  LINNET_COLD void take_from_model() const {
    copy(model_.parameters.data(), parameters(), model_.parameters.size());
    copy(model_.state.data(), state(), model_.state.size());
  }
  LINNET_COLD void give_to_model() const {
    copy(parameters(), model_.parameters.data(), model_.parameters.size());
    copy(state(), model_.state.data(), model_.state.size());
  }
  /// Throws std::runtime_error that names the first loaded number that is not finite.
  LINNET_COLD void require_finite(const std::string& path, const WeightReport& report) const {
    const std::string bad = not_finite_text(named_, model_.width, parameters(), state(), &report.loaded);
    if (!bad.empty()) file_error(path, bad);
  }
  LINNET_COLD WeightReader reader(const std::string& path, SafetensorsFile& file, const LoadOptions& options) const {
    WeightReader all(path, file, model_.width);
    all.add(named_, options, parameters(), state());
    return all;
  }

 private:
  static void copy(const std::byte* from, std::byte* to, std::size_t size) {
    if (size > 0) std::memcpy(to, from, size);  // the pointer of an empty block may be null
  }

  NamedTensors named_;
  ModelBlocks model_;
  Storage<std::byte> numbers_;
};

/// Reads a file by name. The model changes only if everything is right, or with options.skip_mismatch.
LINNET_COLD inline WeightReport load_weights(const ModelBlocks& model, const std::string& path, SafetensorsFile& file,
                                             const LoadOptions& options) {
  const StagedWeights staged(model);
  staged.take_from_model();
  WeightReport report = staged.reader(path, file, options).read();
  if (!report.complete() && !options.skip_mismatch) {
    file_error(path, text({report.problems(), "; the model stays as it was, options.skip_mismatch takes what fits: ",
                           report.loaded.size(), report.loaded.size() == 1 ? " tensor" : " tensors"}));
  }
  staged.require_finite(path, report);
  staged.give_to_model();
  return report;
}

}  // namespace linnet::detail
