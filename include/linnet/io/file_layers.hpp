// SPDX-License-Identifier: MIT
// The layers of a file with weights of PyTorch or Keras, in the order of a model's. For hosts.
#pragma once

#include <linnet/io/module_match.hpp>
#include <linnet/io/named_tensors.hpp>
#include <linnet/io/safetensors.hpp>

namespace linnet::detail {

/// Joins the names with commas, but no more than a reader wants: the file may have millions.
LINNET_COLD inline std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 40;
  std::string all;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) all += ", ";
    all += names[i];
  }
  if (names.size() > most) all += text({" and ", names.size() - most, " more"});
  return all;
}

/// PyTorch's names have dots: 0.weight, features.3.bias.
LINNET_COLD inline bool is_torch(const std::vector<SafetensorsEntry>& tensors) {
  bool dotted = false;
  for (const SafetensorsEntry& entry : tensors) {
    if (entry.name.find('/') != std::string::npos) return false;
    dotted = dotted || entry.name.find(".weight") != std::string::npos;
  }
  return dotted;
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

/// "kernel" of "sequential/dense/kernel"
LINNET_COLD inline std::string last_part(const std::string& name) { return name.substr(name.find_last_of("./") + 1); }

/// Adds a tensor to the text of a module.
LINNET_COLD inline void add_tensor(std::string& module, std::string_view name, std::span<const Index> dims) {
  module += text({module.empty() ? "" : ", ", name, " ", extents(dims)});
}

/// The layers of a file.
LINNET_COLD inline FileModules modules_of(const std::vector<SafetensorsEntry>& tensors) {
  SortKeys keys;  // by the layer's name, then by the tensor's
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const std::string& name = tensors[i].name;
    if (is_counter(name) || is_own_note(name) || !is_weight(tensors[i])) continue;
    keys.push_back({layer_of(name), i});
    keys.back().text += '\0';
    keys.back().text += last_part(name);
  }
  sort_keys(keys);
  FileModules modules;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i].text == keys[i - 1].text) continue;  // a.b and a/b
    const SafetensorsEntry& entry = tensors[keys[i].place];
    const std::string layer = layer_of(entry.name);
    if (modules.names.empty() || modules.names.back() != layer) {
      modules.names.push_back(layer);
      modules.tensors.emplace_back();
    }
    add_tensor(modules.tensors.back(), last_part(entry.name), entry.dims);
  }
  return modules;
}

/// The layers of a model, in the form of PyTorch or Keras.
LINNET_COLD inline FileModules modules_of(const NamedTensors& model, NameStyle style) {
  const bool torch = style == NameStyle::torch;
  SortKeys keys;  // by the layer's number, then by the tensor's name
  for (std::size_t i = 0; i < model.tensors.size(); ++i) {
    const NamedTensor& tensor = model.tensors[i];
    if (torch && !tensor.has_module) continue;
    keys.push_back({{}, i});
    append_number(keys.back().text, torch ? tensor.module_number : tensor.layer_number);
    keys.back().text += !torch ? tensor.info.name : tensor.torch.name.empty() ? "nothing" : tensor.torch.name;
  }
  sort_keys(keys);
  FileModules modules;
  for (std::size_t i = 0; i < (torch ? model.modules : model.layers); ++i) {
    modules.names.emplace_back();
    modules.tensors.emplace_back();
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i].text == keys[i - 1].text) continue;  // all that PyTorch has not are one
    const NamedTensor& tensor = model.tensors[keys[i].place];
    const std::size_t module = torch ? tensor.module_number : tensor.layer_number;
    modules.names[module] = tensor.layer;
    add_tensor(modules.tensors[module], std::string_view(keys[i].text).substr(sizeof(std::uint64_t)),
               torch ? tensor.torch.extents() : tensor.dims());
  }
  return modules;
}

/// For messages: "the file's layers; the model has its own".
LINNET_COLD inline std::string both_lists(const FileModules& file, const FileModules& model, bool shapes) {
  std::string all;
  for (const FileModules* const modules : {&file, &model}) {
    std::vector<std::string> described;
    for (std::size_t i = 0; i < modules->size(); ++i) {
      described.push_back(shapes ? text({modules->names[i], " (", modules->tensors[i], ")"}) : modules->names[i]);
    }
    all += text({all.empty() ? "" : "; the model has ", listed(described)});
  }
  return all;
}

/// True if no name is empty.
LINNET_COLD inline bool has_all(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name.empty()) return false;
  }
  return true;
}

/// Returns the modules of a PyTorch file in the order of the model; "" for a missing one, if `some_may_miss`. The file does not keep that
/// order: the names of an nn.Sequential are numbers and show it; nested modules, or those with numbers in their names, are matched by their
/// shapes; plain names (conv, norm, head) do not show an order.
LINNET_COLD inline std::vector<std::string> torch_modules(const std::string& path, const NamedTensors& model,
                                                          const std::vector<SafetensorsEntry>& tensors, bool some_may_miss) {
  FileModules file = modules_of(tensors);
  const FileModules ours = modules_of(model, NameStyle::torch);
  if (file.names.empty()) file_error(path, "has no weights: its tensors are integers, truth values or counts of updates");
  SortKeys numbers;
  bool ordered = false, only_numbers = true;
  for (const std::string& name : file.names) {
    numbers.push_back({NumberedName(name, NameStyle::torch).numbers, numbers.size()});
    ordered = ordered || name.find_first_of("0123456789.") != std::string::npos;
    only_numbers = only_numbers && name.find_first_not_of("0123456789.") == std::string::npos;
  }
  if (only_numbers) {
    sort_keys(numbers);
    put_in_order(numbers, file.names);
    return std::move(file.names);
  }
  std::vector<std::string> matched;
  if (ordered && match_by_shape(ours, file, NameStyle::torch, matched) &&
      (some_may_miss || (file.size() == ours.size() && has_all(matched)))) {
    return matched;
  }
  file_error(path, text({"is of PyTorch, whose files do not keep the order of the modules",
                         ordered ? ", and their shapes do not say which is which" : "",
                         ": name them in the model's order in LoadOptions::layers; it has ", both_lists(file, ours, ordered)}));
}

/// The same for a file of Keras whose names are paths from w.path: sequential_1/dense_2/kernel. Returns nothing for other names, or if
/// linnet's names occur unchanged.
LINNET_COLD inline std::vector<std::string> keras_layers(const std::string& path, const NamedTensors& model,
                                                         const std::vector<SafetensorsEntry>& tensors, bool some_may_miss) {
  const FileModules file = modules_of(tensors), ours = modules_of(model, NameStyle::keras);
  SortKeys names;
  bool paths = false, unchanged = true;
  for (const std::string& name : file.names) {
    names.push_back({name, names.size()});
    paths = paths || name.find('/') != std::string::npos;
  }
  sort_keys(names);
  for (const std::string& layer : ours.names) unchanged = unchanged && find_key(names, layer);
  if (!paths || unchanged) return {};
  std::vector<std::string> matched;
  if (match_by_last_part(ours, file, matched)) return matched;
  if (match_by_shape(ours, file, NameStyle::keras, matched) && (some_may_miss || has_all(matched))) return matched;
  file_error(
      path,
      text({"has the layers of models in models, and neither names nor shapes say which is which: name them in the model's "
            "order in LoadOptions::layers; it has ",
            both_lists(file, ours, true)}));
}

}  // namespace linnet::detail
