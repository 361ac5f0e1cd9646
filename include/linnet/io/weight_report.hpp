// SPDX-License-Identifier: MIT
// What of a file with weights goes where in a model: by our names, which are Keras's, or module by module from PyTorch. On a host;
// needs nlohmann_json.
#pragma once

#include <linnet/io/named_tensors.hpp>
#include <linnet/io/safetensors.hpp>

namespace linnet {

/// What load_weights did: names of the model's tensors, and for `unexpected` names of the file's.
struct WeightReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;     ///< not in the file
  std::vector<std::string> mismatched;  ///< with what the file has and what the model needs
  std::vector<std::string> unexpected;  ///< in the file alone

  bool complete() const { return missing.empty() && mismatched.empty(); }

  /// "4 tensors loaded; missing: dense/bias; not in the model: head/kernel"
  LINNET_COLD std::string text() const {
    std::string all = detail::text(loaded.size(), loaded.size() == 1 ? " tensor loaded" : " tensors loaded");
    const auto add = [&](const char* what, const std::vector<std::string>& names) {
      if (!names.empty()) all += detail::text("; ", what, ": ", detail::joined(names, ", "));
    };
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
LINNET_COLD inline bool is_torch(const SafetensorsView& file) {
  const auto dotted = [](const SafetensorsEntry& entry) { return entry.name.find(".weight") != std::string::npos; };
  const auto slashed = [](const SafetensorsEntry& entry) { return entry.name.find('/') != std::string::npos; };
  return std::any_of(file.tensors.begin(), file.tensors.end(), dotted) &&
         std::none_of(file.tensors.begin(), file.tensors.end(), slashed);
}

/// The modules of a PyTorch file, which does not keep their order: that of an nn.Sequential is in their names, which are numbers.
LINNET_COLD inline std::vector<std::string> torch_modules(const std::string& path, const SafetensorsView& file) {
  std::set<std::string> names;
  for (const SafetensorsEntry& entry : file.tensors) names.insert(entry.name.substr(0, entry.name.rfind('.')));
  std::vector<std::string> modules(names.begin(), names.end());
  const bool numbers = std::all_of(modules.begin(), modules.end(), [](const std::string& name) {
    return !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
  });
  if (!numbers) {
    file_error(path, text("is of PyTorch, whose files do not keep the order of the modules: name them in the model's order in "
                          "LoadOptions::layers; it has ",
                          joined(modules, ", ")));
  }
  std::sort(modules.begin(), modules.end(), [](const auto& a, const auto& b) { return std::stol(a) < std::stol(b); });
  return modules;
}

/// Where the tensors of a file go.
class WeightReader {
 public:
  /// `blocks` are parameters and state, with numbers of type `dtype` that have `width` bytes.
  LINNET_COLD WeightReader(const std::string& path, const SafetensorsView& file, const NamedTensors& model,
                           const LoadOptions& options, const char* dtype, std::size_t width)
      : file_(file), dtype_(dtype), width_(width), torch_(is_torch(file)), layers_(options.layers) {
    if (torch_ && layers_.empty()) layers_ = torch_modules(path, file);
    const std::size_t count = torch_ ? model.modules : model.layers;
    if (!layers_.empty() && layers_.size() != count) {
      std::set<std::string> names;
      for (const NamedTensor& tensor : model.tensors) names.insert(tensor.layer);
      file_error(path, text(torch_ ? "has the modules " : "LoadOptions::layers names ", joined(layers_, ", "), "; expected ",
                            count, ", for ", joined(names, ", ")));
    }
  }

  /// Copies what fits from the file to the blocks.
  LINNET_COLD WeightReport read(const NamedTensors& model, std::byte* parameters, std::byte* state) const {
    WeightReport report;
    std::set<std::string> used;
    for (const NamedTensor& tensor : model.tensors) {
      const std::string name = name_of(tensor);
      const SafetensorsEntry* const entry = file_.find(name);
      if (!entry || name.empty()) {
        report.missing.push_back(entry_name(tensor, name));
        continue;
      }
      used.insert(name);
      const std::span<const Index> dims = dims_of(tensor);
      if (entry->dtype != dtype_ || !std::equal(dims.begin(), dims.end(), entry->dims.begin(), entry->dims.end())) {
        report.mismatched.push_back(text(entry_name(tensor, name), " (the file has ", entry->dtype, " ", extents(entry->dims),
                                         ", the model needs ", dtype_, " ", extents(dims), ")"));
        continue;
      }
      const std::span<const std::byte> from = file_.numbers_of(*entry);
      std::byte* const to = (tensor.is_state ? state : parameters) + tensor.offset * width_;
      if (torch_) {
        from_torch(tensor.torch, width_, from.data(), to);
      } else {
        std::memcpy(to, from.data(), from.size());
      }
      report.loaded.push_back(tensor.name());
    }
    for (const SafetensorsEntry& entry : file_.tensors) {
      const bool ignored = entry.name.rfind("linnet/", 0) == 0 || entry.name.find("num_batches_tracked") != std::string::npos;
      if (!ignored && !used.count(entry.name)) report.unexpected.push_back(entry.name);
    }
    return report;
  }

 private:
  std::string name_of(const NamedTensor& tensor) const {
    if (!torch_) return layers_.empty() ? tensor.name() : text(layers_[tensor.layer_number], "/", tensor.info.name);
    return tensor.torch.name.empty() ? "" : text(layers_[tensor.module_number], ".", tensor.torch.name);
  }
  std::span<const Index> dims_of(const NamedTensor& tensor) const {
    return torch_ ? std::span<const Index>(tensor.torch.dims).first(static_cast<std::size_t>(tensor.torch.rank))
                  : tensor.dims();
  }
  /// "dense/kernel", with the name in the file if it is another.
  static std::string entry_name(const NamedTensor& tensor, const std::string& name) {
    if (name.empty()) return text(tensor.name(), " (nothing of PyTorch corresponds to it)");
    return name == tensor.name() ? name : text(tensor.name(), " (", name, ")");
  }

  const SafetensorsView& file_;
  const char* dtype_;
  std::size_t width_;
  bool torch_;
  std::vector<std::string> layers_;
};

}  // namespace detail
}  // namespace linnet
