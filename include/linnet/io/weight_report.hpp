// SPDX-License-Identifier: MIT
// Assigns the tensors of a weight file to those of a model: by linnet's names, which are Keras's, or module by module from PyTorch. For
// hosts.
#pragma once

#include <linnet/io/float_formats.hpp>
#include <linnet/io/names/file_layers.hpp>

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
    std::string all = detail::text({loaded.size(), loaded.size() == 1 ? " tensor loaded" : " tensors loaded"});
    add(all, "converted", converted);
    const std::string others = problems();
    return others.empty() ? all : all + "; " + others;
  }
  /// "missing: dense/bias; not in the model: head/kernel"; empty if file and model have the same tensors
  LINNET_COLD std::string problems() const {
    std::string all;
    add(all, "missing", missing);
    add(all, "of another shape or type", mismatched);
    add(all, "not in the model", unexpected);
    return all;
  }

 private:
  LINNET_COLD static void add(std::string& to, const char* what, const std::vector<std::string>& names) {
    if (!names.empty()) to += detail::text({to.empty() ? "" : "; ", what, ": ", detail::listed(names)});
  }
};

/// Options of load_weights.
struct LoadOptions {
  /// The file's names of the layers with weights, in the model's order, if they differ from linnet's: {"conv1", "bn1", "fc"}.
  std::vector<std::string> layers{};
  bool skip_mismatch = false;  ///< tensors that are missing or of another shape keep their numbers; otherwise they are an error
};

namespace detail {

/// The type of the numbers of a model in files.
LINNET_COLD inline const char* dtype_of(std::size_t width) { return width == sizeof(float) ? "F32" : "F64"; }

/// The destination of a tensor of a file.
struct WeightPlace {
  std::span<const Index> dims{};
  std::byte* to = nullptr;
  const TorchForm* torch = nullptr;
  std::size_t sum = 0;  ///< the first place of those that are added here
  bool found = false;
  bool written = false;
};

/// Reads a file of tensors to places identified by their names in the file.
class WeightReader {
 public:
  /// Numbers have `width` bytes.
  LINNET_COLD WeightReader(const std::string& path, SafetensorsFile& file, std::size_t width)
      : path_(path), file_(file), width_(width), torch_(is_torch(file.tensors())) {}

  /// The tensors of a model, which must outlive this, and whose blocks begin at `parameters` and `state`.
  LINNET_COLD void add(const NamedTensors& model, const LoadOptions& options, std::byte* parameters, std::byte* state) {
    std::vector<std::string> layers = options.layers;
    if (options.layers.empty()) {
      layers = torch_ ? torch_modules(path_, model, file_.tensors(), options.skip_mismatch)
                      : keras_layers(path_, model, file_.tensors(), options.skip_mismatch);
    } else if (torch_) {
      layers = listed_modules(options.layers, modules_of(file_.tensors(), inner_layers(model, NameStyle::torch)));
    }
    const std::size_t count = torch_ ? model.modules : model.layers;
    if ((torch_ || !layers.empty()) && layers.size() != count) {
      std::vector<std::string> names;
      for (const NamedTensor& tensor : model.tensors) {
        if (names.empty() || names.back() != tensor.layer) names.push_back(tensor.layer);
      }
      file_error(path_, text({torch_ ? "has the modules " : "LoadOptions::layers names ", listed(layers), "; expected ", count,
                              ", for ", listed(names)}));
    }
    for (const NamedTensor& tensor : model.tensors) {
      std::byte* const to = (tensor.is_state ? state : parameters) + tensor.offset * width_;
      if (torch_) {
        if (tensor.has_module) add_torch(tensor, layers[tensor.module_number], to);  // otherwise it keeps its numbers
        continue;
      }
      std::string name = tensor.name;
      if (!layers.empty()) {
        const std::string& layer = layers[tensor.layer_number];
        name = layer.empty() ? "" : text({layer, "/", tensor.info.name});
      }
      add(name, name.empty() || name == tensor.name ? tensor.name : text({tensor.name, " (", name, ")"}), tensor.dims(), to);
    }
  }
  /// One tensor, `name` in the file (empty: it has none) and `ours` in messages.
  LINNET_COLD void add(const std::string& name, const std::string& ours, std::span<const Index> dims, std::byte* to) {
    if (!name.empty()) {
      by_name_.push_back({name, places_.size()});
      layers_.push_back({TensorName(name).layer, 0});
    }
    places_.push_back({dims, to});
    names_.push_back(ours);
  }

  /// Reads the file to the end.
  LINNET_COLD WeightReport read() {
    sort_keys(by_name_);
    sort_keys(layers_);
    WeightReport report;
    for (const SafetensorsEntry& entry : file_.tensors()) {
      if (const SortKey* const known = find_key(by_name_, entry.name)) {
        take(entry, *known, report);
        continue;
      }
      file_.read_next(nullptr);
      if (find_key(layers_, TensorName(entry.name).layer) && !is_counter(entry.name) && is_weight(entry)) {
        report.mismatched.push_back(text({entry.name, " (the model's layer has no such tensor)"}));
      } else if (!is_own_note(entry.name) && !is_counter(entry.name)) {
        report.unexpected.push_back(entry.name);
      }
    }
    file_.require_checksum();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!places_[i].found) report.missing.push_back(names_[i]);
    }
    return report;
  }

 private:
  /// The tensors of layer `module` in PyTorch's file that `tensor` is made of.
  LINNET_COLD void add_torch(const NamedTensor& tensor, const std::string& module, std::byte* to) {
    const char* none = nullptr;  // the reason why the file has no such tensor
    if (tensor.torch.empty()) none = "nothing of PyTorch corresponds to it";
    if (module.empty()) none = "no module of the file has its shapes";
    if (none) return add("", text({tensor.name, " (", none, ")"}), {}, to);
    const std::size_t first = places_.size();
    for (const TorchForm& form : tensor.torch) {
      const std::string name = torch_name(module, form.name);
      add(name, text({tensor.name, " (", name, ")"}), form.extents(), to);
      WeightPlace& place = places_.back();
      place.torch = &form;
      place.sum = first;
      while (places_[place.sum].torch->begin != form.begin) ++place.sum;
    }
  }

  /// Reads the next tensor of the file to its place, or all that are parts of it, if it fits, and records the result in the report. `last` is
  /// the last of the sorted keys that has its name.
  LINNET_COLD void take(const SafetensorsEntry& entry, const SortKey& last, WeightReport& report) {
    const WeightPlace& place = places_[last.place];
    const bool several = place.torch && place.torch->is_part;
    const SortKey* first = &last;
    while (several && first != by_name_.data() && (first - 1)->text == last.text) --first;
    const std::span<const SortKey> keys(first, &last + 1);
    for (const SortKey& key : keys) places_[key.place].found = true;
    const char* const dtype = dtype_of(width_);
    const bool same_type = entry.dtype == dtype,
               fits = is_float_format(entry.dtype) &&
                      std::equal(entry.dims.begin(), entry.dims.end(), place.dims.begin(), place.dims.end());
    const bool direct = fits && same_type && !torch_;
    read_.resize(fits && !direct ? entry.end - entry.begin : 0);
    file_.read_next(direct ? place.to : fits ? read_.data() : nullptr);
    const auto refuse = [&](const std::string& problem) {
      for (const SortKey& key : keys) {
        report.mismatched.push_back(text({names_[key.place], " (the file has ", entry.dtype, " ", extents(entry.dims), problem,
                                          ", the model needs ", dtype, " ", extents(place.dims), ")"}));
      }
    };
    if (!fits) return refuse("");
    if (!direct && !same_type) {
      converted_.resize(read_.size() / (bits_of(entry.dtype) / 8) * width_);
      const double too_large = convert_floats(entry.dtype, read_, width_, converted_.data());
      if (too_large != 0.0) return refuse(text({" with ", too_large, ", which ", dtype, " does not hold"}));
      read_.swap(converted_);
    }
    for (const SortKey& key : keys) {
      const WeightPlace& to = places_[key.place];
      if (torch_) {
        bool& written = places_[to.sum].written;
        const auto copy = width_ == sizeof(float) ? &from_torch<float> : &from_torch<double>;
        copy(*to.torch, read_.data(), to.to, written);
        written = true;
      } else if (!direct) {
        std::memcpy(to.to, read_.data(), read_.size());
      }
      if (!same_type) report.converted.push_back(text({names_[key.place], " (", entry.dtype, ")"}));
      report.loaded.push_back(names_[key.place]);
    }
  }

  const std::string& path_;
  SafetensorsFile& file_;
  std::size_t width_;
  bool torch_;
  std::vector<WeightPlace> places_;
  std::vector<std::string> names_;  ///< of the places: in the model, and in the file if it differs
  SortKeys by_name_;
  SortKeys layers_;                          ///< in the file
  std::vector<std::byte> read_, converted_;  ///< buffers for the numbers of a tensor
};

}  // namespace detail
}  // namespace linnet
