// SPDX-License-Identifier: MIT
// summary() of an int8 model: the table of its layers. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/kernels/int8/dsp/depthwise.hpp>
#include <linnet/kernels/int8/dsp/product.hpp>
#include <linnet/kernels/int8/helium/depthwise.hpp>
#include <linnet/kernels/int8/helium/product.hpp>
#include <linnet/kernels/int8/m0/depthwise.hpp>
#include <linnet/kernels/int8/m0/product.hpp>
#include <linnet/models/summary.hpp>
#include <linnet/quantized/layer_list.hpp>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <sstream>
#include <string>

namespace linnet {

namespace quantized {

/// The bytes of a model on a chip: constants, and memory to predict a sample.
struct ChipBytes {
  Index flash, ram;
};
template <class Isa, class Top>
inline constexpr ChipBytes chip_bytes{Network<Isa, Top>::bytes, Network<Isa, Top>::memory_bytes(1)};

/// The lines of a summary below the layers.
struct SummaryTotals {
  ChipBytes m0, m4, m55;
  Index input_and_output, parameters_in_float;
};
template <class Top>
inline constexpr SummaryTotals summary_totals{chip_bytes<kernels::int8::ArmV6M, Top>, chip_bytes<kernels::int8::Dsp, Top>,
                                              chip_bytes<kernels::int8::Helium, Top>, Top::Input::size + Top::Output::size,
                                              Top::parameter_bytes};

LINNET_COLD inline void print_totals(std::ostream& out, const SummaryTotals& totals) {
  using linnet::detail::bytes;
  const auto chip = [&](const char* name, const ChipBytes& b) {
    out << ' ' << name << ": " << bytes(b.flash) << " of flash, " << bytes(b.ram) << " of RAM to predict a sample.\n";
  };
  chip("Cortex-M0", totals.m0);
  chip("Cortex-M4", totals.m4);
  chip("Cortex-M55", totals.m55);
  out << " Its input and output take " << bytes(totals.input_and_output) << " more. In float the parameters take "
      << bytes(totals.parameters_in_float) << ".\n";
}

LINNET_COLD inline void print_layers(std::ostream& out, std::span<const ListedLayer> lines, const SummaryTotals& totals) {
  using linnet::detail::grouped;
  using linnet::detail::padding;
  using linnet::detail::print;
  std::size_t width = 26;
  for (const ListedLayer& line : lines) width = (std::max)(width, 2 * line.depth + line.name.size() + 2);
  const auto row = [&](const std::string& name, const std::string& shape, const std::string& bytes,
                       const std::string& products) {
    out << ' ' << name << padding(name, width) << print("%-20s%14s%16s\n", shape.c_str(), bytes.c_str(), products.c_str());
  };
  const std::string rule(width + 51, '-');
  row("Layer", "Output shape", "Bytes on an M0", "Multiply-adds");
  out << ' ' << rule << '\n';
  Index products = 0;
  for (const ListedLayer& line : lines) {
    row(std::string(2 * line.depth, ' ') + line.name, linnet::detail::batch_shape(line.dims), grouped(line.bytes),
        grouped(line.multiply_accumulates));
    if (line.depth == 0) products += line.multiply_accumulates;
  }
  out << ' ' << rule << '\n';
  row("Total", "", grouped(totals.m0.flash), grouped(products));
  print_totals(out, totals);
}

}  // namespace quantized

/// Prints the output of QuantizedBase::summary for int8 layers `Top`.
template <class Top>
LINNET_COLD void print_quantized_summary(std::ostream& out, const Top*) {
  std::vector<quantized::ListedLayer> lines = quantized::list_layers<Top>();
  lines.insert(lines.begin(), {.name = "input", .dims = Top::Input::dims});
  quantized::print_layers(out, lines, quantized::summary_totals<Top>);
}
/// The same to standard output.
template <class Top>
LINNET_COLD void print_quantized_summary(const Top* topology) {
  std::ostringstream out;
  print_quantized_summary(out, topology);
  std::fputs(out.str().c_str(), stdout);
}

}  // namespace linnet
