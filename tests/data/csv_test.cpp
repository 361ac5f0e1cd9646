// SPDX-License-Identifier: MIT
#include <linnet/data/csv.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using linnet::CsvOptions;
using linnet::Index;
using linnet::read_csv;
using linnet::Table;
using linnet::test::Bytes;
using linnet::test::message_contains;
using linnet::test::repository_path;
using linnet::test::TempDir;
using Row = std::vector<std::string>;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

Table table_of(const std::string& csv, const CsvOptions& options = {}) {
  const TempDir folder;
  return read_csv(folder.write("table.csv", bytes_of(csv)), options);
}

Row row_of(const Table& table, Index row) {
  Row fields;
  for (Index j = 0; j < table.columns(); ++j) fields.emplace_back(table.field(row, j));
  return fields;
}

void refuses_csv(const std::string& csv, const std::string& reason, const CsvOptions& options = {}) {
  CHECK_THROWS_MATCHES(table_of(csv, options), std::runtime_error, message_contains("table.csv: " + reason));
}

TEST_CASE("read_csv reads names and fields", "[data]") {
  const Table table = table_of("age,city\n41,Ulm\n7,Bad Aibling\n");
  CHECK(table.names() == Row{"age", "city"});
  REQUIRE(table.rows() == 2);
  CHECK(row_of(table, 0) == Row{"41", "Ulm"});
  CHECK(row_of(table, 1) == Row{"7", "Bad Aibling"});
  CHECK(table.column("city") == 1);
  CHECK_THROWS_MATCHES(table.column("town"), std::runtime_error,
                       message_contains("table.csv: there is no column \"town\", only \"age\", \"city\""));
}

TEST_CASE("read_csv takes line ends, byte order mark, empty lines and a last line without an end", "[data]") {
  for (const char* csv : {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n",
                          "\xef\xbb\xbf"
                          "a,b\n1,2\n3,4\n",
                          "\n\r\na,b\n\n1,2\n\n3,4\n\n\n"}) {
    CAPTURE(csv);
    const Table table = table_of(csv);
    CHECK(table.names() == Row{"a", "b"});
    REQUIRE(table.rows() == 2);
    CHECK(row_of(table, 0) == Row{"1", "2"});
    CHECK(row_of(table, 1) == Row{"3", "4"});
  }
}

TEST_CASE("read_csv reads quoted fields", "[data]") {
  const Table table = table_of("\"a\",\"b, \"\"c\"\"\"\n\"1\n2\r\n3\",\"\"\n,\"\"\"\"\n\" x \", y \n");
  CHECK(table.names() == Row{"a", "b, \"c\""});
  REQUIRE(table.rows() == 3);
  CHECK(row_of(table, 0) == Row{"1\n2\r\n3", ""});
  CHECK(row_of(table, 1) == Row{"", "\""});
  CHECK(row_of(table, 2) == Row{" x ", " y "});
}

TEST_CASE("read_csv takes another delimiter, and a table without a header", "[data]") {
  CHECK(row_of(table_of("a;b\n1,5;2\n", {.delimiter = ';'}), 0) == Row{"1,5", "2"});
  CHECK(row_of(table_of("a\tb\n1\t\n", {.delimiter = '\t'}), 0) == Row{"1", ""});
  const Table table = table_of("1,2\n3,4\n", {.header = false});
  CHECK(table.names() == Row{"0", "1"});
  REQUIRE(table.rows() == 2);
  CHECK(row_of(table, 0) == Row{"1", "2"});
  for (const char delimiter : {'"', '\n', '\r', '\0'}) {
    CHECK_THROWS_MATCHES(table_of("a\n", {.delimiter = delimiter}), linnet::InvalidInput,
                         message_contains("read_csv: the delimiter must not be a quote, a line end or 0"));
  }
}

TEST_CASE("Any run of blanks and tabs is one delimiter, and those around a line are none", "[data]") {
  const CsvOptions blanks{.delimiter = ' '};
  for (const char* csv : {"a b c\n1 2 3\n4 5 6\n", "  a  b\tc  \r\n 1   2 3\r\n\r\n4\t\t5 \t6\t\r\n  \r\n",
                          "a b c\n  \n1 2 3 \n\t4 5 6  ", "\xef\xbb\xbf  a \"b\"  c\n1 2 \"3\" \n4 5\t6\n \n\n"}) {
    CAPTURE(csv);
    const Table table = table_of(csv, blanks);
    CHECK(table.names() == Row{"a", "b", "c"});
    REQUIRE(table.rows() == 2);
    CHECK(row_of(table, 0) == Row{"1", "2", "3"});
    CHECK(row_of(table, 1) == Row{"4", "5", "6"});
  }
  // As the file auto-mpg.data of UCI's repository is laid out.
  const Table cars = table_of("18.0   8   307.0      130.0\t\"chevrolet chevelle\"\n25.0   4   98.00      ?\t\"ford  pinto\"\n",
                              {.header = false, .delimiter = ' ', .na_values = {"?"}});
  REQUIRE(cars.rows() == 2);
  CHECK(row_of(cars, 1) == Row{"25.0", "4", "98.00", "?", "ford  pinto"});
  CHECK(cars.numbers(3)[0] == 130.0);
  CHECK(std::isnan(cars.numbers(3)[1]));

  const Table column = table_of(" a\n 1 \n\t\n2\n  \n", blanks);
  REQUIRE(column.rows() == 3);
  CHECK(row_of(column, 1) == Row{""});
  CHECK(row_of(column, 2) == Row{"2"});
  CHECK(table_of("a\tb c\n1\t\n", {.delimiter = '\t'}).names() == Row{"a", "b c"});
  CHECK(row_of(table_of("a,b\n1, \t2\n"), 0) == Row{"1", " \t2"});
  refuses_csv("a b\n1  2  3\n", "line 2: expected 2 fields, found more", blanks);
  refuses_csv("a b\n 1 \n", "line 2: expected 2 fields, found 1", blanks);
  refuses_csv("a b\n \"1\"2 3\n", "line 2, column 1: the field ends at its closing quote", blanks);
  refuses_csv(" \t\n \n", "expected a table, found nothing but empty lines", blanks);
}

TEST_CASE("na_values are missing, numbers among them in each spelling", "[data]") {
  const std::string csv = "a,b\n1,?\n-999, ? \n-999.0,2\n\"unknown\",-99\n,3\n";
  const Table table = table_of(csv, {.na_values = {"?", "-999", "unknown"}});
  const auto missing = [&](Index column) {
    std::vector<bool> all;
    for (const double number : table.numbers(column)) all.push_back(std::isnan(number));
    return all;
  };
  CHECK(missing(0) == std::vector<bool>{false, true, true, true, true});
  CHECK(missing(1) == std::vector<bool>{true, true, false, false, false});
  CHECK(table.numbers(1)[3] == -99.0);
  CHECK(table.is_missing(0, 1));
  CHECK(table.is_missing(4, 0));
  CHECK_FALSE(table.is_missing(0, 0));
  CHECK(table.field(1, 0) == "-999");  // the text stays
  CHECK_THROWS_MATCHES(table_of(csv).numbers(1), std::runtime_error,
                       message_contains("table.csv: line 2, column 2 (\"b\"): expected a finite number, found \"?\""));
}

TEST_CASE("read_csv reads a header without rows, and one column", "[data]") {
  CHECK(table_of("a,b\n").rows() == 0);
  const Table table = table_of("a\n1\n\"\"\n2");
  REQUIRE(table.rows() == 3);
  CHECK(row_of(table, 1) == Row{""});
}

TEST_CASE("An empty line of a single column is a row without a value, but not at the end of the file", "[data]") {
  for (const char* csv : {"a\n1\n\n2\n", "a\r\n1\r\n\r\n2", "\n\na\n1\n\n2\n\n\r\n"}) {
    CAPTURE(csv);
    const Table table = table_of(csv);
    REQUIRE(table.rows() == 3);
    CHECK(row_of(table, 0) == Row{"1"});
    CHECK(row_of(table, 1) == Row{""});
    CHECK(std::isnan(table.numbers(0)[1]));
    CHECK(row_of(table, 2) == Row{"2"});
  }
  const Table table = table_of("\n1\n\nx\n", {.header = false});
  REQUIRE(table.rows() == 4);
  CHECK(row_of(table, 0) == Row{""});
  CHECK(row_of(table, 1) == Row{"1"});
  CHECK(row_of(table, 2) == Row{""});
  CHECK_THROWS_MATCHES(table.numbers(0), std::runtime_error, message_contains("table.csv: line 4, column 1"));
  CHECK(table_of("a\n\n").rows() == 0);
}

TEST_CASE("read_csv says on which line and in which column a file is damaged", "[data]") {
  refuses_csv("", "expected a table, found nothing but empty lines");
  refuses_csv("\n\r\n\n", "expected a table, found nothing but empty lines");
  refuses_csv("a,b\n1,2\n3\n", "line 3: expected 2 fields, found 1");
  refuses_csv("a,b\n1,2,3\n", "line 2: expected 2 fields, found more");
  refuses_csv("a,b\n\"1\n\n\",2\n\n3,\n4,5,6\n", "line 7: expected 2 fields, found more");
  refuses_csv("a,b\n1,2,\n", "line 2: expected 2 fields, found more");
  refuses_csv("a,b,a\n", "line 1: expected a name of its own for each column, found \"a\" twice");
  refuses_csv("a,b\n1,\"2\n3,4\n", "line 2, column 2: the quote that begins the field is never closed");
  refuses_csv("a,b\n\"1\"2,3\n", "line 2, column 1: the field ends at its closing quote: expected the delimiter or the end");
  refuses_csv("a,b\n1,2\n3,4\"\n", "line 3, column 2: a quote within a field that does not begin with one");
  refuses_csv("a\r1\r", "line 1, column 1: a carriage return without a line feed");
  refuses_csv(std::string("a,b\n1,\0\n", 9), "line 2, column 2: expected text, found a byte of 0; save UTF-16 as UTF-8");
}

TEST_CASE("A CSV file that is cut short is refused, or has fewer rows and a shorter last field", "[data]") {
  const std::string csv = "a,\"b\"\r\n1,\"x,\"\"y\"\"\"\r\n2,\"\nz\"\r\n";
  const Table whole = table_of(csv);
  REQUIRE(whole.rows() == 2);
  for (std::size_t size = 0; size < csv.size(); ++size) {
    CAPTURE(size);
    try {
      const Table part = table_of(csv.substr(0, size));
      for (Index i = 0; i < part.rows(); ++i) {  // the format has no lengths: a cut in the last field is invisible
        CHECK(part.field(i, 0) == whole.field(i, 0));
        const bool last = i + 1 == part.rows();
        CHECK((last ? whole.field(i, 1).starts_with(part.field(i, 1)) : whole.field(i, 1) == part.field(i, 1)));
      }
    } catch (const std::runtime_error& error) {
      CHECK_THAT(error.what(), linnet::test::contains("table.csv: "));
    }
  }
}

TEST_CASE("read_csv reads gzip and keeps to its limit", "[data]") {
  CHECK(table_of("a\n1\n", {.max_bytes = 4}).rows() == 1);
  refuses_csv("a\n1\n", "expected at most 3 bytes, found more", {.max_bytes = 3});
  const TempDir folder;
  CHECK_THROWS_MATCHES(read_csv(folder.path() / "absent.csv"), std::runtime_error, message_contains("absent.csv: "));
#if LINNET_WITH_ZLIB
  const Table table = read_csv(folder.write("table.csv.gz", linnet::test::gzip_bytes(bytes_of("a,b\n1,2\n"))));
  CHECK(row_of(table, 0) == Row{"1", "2"});
#endif
}

TEST_CASE("read_csv limits the columns, and reads no row further than its columns", "[data]") {
  CHECK(table_of("a,b\n1,2\n", {.max_columns = 2}).columns() == 2);
  refuses_csv("\na,b\n", "line 2: expected at most 1 columns, found more; CsvOptions::max_columns is the limit",
              {.max_columns = 1});
  refuses_csv(std::string(70'000, ','), "line 1: expected at most 65536 columns, found more");
  refuses_csv("a,b\n1,2,\"\n", "line 2: expected 2 fields, found more");  // not that the quote is never closed
  CHECK(table_of(std::string(65'535, ','), {.header = false}).columns() == 65'536);
}

TEST_CASE("The memory that read_csv asks for is a small multiple of the file", "[data]") {
  constexpr std::size_t size = 4'000'000;
  const auto repeated = [](const std::string& part) {
    std::string all;
    while (all.size() < size) all += part;
    return all;
  };
  const std::string commas(size, ','), lines(size, '\n');
  for (const bool header : {true, false}) {
    for (const std::string& csv :
         {commas, "a\n" + commas, "\"" + commas + "\"", lines, "a" + lines + "b", repeated(",\n"), repeated("\"\"\n"),
          repeated("1.5,-2,7\n"), repeated("\"\n,\"\"\",\"\"\n"), std::string(60'000, ',') + lines + commas}) {
      CAPTURE(header, csv.substr(0, 10));
      const std::uint64_t before = linnet::test::allocated_bytes();
      try {
        linnet::detail::parse_csv("table.csv", {reinterpret_cast<const std::uint8_t*>(csv.data()), csv.size()},
                                  {.header = header});
      } catch (const std::runtime_error&) {
      }
      CHECK(linnet::test::allocated_bytes() - before < 10 * csv.size());
    }
  }
}

TEST_CASE("Numbers of a table are those of the text, missing ones NaN", "[data]") {
  const Table table = table_of("x\n1\n-2.5\n+.5\n 3e2\t\n0.1\n1e-320\n2.\n");
  CHECK(table.numbers(0) == std::vector<double>{1.0, -2.5, 0.5, 300.0, 0.1, 1e-320, 2.0});
  const Table missing = table_of("x\n\"\"\n \nNaN\nnan\nNA\nN/A\nn/a\nnull\nNULL\n1\n");
  const std::vector<double> numbers = missing.numbers(0);
  REQUIRE(numbers.size() == 10);
  for (std::size_t i = 0; i < 9; ++i) CHECK(std::isnan(numbers[i]));
  CHECK(numbers[9] == 1.0);
}

TEST_CASE("A number too small for a double is the nearest one, as with strtod", "[data]") {
  const std::string zeros(400, '0');
  const Table table =
      table_of("x\n1e-400\n-1e-400\n+2e-324\n3e-324\n0." + zeros + "1\n1" + zeros +
               "e-800\n0.001e-99999999999999999999\n0e999\n0.0e-999\n0." + zeros + "1e401\n1" + zeros + "e-400\n");
  constexpr double least = std::numeric_limits<double>::denorm_min();
  const std::vector<double> numbers = table.numbers(0);
  CHECK(numbers == std::vector<double>{0, 0, 0, least, 0, 0, 0, 0, 0, 1, 1});
  CHECK(std::signbit(numbers[1]));
  for (const std::string& field :
       Row{"1" + zeros, "-0.001e99999999999999999999", "0." + zeros + "1e+800", "1e309", "1e-400x"}) {
    CHECK_THROWS_MATCHES(table_of("x\n" + field + "\n").numbers(0), std::runtime_error,
                         message_contains("expected a finite number, found"));
  }
}

TEST_CASE("A field that is no number is refused with line and column", "[data]") {
  for (const char* field :
       {"x", "1x", "1 2", "1,5", "0x10", "inf", "-inf", "1e999", "+-1", "++1", "+", "-", "nan(1)", "None"}) {
    const Table table = table_of("a;b\n1;2\n\n3;" + std::string(field) + "\n", {.delimiter = ';'});
    CHECK(table.numbers(0) == std::vector<double>{1.0, 3.0});
    CHECK_THROWS_MATCHES(table.numbers(1), std::runtime_error,
                         message_contains("table.csv: line 4, column 2 (\"b\"): expected a finite number, found \"" +
                                          std::string(field) + "\""));
  }
  const Table table = table_of("a\n\"\x1b[31m" + std::string(50, 'x') + "\"\n");
  CHECK_THROWS_MATCHES(table.numbers(0), std::runtime_error,
                       message_contains("found \"?[31m" + std::string(35, 'x') + "...\""));
}

TEST_CASE("read_csv reads the table that comes with linnet", "[data]") {
  const Table table = read_csv(repository_path("data/breast_cancer.csv"));
  CHECK(table.rows() == 569);
  CHECK(table.columns() == 31);
  CHECK(table.numbers(table.column("mean_radius"))[568] == 7.76);
}

}  // namespace
