// SPDX-License-Identifier: MIT
// The layers of a file with weights of PyTorch or Keras, in the order of a model's. For hosts.
#pragma once

#include <linnet/io/names/module_match.hpp>
#include <linnet/io/names/named_tensors.hpp>
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

/// PyTorch's names have dots: 0.weight, features.3.bias. Those of a single module have none: weight, weight_ih_l0.
LINNET_COLD inline bool is_torch(const std::vector<SafetensorsEntry>& tensors) {
  bool torch = false;
  for (const SafetensorsEntry& entry : tensors) {
    if (entry.name.find('/') != std::string::npos) return false;
    torch = torch || entry.name.find(".weight") != std::string::npos || entry.name.starts_with("weight");
  }
  return torch;
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

/// The layer of tensors that have only their own names.
inline constexpr std::string_view file_itself = ".";

/// "features.0" of "features.0.weight", "sequential/dense" of "sequential/dense/kernel". A layer may be made of others, as Keras's attention
/// with its "query/kernel" and PyTorch's with its "out_proj.weight": `inner` has their names, "/query".
LINNET_COLD inline std::string layer_of(const std::string& name, const std::vector<std::string>& inner = {}) {
  const std::size_t end = name.find_last_of("./");
  if (end == name.npos) return std::string(file_itself);
  std::string layer = name.substr(0, end);
  for (const std::string& part : inner) {
    if (std::string_view(part).substr(1) == layer) return std::string(file_itself);
    if (layer.ends_with(part)) return layer.substr(0, layer.size() - part.size());
  }
  return layer;
}

/// The `inner` layers of a model's, for layer_of.
LINNET_COLD inline std::vector<std::string> inner_layers(const NamedTensors& model, NameStyle style) {
  std::vector<std::string> inner;
  const auto add = [&](char separator, std::string_view name) {
    const std::size_t end = name.find(separator);
    if (end != name.npos) inner.push_back(separator + std::string(name.substr(0, end)));
  };
  for (const NamedTensor& tensor : model.tensors) {
    if (style == NameStyle::keras) add('/', tensor.info.name);
    for (const TorchForm& form : tensor.torch) {
      if (style == NameStyle::torch) add('.', form.name);
    }
  }
  return inner;
}

/// A tensor's name in a file: "features.0" and "weight". PyTorch keeps all layers and directions of a recurrent network in one module;
/// here each is a layer of its own: "rnn.weight_ih_l0_reverse" is "rnn.*_l0_reverse" and "weight_ih", "weight_ih_l0" is ".*_l0" and "weight_ih".
struct TensorName {
  std::string layer{}, tensor{};

  LINNET_COLD explicit TensorName(const std::string& name, const std::vector<std::string>& inner = {})
      : layer(layer_of(name, inner)), tensor(name.substr(layer == file_itself ? 0 : layer.size() + 1)) {
    const std::size_t cell = tensor.rfind("_l");
    if (cell == tensor.npos || (layer != file_itself && name[layer.size()] != '.') ||
        !(tensor.starts_with("weight_") || tensor.starts_with("bias_"))) {
      return;
    }
    const std::size_t behind = tensor.find_first_not_of("0123456789", cell + 2);
    if (behind == cell + 2 || (behind != tensor.npos && std::string_view(tensor).substr(behind) != torch_reverse)) return;
    layer = text({layer == file_itself ? "" : layer, ".*", std::string_view(tensor).substr(cell)});
    tensor.resize(cell);
  }
};

/// The place of ".*_l0" in the name of a layer of a recurrent module, or npos.
LINNET_COLD inline std::size_t cell_in(const std::string& layer) { return layer.find(torch_cell_mark); }

/// The name in PyTorch's file of tensor `tensor` of layer `layer`.
LINNET_COLD inline std::string torch_name(std::string layer, std::string_view tensor) {
  if (layer == file_itself) return std::string(tensor);
  const std::size_t cell = cell_in(layer);
  if (cell == layer.npos) return text({layer, ".", tensor});
  return layer.replace(cell == 0 ? 0 : cell + 1, cell == 0 ? 2 : 1, tensor);
}

/// Adds a tensor to the text of a module.
LINNET_COLD inline void add_tensor(std::string& module, std::string_view name, std::span<const Index> dims) {
  module += text({module.empty() ? "" : ", ", name, " ", extents(dims)});
}

/// The layers of a file.
LINNET_COLD inline FileModules modules_of(const std::vector<SafetensorsEntry>& tensors,
                                          const std::vector<std::string>& inner = {}) {
  SortKeys keys;  // by the layer's name, then by the tensor's
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const std::string& name = tensors[i].name;
    if (is_counter(name) || is_own_note(name) || !is_weight(tensors[i])) continue;
    const TensorName parts(name, inner);
    keys.push_back({parts.layer, i});
    keys.back().text += '\0';
    keys.back().text += parts.tensor;
  }
  sort_keys(keys);
  FileModules modules;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i].text == keys[i - 1].text) continue;  // a.b and a/b
    const SafetensorsEntry& entry = tensors[keys[i].place];
    const TensorName parts(entry.name, inner);
    if (modules.names.empty() || modules.names.back() != parts.layer) {
      modules.names.push_back(parts.layer);
      modules.tensors.emplace_back();
    }
    add_tensor(modules.tensors.back(), parts.tensor, entry.dims);
  }
  return modules;
}

/// The layers of a model, in the form of PyTorch or Keras.
LINNET_COLD inline FileModules modules_of(const NamedTensors& model, NameStyle style) {
  const bool torch = style == NameStyle::torch;
  FileModules modules;
  for (std::size_t i = 0; i < (torch ? model.modules : model.layers); ++i) {
    modules.names.emplace_back();
    modules.tensors.emplace_back();
  }
  SortKeys keys;  // by the layer's number, then by the tensor's name
  std::vector<std::pair<std::size_t, std::span<const Index>>> of_keys;
  const auto add = [&](const NamedTensor& tensor, std::string_view name, std::span<const Index> dims) {
    const std::size_t module = torch ? tensor.module_number : tensor.layer_number;
    modules.names[module] = tensor.layer;
    keys.push_back({{}, of_keys.size()});
    append_number(keys.back().text, module);
    keys.back().text += name;
    of_keys.emplace_back(module, dims);
  };
  const TorchForm none;
  for (const NamedTensor& tensor : model.tensors) {
    if (!torch) {
      add(tensor, tensor.info.name, tensor.dims());
    } else if (tensor.has_module && tensor.torch.empty()) {
      add(tensor, "nothing", none.extents());
    } else if (tensor.has_module) {
      for (const TorchForm& form : tensor.torch) add(tensor, form.name, form.extents());
    }
  }
  sort_keys(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i].text == keys[i - 1].text) continue;  // all that PyTorch has not are one
    const auto& [module, dims] = of_keys[keys[i].place];
    add_tensor(modules.tensors[module], std::string_view(keys[i].text).substr(sizeof(std::uint64_t)), dims);
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
  FileModules file = modules_of(tensors, inner_layers(model, NameStyle::torch));
  const FileModules ours = modules_of(model, NameStyle::torch);
  if (file.names.empty()) file_error(path, "has no weights: its tensors are integers, truth values or counts of updates");
  SortKeys numbers;
  bool ordered = false, only_numbers = true;
  for (const std::string& name : file.names) {
    numbers.push_back({NumberedName(name, NameStyle::torch).numbers, numbers.size()});
    ordered = ordered || name.find_first_of("0123456789.") != std::string::npos;
    only_numbers = only_numbers && (name != file_itself || file.size() == 1) &&
                   name.substr(0, cell_in(name)).find_first_not_of("0123456789.") == std::string::npos;
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

/// Returns the listed layers of a PyTorch file, where a recurrent module stands for all its layers and directions in order.
LINNET_COLD inline std::vector<std::string> listed_modules(const std::vector<std::string>& layers, const FileModules& file) {
  std::vector<std::string> all;
  for (const std::string& layer : layers) {
    std::vector<std::string> cells;
    for (const std::string& name : file.names) {
      if (layer == file_itself ? cell_in(name) == 0 : cell_in(name) == layer.size() && name.starts_with(layer))
        cells.push_back(name);
    }
    sort_by_numbers(cells, NameStyle::torch);
    if (cells.empty()) cells.push_back(layer);
    all.insert(all.end(), cells.begin(), cells.end());
  }
  return all;
}

/// Returns the layers of a Keras file in the order of the model, if their names are paths from w.path: sequential_1/dense_2/kernel. Returns nothing for other names, or if
/// linnet's names occur unchanged.
LINNET_COLD inline std::vector<std::string> keras_layers(const std::string& path, const NamedTensors& model,
                                                         const std::vector<SafetensorsEntry>& tensors, bool some_may_miss) {
  const FileModules file = modules_of(tensors, inner_layers(model, NameStyle::keras)),
                    ours = modules_of(model, NameStyle::keras);
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
