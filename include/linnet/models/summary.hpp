// SPDX-License-Identifier: MIT
// summary(): the table of a model's layers. Source of the look: keras.Model.summary.
#pragma once

#include <linnet/core/error.hpp>
#include <linnet/models/progress.hpp>
#include <linnet/models/sequential.hpp>

#include <algorithm>
#include <ostream>
#include <span>

namespace linnet {

namespace detail {

/// "219,818"
LINNET_COLD inline std::string grouped(Index number) {
  const std::string digits = std::to_string(number);
  std::string all;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) all += ',';
    all += digits[i];
  }
  return all;
}

/// "879.3 kB": decimal units.
LINNET_COLD inline std::string bytes(Index count) {
  const double number = static_cast<double>(count);
  if (count < 10'000) return text(count, " B");
  return count < 1'000'000 ? print("%.1f kB", number / 1e3) : print("%.1f MB", number / 1e6);
}

/// "(N, 28, 28)"
LINNET_COLD inline std::string batch_shape(std::span<const Index> dims) { return text("(N, ", joined(dims, ", "), ")"); }

/// One line of the table.
struct SummaryRow {
  std::string_view name;
  std::span<const Index> dims;
  Index parameters;
  Index multiply_accumulates;
};

LINNET_COLD inline void print_row(std::ostream& out, const std::string& name, const std::string& shape,
                                  const std::string& parameters, const std::string& multiply_accumulates) {
  out << print(" %-26s%-20s%14s%16s\n", name.c_str(), shape.c_str(), parameters.c_str(), multiply_accumulates.c_str());
}

LINNET_COLD inline void print_summary(std::ostream& out, std::span<const SummaryRow> rows) {
  const std::string rule(77, '-');
  print_row(out, "Layer", "Output shape", "Parameters", "Multiply-adds");
  out << ' ' << rule << '\n';
  Index parameters = 0;
  Index multiply_accumulates = 0;
  for (const SummaryRow& row : rows) {
    std::string name(row.name);
    const auto earlier = std::count_if(rows.data(), &row, [&](const SummaryRow& other) { return other.name == row.name; });
    if (earlier > 0) append(name, text("_", earlier));
    print_row(out, name, batch_shape(row.dims), grouped(row.parameters), grouped(row.multiply_accumulates));
    parameters += row.parameters;
    multiply_accumulates += row.multiply_accumulates;
  }
  out << ' ' << rule << '\n';
  print_row(out, "Total", "", grouped(parameters), grouped(multiply_accumulates));
}

}  // namespace detail

template <class Input_, class... Layers>
LINNET_COLD void Sequential<Input_, Layers...>::summary(std::ostream& out, Index batch_size) const {
  [&]<class... B>(std::tuple<B...>*) {
    const std::array<detail::SummaryRow, sizeof...(B) + 1> rows{
        detail::SummaryRow{"input", Input::dims, 0, 0},
        detail::SummaryRow{B::Layer::name, B::Output::dims, B::parameter_count, B::multiply_accumulates}...};
    detail::print_summary(out, rows);
  }(static_cast<typename Topology::BoundLayers*>(nullptr));
  constexpr Index block_bytes = Topology::parameter_block * scalar_bytes;
  const Index training = block_bytes + Topology::training_bytes(batch_size);
  out << " Parameters: " << detail::bytes(Topology::parameter_bytes)
      << ". To infer, a sample at a time: " << detail::bytes(Topology::inference_bytes(1)) << " more.\n"
      << " To train with batches of " << batch_size << ": " << detail::bytes(training) << " in all with SGD, "
      << detail::bytes(training + block_bytes) << " with momentum, " << detail::bytes(training + 2 * block_bytes)
      << " with Adam.\n";
}

}  // namespace linnet
