// SPDX-License-Identifier: MIT
// CSV files: what is accepted has as many fields as rows and columns, and written again with every field in quotes it is the same.
#include <linnet/data/csv.hpp>

#include <tests/fuzz/fuzz.hpp>

#include <optional>

namespace {

using linnet::Index;
using linnet::Table;
using linnet::detail::parse_csv;
using linnet::fuzz::accepts;
using linnet::fuzz::expect;

std::string in_quotes(std::string_view field) {
  std::string all = "\"";
  for (const char c : field) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + '"';
}

void parse(std::span<const std::uint8_t> bytes, const linnet::CsvOptions& options) {
  std::optional<Table> table;
  if (!accepts([&] { table = parse_csv("input", bytes, options); })) return;
  std::string again;
  const auto add = [&](Index column, std::string_view field) {
    again += in_quotes(field);
    again += column + 1 < table->columns() ? options.delimiter : '\n';
  };
  if (options.header) {
    for (Index j = 0; j < table->columns(); ++j) add(j, table->names()[static_cast<std::size_t>(j)]);
  }
  for (Index i = 0; i < table->rows(); ++i) {
    for (Index j = 0; j < table->columns(); ++j) add(j, table->field(i, j));
  }
  const Table second = parse_csv("again", {reinterpret_cast<const std::uint8_t*>(again.data()), again.size()}, options);
  expect(second.names() == table->names() && second.rows() == table->rows(), "the same rows and columns, written again");
  for (Index j = 0; j < table->columns(); ++j) {
    for (Index i = 0; i < table->rows(); ++i) expect(second.field(i, j) == table->field(i, j), "the same field, written again");
    accepts([&] { table->numbers(j); });
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parse({data, size}, {});
  parse({data, size}, {.header = false, .delimiter = ';', .max_columns = 8});
  parse({data, size}, {.delimiter = ' ', .na_values = {"?", "-1"}});
  return 0;
}
