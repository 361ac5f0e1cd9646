// SPDX-License-Identifier: MIT
// EXPECT: TableEncoder: numbers of a table are float or double
#include <linnet/data/table_encoder.hpp>

#include <cstdint>

void instantiate(const linnet::Table& table) {
  const linnet::TableEncoder encoder(table, {.target = "y"});
  encoder.features<std::uint8_t>(table);
  encoder.targets<std::int32_t>(table);
}
