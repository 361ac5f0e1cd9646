// SPDX-License-Identifier: MIT
// What of a file with weights goes where in a model: by our names, which are Keras's, or module by module from PyTorch. On a host;
// needs nlohmann_json.
#pragma once

#include <linnet/io/float_formats.hpp>
#include <linnet/io/named_tensors.hpp>
#include <linnet/io/safetensors.hpp>

namespace linnet {

namespace detail {

/// The names with commas between them, but no more than a reader wants: the file may have millions.
LINNET_COLD inline std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 40;
  if (names.size() <= most) return joined(names, ", ");
  return text(joined(std::span(names).first(most), ", "), " and ", names.size() - most, " more");
}

}  // namespace detail

/// What load_weights did: names of the model's tensors, and for `unexpected` names of the file's.
struct WeightReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;  ///< not in the file
  std::vector<std::string>
      mismatched;  ///< with what the file has and what the model needs, also what only the file's layer has
  std::vector<std::string> unexpected;  ///< in the file alone
  std::vector<std::string>
      converted;  ///< those of `loaded` that have another type in the file, with that: "dense/kernel (F16)"

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

/// How load_weights reads a file.
struct LoadOptions {
  /// The file's names for the layers with weights, in the model's order, where they are others than ours: {"conv1", "bn1", "fc"}.
  std::vector<std::string> layers{};
  bool skip_mismatch = false;  ///< tensors that are missing or of another shape keep their numbers, else they are an error
};

namespace detail {

/// PyTorch's names have dots: 0.weight, features.3.bias.
LINNET_COLD inline bool is_torch(const std::vector<SafetensorsEntry>& tensors) {
  const auto dotted = [](const SafetensorsEntry& entry) { return entry.name.find(".weight") != std::string::npos; };
  const auto slashed = [](const SafetensorsEntry& entry) { return entry.name.find('/') != std::string::npos; };
  return std::any_of(tensors.begin(), tensors.end(), dotted) && std::none_of(tensors.begin(), tensors.end(), slashed);
}

/// The modules of a PyTorch file, which does not keep their order: that of an nn.Sequential is in their names, which are numbers.
LINNET_COLD inline std::vector<std::string> torch_modules(const std::string& path,
                                                          const std::vector<SafetensorsEntry>& tensors) {
  std::set<std::string> names;
  for (const SafetensorsEntry& entry : tensors) names.insert(entry.name.substr(0, entry.name.rfind('.')));
  std::vector<std::string> modules(names.begin(), names.end());
  const bool numbers = std::all_of(modules.begin(), modules.end(), [](const std::string& name) {
    return !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
  });
  if (!numbers) {
    file_error(path, text("is of PyTorch, whose files do not keep the order of the modules: name them in the model's order in "
                          "LoadOptions::layers; it has ",
                          listed(modules)));
  }
  std::sort(modules.begin(), modules.end(), [](const auto& a, const auto& b) { return std::stol(a) < std::stol(b); });
  return modules;
}

/// Where a tensor of a file goes.
struct WeightPlace {
  std::string name;  ///< in the model, and in the file where it has another name there
  std::vector<Index> dims;
  std::byte* to;
  TorchForm torch{};
  bool found = false;
};

/// Reads a file of tensors to places that are known by their names in the file.
class WeightReader {
 public:
  /// Numbers are of type `dtype` and have `width` bytes.
  WeightReader(std::string path, SafetensorsFile& file, const char* dtype, std::size_t width)
      : path_(std::move(path)), file_(file), dtype_(dtype), width_(width), torch_(is_torch(file.tensors())) {}

  /// The tensors of a model, whose blocks begin at `parameters` and `state`.
  LINNET_COLD void add(const NamedTensors& model, const LoadOptions& options, std::byte* parameters, std::byte* state) {
    std::vector<std::string> layers = options.layers;
    if (torch_ && layers.empty()) layers = torch_modules(path_, file_.tensors());
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
        const std::string name = form.name.empty() ? "" : text(layers[tensor.module_number], ".", form.name);
        const auto dims = std::span(form.dims).first(static_cast<std::size_t>(form.rank));
        add(name, {text(ours, " (", name.empty() ? "nothing of PyTorch corresponds to it" : name, ")"),
                   {dims.begin(), dims.end()},
                   to,
                   form});
      } else {
        const std::string name = layers.empty() ? ours : text(layers[tensor.layer_number], "/", tensor.info.name);
        const auto dims = tensor.dims();
        add(name, {name == ours ? ours : text(ours, " (", name, ")"), {dims.begin(), dims.end()}, to});
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
      if (layers_.contains(layer_of(entry.name)) && !is_counter(entry.name)) {
        report.mismatched.push_back(text(entry.name, " (the model's layer has no such tensor)"));
      } else if (entry.name.rfind("linnet/", 0) != 0 && !is_counter(entry.name)) {
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
  /// Reads the next tensor of the file to its place if it fits there, and says in the report what it did.
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

  static std::string layer_of(const std::string& name) { return name.substr(0, name.find_last_of("./")); }
  /// How often statistics were updated: PyTorch's BatchNorm and Keras's Normalization keep that too.
  static bool is_counter(const std::string& name) {
    const std::string last = name.substr(name.find_last_of("./") + 1);
    return last == "num_batches_tracked" || last == "count";
  }

  std::string path_;
  SafetensorsFile& file_;
  const char* dtype_;
  std::size_t width_;
  bool torch_;
  std::vector<WeightPlace> places_;
  std::map<std::string, std::size_t> by_name_;
  std::set<std::string> layers_;             ///< in the file
  std::vector<std::byte> read_, converted_;  ///< numbers of a tensor on the way to its place
};

}  // namespace detail
}  // namespace linnet
