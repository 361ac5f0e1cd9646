// SPDX-License-Identifier: MIT
// Matches the layers of a file with those of a model if the names differ: by the shapes of the tensors and, for equal shapes, by the
// numbers in their names. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet::detail {

/// A layer with tensors, of a file or of a model.
struct FileModule {
  using Tensors = std::map<std::string, std::vector<Index>>;  ///< extents by name
  std::string name{};                                         ///< features.0, sequential/dense_1
  Tensors tensors{};

  /// "features.0 (bias 4, weight 4 x 1 x 3 x 3)"
  LINNET_COLD std::string described() const {
    std::vector<std::string> all;
    for (const auto& [tensor, dims] : tensors) all.push_back(text(tensor, " ", extents(dims)));
    return text(name, " (", joined(all, ", "), ")");
  }
};

/// The naming of PyTorch and Keras.
enum class NameStyle { torch, keras };

/// A name, split into its text without numbers and its numbers in order: "layer2.0.conv1" is "layer#.#.conv#" and 2, 0, 1.
struct NumberedName {
  std::string text{};
  std::vector<std::uint64_t> numbers{};

  /// Keras calls the first layer of a kind "dense" and the next ones "dense_1", "dense_2": the first has the number 0.
  LINNET_COLD NumberedName(std::string_view name, NameStyle style) {
    for (std::size_t at = 0; at < name.size();) {
      std::size_t end = at;
      std::uint64_t number = 0;
      for (; end < name.size() && end - at < 18 && name[end] >= '0' && name[end] <= '9'; ++end) {
        number = 10 * number + static_cast<std::uint64_t>(name[end] - '0');
      }
      if (end > at) {
        numbers.push_back(number);
        text += '#';
      } else {
        text += name[end++];
      }
      at = end;
      const bool component_ends = at == name.size() || name[at] == '/';
      if (style == NameStyle::keras && component_ends && !text.ends_with("_#")) {
        numbers.push_back(0);
        text += "_#";
      }
    }
  }
};

/// Sorts names that differ only in numbers by these; returns false, without a change, if they differ in more or in nothing.
template <class Key>
LINNET_COLD bool sort_by_key(std::vector<std::string>& names, const Key& key) {
  std::vector<std::pair<NumberedName, std::string>> keyed;
  keyed.reserve(names.size());
  for (const std::string& name : names) keyed.emplace_back(key(name), name);
  std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first.numbers < b.first.numbers; });
  const auto unordered = [](const auto& a, const auto& b) {
    return a.first.text != b.first.text || a.first.numbers == b.first.numbers;
  };
  if (std::adjacent_find(keyed.begin(), keyed.end(), unordered) != keyed.end()) return false;
  std::transform(keyed.begin(), keyed.end(), names.begin(), [](const auto& one) { return one.second; });
  return true;
}

/// Sorts names by their numbers; returns false if these do not define an order. Keras counts the layers of a kind (dense_1, dense_2) across
/// models, so a different order of their models would be a contradiction.
LINNET_COLD inline bool sort_by_numbers(std::vector<std::string>& names, NameStyle style) {
  std::vector<std::string> by_path = names;
  const bool paths = sort_by_key(by_path, [&](const std::string& name) { return NumberedName(name, style); });
  if (style == NameStyle::keras) {
    const auto last = [](const std::string& name) {
      return NumberedName(std::string_view(name).substr(name.rfind('/') + 1), NameStyle::keras);
    };
    if (sort_by_key(names, last)) return !paths || names == by_path;
  }
  if (paths) names = by_path;
  return paths;
}

/// Returns the file's names of the model's layers, in the model's order, if both have equally many layers of each shape; "" for a layer
/// whose shapes the file lacks. Returns nothing if there is more than one way.
LINNET_COLD inline std::optional<std::vector<std::string>> match_by_shape(const std::vector<FileModule>& model,
                                                                          const std::vector<FileModule>& file,
                                                                          NameStyle style) {
  std::map<FileModule::Tensors, std::pair<std::vector<std::size_t>, std::vector<std::string>>> groups;
  for (std::size_t i = 0; i < model.size(); ++i) groups[model[i].tensors].first.push_back(i);
  for (const FileModule& module : file) groups[module.tensors].second.push_back(module.name);
  std::vector<std::string> names(model.size());
  for (auto& [tensors, group] : groups) {
    auto& [places, found] = group;
    if (places.empty() || found.empty()) continue;
    if (places.size() != found.size() || !sort_by_numbers(found, style)) return std::nullopt;
    for (std::size_t i = 0; i < places.size(); ++i) names[places[i]] = found[i];
  }
  return names;
}

/// Returns the names in the file, paths such as sequential/dense_1, whose last parts are the model's names, if each occurs once and with
/// the model's shapes.
LINNET_COLD inline std::optional<std::vector<std::string>> match_by_last_part(const std::vector<FileModule>& model,
                                                                              const std::vector<FileModule>& file) {
  std::vector<std::string> names;
  for (const FileModule& layer : model) {
    const auto is_layer = [&](const FileModule& module) {
      return module.name.substr(module.name.rfind('/') + 1) == layer.name;
    };
    const auto found = std::find_if(file.begin(), file.end(), is_layer);
    if (found == file.end() || found->tensors != layer.tensors) return std::nullopt;
    if (std::find_if(found + 1, file.end(), is_layer) != file.end()) return std::nullopt;
    names.push_back(found->name);
  }
  return names;
}

}  // namespace linnet::detail
