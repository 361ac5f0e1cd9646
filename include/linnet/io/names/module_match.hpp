// SPDX-License-Identifier: MIT
// Matches the layers of a file with those of a model if the names differ: by the shapes of the tensors and, for equal shapes, by the
// numbers in their names. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/io/sort_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// The layers with tensors of a file or of a model.
struct FileModules {
  std::vector<std::string> names{};    ///< features.0, sequential/dense_1
  std::vector<std::string> tensors{};  ///< of each, sorted by name: "bias 4, weight 4 x 1 x 3 x 3"

  std::size_t size() const { return names.size(); }
};

/// The naming of PyTorch and Keras.
enum class NameStyle { torch, keras };

/// In the name of a layer of a recurrent module of PyTorch, "rnn.*_l0_reverse": see TensorName. The end is there if it goes backwards.
inline constexpr std::string_view torch_cell_mark = ".*_l";
inline constexpr std::string_view torch_reverse = "_reverse";

/// A name, split into its text without numbers and its numbers in order: "layer2.0.conv1" is "layer#.#.conv#" and 2, 0, 1.
struct NumberedName {
  std::string text{};
  std::string numbers{};  ///< of append_number

  /// Keras calls the first layer of a kind "dense" and the next ones "dense_1", "dense_2": the first has the number 0. The direction of a
  /// bidirectional layer is a number, too: PyTorch's "*_l0" and "*_l0_reverse", Keras's "forward_lstm/" and "backward_lstm/".
  LINNET_COLD NumberedName(std::string_view name, NameStyle style) {
    const bool reverse = style == NameStyle::torch && name.find(torch_cell_mark) != name.npos && name.ends_with(torch_reverse);
    if (reverse) name.remove_suffix(torch_reverse.size());
    for (std::size_t at = 0; at < name.size();) {
      const bool inner = style == NameStyle::keras && (at == 0 || name[at - 1] == '/') && name.find('/', at) != name.npos;
      for (const std::string_view direction : {"forward_", "backward_"}) {
        if (!inner || !name.substr(at).starts_with(direction)) continue;
        append_number(numbers, direction == "backward_");
        text += '#';
        at += direction.size();
        break;
      }
      std::size_t end = at;
      std::uint64_t number = 0;
      for (; end < name.size() && end - at < 18 && name[end] >= '0' && name[end] <= '9'; ++end) {
        number = 10 * number + static_cast<std::uint64_t>(name[end] - '0');
      }
      if (end > at) {
        append_number(numbers, number);
        text += '#';
      } else {
        text += name[end++];
      }
      at = end;
      const bool component_ends = at == name.size() || name[at] == '/';
      if (style == NameStyle::keras && component_ends && !text.ends_with("_#")) {
        append_number(numbers, 0);
        text += "_#";
      }
    }
    if (reverse) append_number(numbers, 1);
  }
};

/// Puts names into the order of sorted keys.
LINNET_COLD inline void put_in_order(const SortKeys& keys, std::vector<std::string>& names) {
  std::vector<std::string> sorted;
  for (const SortKey& key : keys) sorted.push_back(names[key.place]);
  names.swap(sorted);
}

/// Finds the order of names that differ only in numbers, or whose last parts do; false if they differ in more or in nothing.
LINNET_COLD inline bool order_by_numbers(const std::vector<std::string>& names, NameStyle style, bool last_parts,
                                         SortKeys& order) {
  std::string first;
  for (const std::string& name : names) {
    NumberedName numbered(std::string_view(name).substr(last_parts ? name.rfind('/') + 1 : 0), style);
    if (order.empty()) first = numbered.text;
    if (numbered.text != first) return false;
    order.push_back({numbered.numbers, order.size()});
  }
  sort_keys(order);
  return !text_of_two(order);
}

/// Sorts names by their numbers; returns false if these do not define an order. Keras counts the layers of a kind (dense_1, dense_2) across
/// models, so a different order of their models would be a contradiction.
LINNET_COLD inline bool sort_by_numbers(std::vector<std::string>& names, NameStyle style) {
  SortKeys by_path, by_last_part;
  const bool paths = order_by_numbers(names, style, false, by_path);
  if (style == NameStyle::keras && order_by_numbers(names, style, true, by_last_part)) {
    for (std::size_t i = 0; paths && i < names.size(); ++i) {
      if (by_path[i].place != by_last_part[i].place) return false;
    }
    put_in_order(by_last_part, names);
    return true;
  }
  if (paths) put_in_order(by_path, names);
  return paths;
}

/// Finds the file's names of the model's layers, in the model's order, if both have equally many layers of each shape; "" for a layer
/// whose shapes the file lacks. Returns false if there is more than one way.
LINNET_COLD inline bool match_by_shape(const FileModules& model, const FileModules& file, NameStyle style,
                                       std::vector<std::string>& names) {
  SortKeys all;  // those of equal shapes are neighbours: first the model's, then the file's
  for (const FileModules* const modules : {&model, &file}) {
    for (const std::string& tensors : modules->tensors) all.push_back({tensors, all.size()});
  }
  sort_keys(all);
  names.clear();
  for (std::size_t i = 0; i < model.size(); ++i) names.emplace_back();
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    std::vector<std::string> found;
    std::size_t places = 0;
    for (; end < all.size() && all[end].text == all[begin].text; ++end) {
      if (all[end].place < model.size()) {
        ++places;
      } else {
        found.push_back(file.names[all[end].place - model.size()]);
      }
    }
    if (places == 0 || found.empty()) continue;
    if (places != found.size() || !sort_by_numbers(found, style)) return false;
    for (std::size_t i = 0; i < places; ++i) names[all[begin + i].place] = found[i];
  }
  return true;
}

/// Finds the names in the file, paths such as sequential/dense_1, whose last parts are the model's names, if each occurs once and with
/// the model's shapes.
LINNET_COLD inline bool match_by_last_part(const FileModules& model, const FileModules& file, std::vector<std::string>& names) {
  names.clear();
  for (std::size_t layer = 0; layer < model.size(); ++layer) {
    std::size_t found = file.size();
    for (std::size_t i = 0; i < file.size(); ++i) {
      const std::string_view name = file.names[i];
      if (name.substr(name.rfind('/') + 1) != model.names[layer]) continue;
      if (found < file.size()) return false;
      found = i;
    }
    if (found == file.size() || file.tensors[found] != model.tensors[layer]) return false;
    names.push_back(file.names[found]);
  }
  return true;
}

}  // namespace linnet::detail
