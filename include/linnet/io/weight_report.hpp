// SPDX-License-Identifier: MIT
// Assigns the tensors of a weight file to those of a model: by linnet's names, which are Keras's, or module by module from PyTorch. For
// hosts; needs nlohmann_json.
#pragma once

#include <linnet/io/file_layers.hpp>
#include <linnet/io/float_formats.hpp>

namespace linnet {

/// The result of load_weights: names of the model's tensors, and for `unexpected` names in the file.
struct WeightReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;     ///< not in the file
  std::vector<std::string> mismatched;  ///< with the shapes of file and model, also tensors that only the file's layer has
  std::vector<std::string> unexpected;  ///< only in the file
  std::vector<std::string> converted;   ///< those of `loaded` with another type in the file: "dense/kernel (F16)"

  bool complete() const { return missing.empty() && mismatched.empty(); }

  /// "4 tensors loaded; missing: dense/bias; not in the model: head/kernel"
  LINNET_COLD std::string text() const {
    std::string all = detail::text(loaded.size(), loaded.size() == 1 ? " tensor loaded" : " tensors loaded");
    const auto add = [&](const char* what, const std::vector<std::string>& names) {
      if (!names.empty()) all += detail::text("; ", what, ": ", detail::listed(names));
    };
    add("converted", converted);
    add("missing", missing);
    add("of another shape or type", mismatched);
    add("not in the model", unexpected);
    return all;
  }
};

/// Options of load_weights.
struct LoadOptions {
  /// The file's names of the layers with weights, in the model's order, if they differ from linnet's: {"conv1", "bn1", "fc"}.
  std::vector<std::string> layers{};
  bool skip_mismatch = false;  ///< tensors that are missing or of another shape keep their numbers; otherwise they are an error
};

namespace detail {

/// The destination of a tensor of a file.
struct WeightPlace {
  std::string name;  ///< name in the model, and in the file if it differs
  std::vector<Index> dims;
  std::byte* to;
  TorchForm torch{};
  bool found = false;
};

/// Reads a file of tensors to places identified by their names in the file.
class WeightReader {
 public:
  /// Numbers are of type `dtype` and have `width` bytes.
  WeightReader(std::string path, SafetensorsFile& file, const char* dtype, std::size_t width)
      : path_(std::move(path)), file_(file), dtype_(dtype), width_(width), torch_(is_torch(file.tensors())) {}

  /// The tensors of a model, whose blocks begin at `parameters` and `state`.
  LINNET_COLD void add(const NamedTensors& model, const LoadOptions& options, std::byte* parameters, std::byte* state) {
    std::vector<std::string> layers = options.layers;
    if (layers.empty()) {
      layers = torch_ ? torch_modules(path_, model, file_.tensors(), options.skip_mismatch)
                      : keras_layers(path_, model, file_.tensors(), options.skip_mismatch);
    }
    const std::size_t count = torch_ ? model.modules : model.layers;
    if (!layers.empty() && layers.size() != count) {
      std::vector<std::string> names;
      for (const NamedTensor& tensor : model.tensors) {
        if (names.empty() || names.back() != tensor.layer) names.push_back(tensor.layer);
      }
      file_error(path_, text(torch_ ? "has the modules " : "LoadOptions::layers names ", listed(layers), "; expected ", count,
                             ", for ", listed(names)));
    }
    for (const NamedTensor& tensor : model.tensors) {
      if (torch_ && !tensor.has_module) continue;  // keeps its numbers
      const std::string& ours = tensor.name;
      std::byte* const to = (tensor.is_state ? state : parameters) + tensor.offset * width_;
      if (torch_) {
        const TorchForm& form = tensor.torch;
        const std::string& module = layers[tensor.module_number];
        const std::string name = form.name.empty() || module.empty() ? "" : text(module, ".", form.name);
        const auto dims = std::span(form.dims).first(static_cast<std::size_t>(form.rank));
        const char* const none =
            module.empty() ? "no module of the file has its shapes" : "nothing of PyTorch corresponds to it";
        add(name, {text(ours, " (", name.empty() ? none : name, ")"), {dims.begin(), dims.end()}, to, form});
      } else {
        const std::string layer = layers.empty() ? tensor.layer : layers[tensor.layer_number];
        const std::string name = layers.empty() ? ours : layer.empty() ? "" : text(layer, "/", tensor.info.name);
        const auto dims = tensor.dims();
        add(name, {name == ours || name.empty() ? ours : text(ours, " (", name, ")"), {dims.begin(), dims.end()}, to});
      }
    }
  }
  void add(const std::string& name, WeightPlace place) {
    if (!name.empty()) {
      by_name_[name] = places_.size();
      layers_.insert(layer_of(name));
    }
    places_.push_back(std::move(place));
  }

  /// Reads the file to the end.
  LINNET_COLD WeightReport read() {
    WeightReport report;
    for (const SafetensorsEntry& entry : file_.tensors()) {
      const auto known = by_name_.find(entry.name);
      WeightPlace* const place = known == by_name_.end() ? nullptr : &places_[known->second];
      if (place) {
        place->found = true;
        take(entry, *place, report);
        continue;
      }
      file_.read_next(nullptr);
      if (layers_.contains(layer_of(entry.name)) && !is_counter(entry.name) && is_weight(entry)) {
        report.mismatched.push_back(text(entry.name, " (the model's layer has no such tensor)"));
      } else if (!is_own_note(entry.name) && !is_counter(entry.name)) {
        report.unexpected.push_back(entry.name);
      }
    }
    file_.require_checksum();
    for (const WeightPlace& place : places_) {
      if (!place.found) report.missing.push_back(place.name);
    }
    return report;
  }

 private:
  /// Reads the next tensor of the file to its place if it fits, and records the result in the report.
  LINNET_COLD void take(const SafetensorsEntry& entry, const WeightPlace& place, WeightReport& report) {
    const bool same_type = entry.dtype == dtype_, fits = is_float_format(entry.dtype) && entry.dims == place.dims;
    const bool direct = fits && same_type && !torch_;
    read_.resize(fits && !direct ? entry.end - entry.begin : 0);
    file_.read_next(direct ? place.to : fits ? read_.data() : nullptr);
    const auto refuse = [&](const std::string& problem) {
      report.mismatched.push_back(text(place.name, " (the file has ", entry.dtype, " ", extents(entry.dims), problem,
                                       ", the model needs ", dtype_, " ", extents(place.dims), ")"));
    };
    if (!fits) return refuse("");
    if (!direct && !same_type) {
      converted_.resize(read_.size() / (bits_of(entry.dtype) / 8) * width_);
      const auto too_large = width_ == sizeof(float) ? convert_floats<float>(entry.dtype, read_, converted_.data())
                                                     : convert_floats<double>(entry.dtype, read_, converted_.data());
      if (too_large) return refuse(text(" with ", *too_large, ", which ", dtype_, " does not hold"));
      read_.swap(converted_);
      report.converted.push_back(text(place.name, " (", entry.dtype, ")"));
    }
    if (torch_) {
      from_torch(place.torch, width_, read_.data(), place.to);
    } else if (!direct) {
      std::copy(read_.begin(), read_.end(), place.to);
    }
    report.loaded.push_back(place.name);
  }

  std::string path_;
  SafetensorsFile& file_;
  const char* dtype_;
  std::size_t width_;
  bool torch_;
  std::vector<WeightPlace> places_;
  std::map<std::string, std::size_t> by_name_;
  std::set<std::string> layers_;             ///< in the file
  std::vector<std::byte> read_, converted_;  ///< buffers for the numbers of a tensor
};

}  // namespace detail
}  // namespace linnet
