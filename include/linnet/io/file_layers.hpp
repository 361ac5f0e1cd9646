// SPDX-License-Identifier: MIT
// The layers of a file with weights of PyTorch or Keras, in the order of a model's. For hosts; needs nlohmann_json.
#pragma once

#include <linnet/io/module_match.hpp>
#include <linnet/io/named_tensors.hpp>
#include <linnet/io/safetensors.hpp>

namespace linnet::detail {

/// Joins the names with commas, but no more than a reader wants: the file may have millions.
LINNET_COLD inline std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 40;
  if (names.size() <= most) return joined(names, ", ");
  return text(joined(std::span(names).first(most), ", "), " and ", names.size() - most, " more");
}

/// PyTorch's names have dots: 0.weight, features.3.bias.
LINNET_COLD inline bool is_torch(const std::vector<SafetensorsEntry>& tensors) {
  const auto dotted = [](const SafetensorsEntry& entry) { return entry.name.find(".weight") != std::string::npos; };
  const auto slashed = [](const SafetensorsEntry& entry) { return entry.name.find('/') != std::string::npos; };
  return std::any_of(tensors.begin(), tensors.end(), dotted) && std::none_of(tensors.begin(), tensors.end(), slashed);
}

/// Integers and truth values are not weights: steps, seeds, masks.
LINNET_COLD inline bool is_weight(const SafetensorsEntry& entry) {
  return entry.dtype[0] != 'I' && entry.dtype[0] != 'U' && entry.dtype != "BOOL";
}
/// True for counts of updates, which PyTorch's BatchNorm and Keras's Normalization keep.
LINNET_COLD inline bool is_counter(std::string_view name) {
  const std::string_view last = name.substr(name.find_last_of("./") + 1);
  return last == "num_batches_tracked" || last == "count";
}
/// True for the tensors that linnet stores in a file in addition to the weights.
LINNET_COLD inline bool is_own_note(std::string_view name) { return name.starts_with("linnet/"); }

/// "features.0" of "features.0.weight", "sequential/dense" of "sequential/dense/kernel".
LINNET_COLD inline std::string layer_of(const std::string& name) { return name.substr(0, name.find_last_of("./")); }

/// The layers of a file.
LINNET_COLD inline std::vector<FileModule> modules_of(const std::vector<SafetensorsEntry>& tensors) {
  std::map<std::string, FileModule::Tensors> by_name;
  for (const SafetensorsEntry& entry : tensors) {
    if (is_counter(entry.name) || is_own_note(entry.name) || !is_weight(entry)) continue;
    by_name[layer_of(entry.name)].emplace(entry.name.substr(entry.name.find_last_of("./") + 1), entry.dims);
  }
  std::vector<FileModule> modules;
  modules.reserve(by_name.size());
  for (auto& [name, shapes] : by_name) modules.push_back({name, std::move(shapes)});
  return modules;
}

/// The layers of a model, in the form of PyTorch or Keras.
LINNET_COLD inline std::vector<FileModule> modules_of(const NamedTensors& model, NameStyle style) {
  const bool torch = style == NameStyle::torch;
  std::vector<FileModule> modules(torch ? model.modules : model.layers);
  for (const NamedTensor& tensor : model.tensors) {
    if (torch && !tensor.has_module) continue;
    FileModule& module = modules[torch ? tensor.module_number : tensor.layer_number];
    module.name = tensor.layer;
    const TorchForm& form = tensor.torch;
    const auto dims = torch ? std::span(form.dims).first(static_cast<std::size_t>(form.rank)) : tensor.dims();
    const std::string_view name = !torch ? std::string_view(tensor.info.name) : form.name.empty() ? "nothing" : form.name;
    module.tensors.emplace(name, std::vector<Index>(dims.begin(), dims.end()));
  }
  return modules;
}

/// For messages: "the file's layers; the model has its own".
LINNET_COLD inline std::string both_lists(const std::vector<FileModule>& file, const std::vector<FileModule>& model,
                                          bool shapes) {
  const auto list = [&](const std::vector<FileModule>& modules) {
    std::vector<std::string> names;
    names.reserve(modules.size());
    for (const FileModule& module : modules) names.push_back(shapes ? module.described() : module.name);
    return listed(names);
  };
  return text(list(file), "; the model has ", list(model));
}

/// Returns the modules of a PyTorch file in the order of the model; "" for a missing one, if `some_may_miss`. The file does not keep that
/// order: the names of an nn.Sequential are numbers and show it; nested modules, or those with numbers in their names, are matched by their
/// shapes; plain names (conv, norm, head) do not show an order.
LINNET_COLD inline std::vector<std::string> torch_modules(const std::string& path, const NamedTensors& model,
                                                          const std::vector<SafetensorsEntry>& tensors, bool some_may_miss) {
  const std::vector<FileModule> file = modules_of(tensors), ours = modules_of(model, NameStyle::torch);
  std::vector<std::string> names;
  names.reserve(file.size());
  for (const FileModule& module : file) names.push_back(module.name);
  constexpr const char* number = "0123456789.";
  const auto is_number = [&](const std::string& name) { return name.find_first_not_of(number) == std::string::npos; };
  const auto has_number = [&](const std::string& name) { return name.find_first_of(number) != std::string::npos; };
  if (std::all_of(names.begin(), names.end(), is_number)) {
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
      return NumberedName(a, NameStyle::torch).numbers < NumberedName(b, NameStyle::torch).numbers;
    });
    return names;
  }
  const bool ordered = std::any_of(names.begin(), names.end(), has_number);
  const auto matched = ordered ? match_by_shape(ours, file, NameStyle::torch) : std::nullopt;
  const bool whole = matched && file.size() == ours.size() && std::count(matched->begin(), matched->end(), "") == 0;
  if (whole || (matched && some_may_miss)) return *matched;
  file_error(path, text("is of PyTorch, whose files do not keep the order of the modules",
                        ordered ? ", and their shapes do not say which is which" : "",
                        ": name them in the model's order in LoadOptions::layers; it has ", both_lists(file, ours, ordered)));
}

/// The same for a file of Keras whose names are paths from w.path: sequential_1/dense_2/kernel. Returns nothing for other names, or if
/// linnet's names occur unchanged.
LINNET_COLD inline std::vector<std::string> keras_layers(const std::string& path, const NamedTensors& model,
                                                         const std::vector<SafetensorsEntry>& tensors, bool some_may_miss) {
  const std::vector<FileModule> file = modules_of(tensors), ours = modules_of(model, NameStyle::keras);
  const auto has = [&](const FileModule& layer) {
    return std::any_of(file.begin(), file.end(), [&](const FileModule& module) { return module.name == layer.name; });
  };
  const bool paths = std::any_of(file.begin(), file.end(),
                                 [](const FileModule& module) { return module.name.find('/') != std::string::npos; });
  if (!paths || std::all_of(ours.begin(), ours.end(), has)) return {};
  if (const auto matched = match_by_last_part(ours, file)) return *matched;
  const auto matched = match_by_shape(ours, file, NameStyle::keras);
  if (matched && (some_may_miss || std::count(matched->begin(), matched->end(), "") == 0)) return *matched;
  file_error(
      path,
      text("has the layers of models in models, and neither names nor shapes say which is which: name them in the model's "
           "order in LoadOptions::layers; it has ",
           both_lists(file, ours, true)));
}

}  // namespace linnet::detail
