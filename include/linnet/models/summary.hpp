// SPDX-License-Identifier: MIT
// summary(): the table of a model's layers. Source of the look: keras.Model.summary.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/network/branches.hpp>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

namespace detail {

/// "879.3 kB": decimal units.
LINNET_COLD inline std::string bytes(Index count) {
  const double number = static_cast<double>(count);
  if (count < 10'000) return text(count, " B");
  return count < 1'000'000 ? print("%.1f kB", number / 1e3) : print("%.1f MB", number / 1e6);
}

/// "(N, 28, 28)"
LINNET_COLD inline std::string batch_shape(std::span<const Index> dims) { return text("(N, ", joined(dims, ", "), ")"); }

/// One line of the table. Layers within a layer follow it with a larger depth; its numbers contain theirs.
struct SummaryRow {
  std::string_view name;
  std::span<const Index> dims;
  Index parameters;
  Index multiply_accumulates;
  std::size_t depth = 0;
};

/// The line above the layers of a branch; none if it is empty.
template <class L, std::size_t I>
constexpr std::string_view branch_name() {
  if constexpr (requires { L::branch_names; }) return L::branch_names[I];
  return "branch";
}

/// Adds a row for each bound layer, and for the layers within it.
template <class... B>
LINNET_COLD void add_rows(std::vector<SummaryRow>& rows, std::size_t depth, std::tuple<B...>*) {
  [[maybe_unused]] const auto add = [&]<class L>(std::type_identity<L>) {
    rows.push_back({L::Layer::name, L::Output::dims, L::parameter_count, L::multiply_accumulates, depth});
    if constexpr (MadeOfBranches<typename L::Layer>) {
      for_each_branch<typename L::Layer>([&]<std::size_t I>() {
        using Top = BranchTopology<L, I>;
        const std::string_view name = branch_name<typename L::Layer, I>();
        if (!name.empty() && (Top::size > 0 || name == "branch")) {
          rows.push_back({name, Top::Output::dims, Top::parameter_count, Top::multiply_accumulates, depth + 1});
        }
        add_rows(rows, depth + (name.empty() ? 1 : 2), static_cast<typename Top::BoundLayers*>(nullptr));
      });
    }
  };
  (add(std::type_identity<B>{}), ...);
}

LINNET_COLD inline void print_row(std::ostream& out, const std::string& name, const std::string& shape,
                                  const std::string& parameters, const std::string& multiply_accumulates) {
  out << ' ' << name << padding(name, 26)
      << print("%-20s%14s%16s\n", shape.c_str(), parameters.c_str(), multiply_accumulates.c_str());
}

LINNET_COLD inline void print_rows(std::ostream& out, std::span<const SummaryRow> rows) {
  const std::string rule(77, '-');
  print_row(out, "Layer", "Output shape", "Parameters", "Multiply-adds");
  out << ' ' << rule << '\n';
  Index parameters = 0;
  Index multiply_accumulates = 0;
  for (const SummaryRow& row : rows) {
    std::string name(row.name);
    const auto earlier = std::count_if(rows.data(), &row, [&](const SummaryRow& other) { return other.name == row.name; });
    if (earlier > 0) append(name, text("_", earlier));
    print_row(out, std::string(2 * row.depth, ' ') + name, batch_shape(row.dims), grouped(row.parameters),
              grouped(row.multiply_accumulates));
    if (row.depth > 0) continue;
    parameters += row.parameters;
    multiply_accumulates += row.multiply_accumulates;
  }
  out << ' ' << rule << '\n';
  print_row(out, "Total", "", grouped(parameters), grouped(multiply_accumulates));
}

}  // namespace detail

namespace detail {

/// "1.8 MB with SGD, 2.6 MB with momentum, 3.5 MB with Adam": `training` bytes, and a block for each moment.
LINNET_COLD inline std::string with_optimizers(Index training, Index block, std::string_view in_all) {
  return text(bytes(training), in_all, " with SGD, ", bytes(training + block), " with momentum, ", bytes(training + 2 * block),
              " with Adam");
}

}  // namespace detail

/// Prints the output of ModelBase::summary for topology `Top`.
template <class Top>
LINNET_COLD void print_summary(std::ostream& out, const Top*, Index batch_size) {
  std::vector<detail::SummaryRow> rows{{"input", Top::Input::dims, 0, 0}};
  detail::add_rows(rows, 0, static_cast<typename Top::BoundLayers*>(nullptr));
  detail::print_rows(out, rows);
  constexpr Index scalar_bytes = static_cast<Index>(sizeof(typename Top::Scalar));
  constexpr Index block_bytes = Top::parameter_block * scalar_bytes;
  out << " Parameters: " << detail::bytes(Top::parameter_bytes);
  if (Top::state_count > 0) out << ", state that is not trained: " << detail::bytes(Top::state_bytes);
  out << ". To infer, a sample at a time: " << detail::bytes(Top::inference_bytes(1)) << " more.\n";
  constexpr Index model_bytes = block_bytes + Top::state_block * scalar_bytes;
  if (batch_size > 0) {
    out << " To train with batches of " << batch_size << ": "
        << detail::with_optimizers(model_bytes + Top::training_bytes(batch_size), block_bytes, " in all") << ".\n";
  } else {
    constexpr Index many = 1024;  // scratch and alignment make a single sample differ a little
    out << " To train: " << detail::with_optimizers(model_bytes + Top::training_bytes(0), block_bytes, "") << ", and "
        << detail::bytes((Top::training_bytes(many) - Top::training_bytes(0)) / many) << " for each sample of a batch.\n";
  }
}

/// Prints the output of ModelBase::summary to standard output.
template <class Top>
LINNET_COLD void print_summary(const Top* topology) {
  std::ostringstream out;
  print_summary(out, topology, 0);
  std::fputs(out.str().c_str(), stdout);
}

}  // namespace linnet
