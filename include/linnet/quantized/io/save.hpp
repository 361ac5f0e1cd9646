// SPDX-License-Identifier: MIT
// Int8 models in safetensors files: save, load and load_quantized. For hosts.
//
// A file has, for each layer, weights (I8), weight_scales (F32), bias (I32), output/scale and output/zero, named as dense/weights; input/scale
// and input/zero; the numbers of a Normalization in front; an input and its prediction; and a checksum of everything.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/save_options.hpp>
#include <linnet/io/topology_text.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/quantized/io/file.hpp>
#include <linnet/quantized/io/recorded_prediction.hpp>
#include <linnet/quantized/quantize.hpp>
#include <linnet/version.hpp>

namespace linnet {

namespace quantized {

template <class Top>
ModelNotes notes_of() {
  linnet::detail::Fnv1a all{fingerprint<Top>};
  all.add(std::string_view("int8"));
  return {all.hash, "int8 " + linnet::detail::topology_text<Top>()};
}

/// Returns the model of a file. `original` may be null.
template <class Model, class... L>
Model loaded(const std::string& path, linnet::detail::SafetensorsFile file, const std::tuple<L...>& layers, bool normalizes,
             std::shared_ptr<const typename Model::Original> original) {
  using linnet::detail::file_error;
  ModelNumbers numbers;
  linnet::detail::LayerNames names;
  add_records<typename Model::Topology>(names, numbers.records);
  read_numbers(path, std::move(file), notes_of<typename Model::Topology>(), numbers);
  if (numbers.mean.empty() == normalizes) {
    file_error(path, normalizes ? "is of a model without the Normalization that this model begins with"
                                : "is of a model that begins with a Normalization; this model does not");
  }
  if (numbers.x.size() != static_cast<std::size_t>(Model::Input::size) ||
      numbers.y.size() != static_cast<std::size_t>(Model::Output::size)) {
    file_error(path, "has no recorded prediction of this model");
  }
  try {
    Model model(layers, std::move(numbers.records), numbers.input, std::move(numbers.mean), std::move(numbers.factor),
                std::move(original));
    std::vector<std::int8_t> y(numbers.y.size());
    model.predict(FlatView<const std::int8_t>(numbers.x), FlatView<std::int8_t>(y));
    if (y != numbers.y) {
      file_error(path,
                 "the model's prediction for the recorded input differs from the saved one; have strides or other "
                 "settings of its layers changed?");
    }
    return model;
  } catch (const InvalidInput& error) {
    file_error(path, error.what());
  }
}

}  // namespace quantized

/// Writes an int8 model to `path` as a safetensors file, with a checksum and a recorded prediction: that of the first sample of
/// options.input, or of uniform numbers from seed 0. The numbers are canonical, so the file is the same for every CPU.
///
/// Throws InvalidInput for options.input of another shape; std::runtime_error with the path and the reason if the file cannot be written, in
/// which case an older file stays whole.
template <class Input_, class... Layers>
void save(const QuantizedSequential<Input_, Layers...>& model, const std::string& path,
          const SaveOptions<float>& options = {}) {
  using Model = QuantizedSequential<Input_, Layers...>;
  quantized::ModelNumbers numbers{.records = model.records(), .input = model.input_quantization()};
  if (const InputNormalization n = model.normalization(); n.mean) {
    numbers.mean.assign(n.mean, n.mean + last_dim<typename Model::Input>);
    numbers.factor.assign(n.factor, n.factor + last_dim<typename Model::Input>);
  }
  std::tie(numbers.x, numbers.y) = quantized::recorded_prediction("save", model, options.input);
  quantized::write_numbers(path, numbers, quantized::notes_of<typename Model::Topology>(),
                           detail::text(LINNET_VERSION_MAJOR, ".", LINNET_VERSION_MINOR, ".", LINNET_VERSION_PATCH));
}

/// Reads a file of save into a model of the same layers, and repeats the recorded prediction. What freeze made of the model before refers
/// to memory that is gone; its report has nothing to compare with any more.
///
/// Throws std::runtime_error with the path and the reason, without changing the model, for a file that is missing, damaged or of another
/// model, and for numbers out of range: a zero beyond int8, a scale that is not finite and above 0, a weight of -128, sums that could overflow.
template <class Input_, class... Layers>
void load(QuantizedSequential<Input_, Layers...>& model, const std::string& path) {
  using Model = QuantizedSequential<Input_, Layers...>;
  model = quantized::loaded<Model>(path, detail::SafetensorsFile(path), model.layers(), model.normalization().mean != nullptr,
                                   nullptr);
}

/// Returns what quantize made of a float model of the same layers as `model`, from a file of save. Its report compares with `model`. Throws as
/// load does.
template <class Home, class Input_, class... Entries>
auto load_quantized(const ModelBase<Home, Input_, Entries...>& model, const std::string& path) {
  using In = typename Input_::Output;
  const auto all = quantized::unfrozen(model);
  return [&]<class... L>(quantized::FloatLayers<In, std::tuple<L...>> from) {
    auto original = std::make_shared<const quantized::FloatLayers<In, std::tuple<L...>>>(std::move(from));
    return quantized::loaded<QuantizedSequential<Input_, L...>>(path, detail::SafetensorsFile(path), original->layers,
                                                                quantized::normalizes<decltype(all.layers)>, original);
  }(quantized::prepare<Input_>(all).lowered);
}

/// Refuses a call without a model in a sentence.
template <class Path>
requires std::is_convertible_v<const Path&, std::string>
void load_quantized(const Path&) {
  static_assert(detail::never<Path>,
                "load_quantized: the file is read into the layers of a float model: load_quantized(model, path)");
}

}  // namespace linnet
