// SPDX-License-Identifier: MIT
#include <linnet/data/csv.hpp>
#include <linnet/data/table_encoder.hpp>

#include <tests/support/catch.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::Missing;
using linnet::Table;
using linnet::TableEncoder;
using linnet::TableOptions;
using linnet::test::message_contains;
using Names = std::vector<std::string>;

Table table_of(const std::string& csv, const linnet::CsvOptions& options = {}) {
  return linnet::detail::parse_csv("table.csv", {reinterpret_cast<const std::uint8_t*>(csv.data()), csv.size()}, options);
}

template <class Tensor>
std::vector<typename Tensor::Scalar> numbers_of(const Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.size()};
}

constexpr const char* flowers = "length,colour,species\n1.5,red,rose\n2.5,blue,iris\n4,red,iris\n";

TEST_CASE("A table becomes features and class indices", "[data]") {
  const Table table = table_of(flowers);
  const TableEncoder encoder(table, {.label = "species", .categorical = {"colour"}});
  CHECK(encoder.feature_names() == Names{"length", "colour"});
  CHECK(encoder.classes() == Names{"iris", "rose"});
  CHECK(encoder.categories("colour") == Names{"blue", "red"});
  CHECK(encoder.categories("length").empty());
  const linnet::Tensor<2> x = encoder.features(table);
  CHECK(x.dimension(0) == 3);
  CHECK(x.dimension(1) == 2);
  CHECK(numbers_of(x) == std::vector<float>{1.5f, 1.0f, 2.5f, 0.0f, 4.0f, 1.0f});
  CHECK(numbers_of(encoder.labels(table)) == std::vector<std::int32_t>{1, 0, 0});
}

TEST_CASE("An encoder does to another table what it did to the first", "[data]") {
  const TableEncoder encoder(table_of(flowers), {.label = "species", .categorical = {"colour"}});
  const Table later = table_of("colour,note,length\nred,new,3\n");  // another order, another column, no label
  CHECK(numbers_of(encoder.features<double>(later)) == std::vector<double>{3.0, 1.0});
  CHECK_THROWS_MATCHES(encoder.labels(later), std::runtime_error,
                       message_contains("table.csv: there is no column \"species\", only \"colour\", \"note\", \"length\""));
  CHECK_THROWS_MATCHES(encoder.features(table_of("length,colour\n1,red\n1,green\n")), std::runtime_error,
                       message_contains("line 3, column 2 (\"colour\"): expected one of \"blue\", \"red\", found \"green\""));
}

TEST_CASE("na_values are filled as numbers, and refused as categories and classes", "[data]") {
  const std::string csv = "size,colour,species\n1,red,rose\n-1,?,iris\n5,blue,?\n";
  const Table table = table_of(csv, {.na_values = {"?", "-1"}});
  const TableEncoder encoder(table, {.features = {"size"}, .missing = Missing::mean});
  CHECK(numbers_of(encoder.features(table)) == std::vector<float>{1.0f, 3.0f, 5.0f});
  CHECK_THROWS_MATCHES(TableEncoder(table, {.label = "species"}), std::runtime_error,
                       message_contains("line 4, column 3 (\"species\"): expected a category, found \"?\""));
  CHECK_THROWS_MATCHES(TableEncoder(table, {.categorical = {"colour"}}), std::runtime_error,
                       message_contains("line 3, column 2 (\"colour\"): expected a category, found \"?\""));
  const TableEncoder careless(table_of(csv), {.features = {"colour"}, .categorical = {"colour"}});
  CHECK(careless.categories("colour").size() == 3);
  CHECK_THROWS_MATCHES(careless.features(table), std::runtime_error, message_contains("found \"?\""));
}

TEST_CASE("Classes that are numbers are in the order of numbers", "[data]") {
  const Table table = table_of("x,y\n0,10\n0,9\n0,-1\n0,10\n");
  const TableEncoder encoder(table, {.label = "y"});
  CHECK(encoder.classes() == Names{"-1", "9", "10"});
  CHECK(numbers_of(encoder.labels(table)) == std::vector<std::int32_t>{2, 1, 0, 2});
  CHECK(TableEncoder(table_of("x,y\n0,10\n0,9\n0,a\n"), {.label = "y"}).classes() == Names{"10", "9", "a"});
}

TEST_CASE("A table becomes features and numbers to predict", "[data]") {
  const Table table = table_of("a,price,b\n1,0.1,2\n3,1e39,4\n");
  const TableEncoder encoder(table, {.target = "price"});
  CHECK(numbers_of(encoder.features(table)) == std::vector<float>{1, 2, 3, 4});
  const linnet::Tensor<2, double> y = encoder.targets<double>(table);
  CHECK(y.dimension(1) == 1);
  CHECK(numbers_of(y) == std::vector<double>{0.1, 1e39});
  CHECK_THROWS_MATCHES(
      encoder.targets(table), std::runtime_error,
      message_contains("line 3, column 2 (\"price\"): expected a number that the tensor's type holds, found \"1e39\""));
  CHECK(numbers_of(TableEncoder(table, {.features = {"b", "a"}}).features(table)) == std::vector<float>{2, 1, 4, 3});
}

constexpr const char* gaps = "a,b\n1,NaN\n,2\n3,4\n8,3\n";

TEST_CASE("Missing numbers are refused, or filled as asked", "[data]") {
  const Table table = table_of(gaps);
  const auto filled = [&](const TableOptions& options) {
    return numbers_of(TableEncoder(table, options).features<double>(table));
  };
  CHECK_THROWS_MATCHES(filled({}), std::runtime_error,
                       message_contains("line 3, column 1 (\"a\"): expected a number (TableOptions"));
  CHECK(filled({.missing = Missing::constant, .fill_value = -1.0}) == std::vector<double>{1, -1, -1, 2, 3, 4, 8, 3});
  CHECK(filled({.missing = Missing::mean}) == std::vector<double>{1, 3, 4, 2, 3, 4, 8, 3});
  CHECK(filled({.missing = Missing::median}) == std::vector<double>{1, 3, 3, 2, 3, 4, 8, 3});
  const Table even = table_of("a\n4\n1\n2\n\"\"\n8\n");
  CHECK(TableEncoder(even, {.missing = Missing::median}).features(even)(3, 0) == 3.0f);
}

TEST_CASE("Other tables are filled with the numbers of the training data", "[data]") {
  const TableEncoder encoder(table_of(gaps), {.missing = Missing::mean});
  CHECK(numbers_of(encoder.features(table_of("a,b\nNA,100\n50,\n"))) == std::vector<float>{4, 100, 50, 3});
}

TEST_CASE("Missing categories, classes and targets are refused", "[data]") {
  const Table table = table_of("a,b\nx,1\n,2\n");
  const auto refuses = [&](const TableOptions& options, const std::string& reason) {
    CHECK_THROWS_MATCHES(TableEncoder(table, options), std::runtime_error, message_contains(reason));
  };
  refuses({.label = "a"}, "table.csv: line 3, column 1 (\"a\"): expected a category, found \"\"");
  refuses({.categorical = {"a"}, .missing = Missing::mean}, "line 3, column 1 (\"a\"): expected a category");
  refuses({.missing = Missing::mean}, "line 2, column 1 (\"a\"): expected a finite number, found \"x\"");
  const Table numbers = table_of("a,b\n1,1\n2,\n");
  const TableEncoder encoder(numbers, {.target = "b", .missing = Missing::mean});
  CHECK_THROWS_MATCHES(encoder.targets(numbers), std::runtime_error,
                       message_contains("line 3, column 2 (\"b\"): expected a number"));
}

TEST_CASE("Options that cannot be right are refused", "[data]") {
  const Table table = table_of("a,b\n1,\n2,\n");
  const auto refuses = [&](const TableOptions& options, const std::string& reason) {
    CHECK_THROWS_MATCHES(TableEncoder(table, options), InvalidInput, message_contains("TableEncoder: " + reason));
  };
  refuses({.label = "a", .target = "b"}, "both label and target are set");
  refuses({.label = "a", .categorical = {"a"}}, "the categorical column \"a\" is not among the features");
  refuses({.missing = Missing::median}, "the column \"b\" has no number to fill its missing ones with");
  CHECK_THROWS_MATCHES(TableEncoder(table, {.features = {"c"}}), std::runtime_error,
                       message_contains("there is no column \"c\""));
  CHECK_THROWS_MATCHES(TableEncoder(table_of("a\n")), InvalidInput, message_contains("TableEncoder: the table has no rows"));
  const TableEncoder encoder(table, {.features = {"a"}});
  CHECK_THROWS_MATCHES(encoder.labels(table), InvalidInput, message_contains("labels needs the option label"));
  CHECK_THROWS_MATCHES(encoder.targets(table), InvalidInput, message_contains("targets needs the option target"));
  CHECK_THROWS_MATCHES(encoder.categories("b"), InvalidInput, message_contains("there is no feature \"b\""));
}

}  // namespace
