// SPDX-License-Identifier: MIT
#include <linnet/data/npy.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/full_disk.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using linnet::Index;
using linnet::read_npy;
using linnet::write_npy;
using linnet::test::Bytes;
using linnet::test::message_contains;
using linnet::test::repository_path;
using linnet::test::TempDir;

constexpr std::size_t plenty = std::size_t{1} << 24;

/// A file that NumPy wrote: golden/npy_files.py.
std::string numpy_file(const std::string& name) { return repository_path("tests/golden/npy/" + name + ".npy"); }

template <class T>
std::vector<T> read_elements(const std::string& path) {
  const linnet::Tensor<1, T> tensor = read_npy<1, T>(path);
  return {tensor.data(), tensor.data() + tensor.size()};
}

/// A .npy file with this dictionary, padded to 118 bytes as NumPy pads it.
Bytes npy_bytes(std::string dictionary, const Bytes& elements) {
  dictionary.resize(117, ' ');
  const std::string file = std::string("\x93NUMPY\x01\0\x76\0", 10) + dictionary + '\n';
  Bytes bytes(file.size() + elements.size());
  std::copy(elements.begin(), elements.end(), std::copy(file.begin(), file.end(), bytes.begin()));
  return bytes;
}

Bytes npy_of(const std::string& descr, const std::string& shape, const Bytes& elements) {
  return npy_bytes("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }", elements);
}

template <int Rank, class T>
void refuses_npy(const Bytes& bytes, const std::string& reason) {
  const TempDir folder;
  CHECK_THROWS_MATCHES((read_npy<Rank, T>(folder.write("bad.npy", bytes))), std::runtime_error,
                       message_contains("bad.npy: " + reason));
}

TEST_CASE("read_npy reads what NumPy wrote", "[data]") {
  const auto matrix = read_npy<2>(numpy_file("f4_2x3"));
  static_assert(std::is_same_v<decltype(matrix), const linnet::Tensor<2, float>>);
  REQUIRE(matrix.dimension(0) == 2);
  REQUIRE(matrix.dimension(1) == 3);
  for (Index i = 0; i < 6; ++i) CHECK(matrix(i / 3, i % 3) == static_cast<float>(i) - 0.5f);

  const auto images = read_npy<3, std::uint8_t>(numpy_file("u1_1x2x2"));
  CHECK(images.dimension(0) == 1);
  CHECK(images(0, 1, 0) == 2);

  CHECK(read_elements<double>(numpy_file("f8_4")) == std::vector<double>{-0.5, 0.5, 1.5, 2.5});
  CHECK(read_elements<std::int8_t>(numpy_file("i1_3")) == std::vector<std::int8_t>{-1, 0, 1});
  CHECK(read_elements<std::uint16_t>(numpy_file("u2_3")) == std::vector<std::uint16_t>{0, 1, 2});
  CHECK(read_elements<std::int16_t>(numpy_file("i2_3")) == std::vector<std::int16_t>{-1, 0, 1});
  CHECK(read_elements<std::uint32_t>(numpy_file("u4_3")) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(read_elements<std::int32_t>(numpy_file("i4_3")) == std::vector<std::int32_t>{-1, 0, 1});
  CHECK(read_elements<std::uint64_t>(numpy_file("u8_3")) == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(read_elements<std::int64_t>(numpy_file("i8_3")) == std::vector<std::int64_t>{-1, 0, 1});
  CHECK(read_npy<2>(numpy_file("f4_0x3")).dimension(1) == 3);
}

TEST_CASE("read_npy reads the other byte order and the later versions", "[data]") {
  CHECK(read_elements<float>(numpy_file("big_endian_f4_3")) == std::vector<float>{-0.5f, 0.5f, 1.5f});
  CHECK(read_elements<double>(numpy_file("big_endian_f8_3")) == std::vector<double>{-0.5, 0.5, 1.5});
  CHECK(read_elements<std::int16_t>(numpy_file("big_endian_i2_3")) == std::vector<std::int16_t>{-1, 0, 1});
  CHECK(read_elements<std::uint64_t>(numpy_file("big_endian_u8_3")) == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(read_elements<float>(numpy_file("version_2_f4_3")) == std::vector<float>{-0.5f, 0.5f, 1.5f});
  CHECK(read_elements<float>(numpy_file("version_3_f4_3")) == std::vector<float>{-0.5f, 0.5f, 1.5f});
}

/// Reads an element from its bytes, the highest first, and from the same bytes in the other order.
template <class T>
void reads_both_orders(const std::string& code, const Bytes& big, T expected) {
  const TempDir folder;
  const Bytes little(big.rbegin(), big.rend());
  CAPTURE(code);
  CHECK(read_elements<T>(folder.write("big.npy", npy_of(">" + code, "(1,)", big))) == std::vector<T>{expected});
  CHECK(read_elements<T>(folder.write("little.npy", npy_of("<" + code, "(1,)", little))) == std::vector<T>{expected});
}

// Bytes and numbers are written out here: nothing in this test follows the machine, so that it proves the same on one of either order.
TEST_CASE("read_npy reads both byte orders, whatever that of the machine is", "[data]") {
  reads_both_orders<std::uint8_t>("u1", {0x81}, 0x81);
  reads_both_orders<std::int8_t>("i1", {0x81}, -127);
  reads_both_orders<std::uint16_t>("u2", {0x81, 0x02}, 0x8102);
  reads_both_orders<std::int16_t>("i2", {0xff, 0x02}, -254);
  reads_both_orders<std::uint32_t>("u4", {0x81, 0x02, 0x03, 0x04}, 0x81020304);
  reads_both_orders<std::int32_t>("i4", {0xff, 0xff, 0x03, 0x04}, -64764);
  reads_both_orders<std::uint64_t>("u8", {0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08}, 0x8102030405060708);
  reads_both_orders<std::int64_t>("i8", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03, 0x04}, -64764);
  reads_both_orders<float>("f4", {0x3f, 0x9d, 0xf3, 0xb6}, 0x1.3be76cp0f);
  reads_both_orders<double>("f8", {0xc0, 0x02, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde}, -0x1.23456789abcdep1);
  reads_both_orders<float>("i2", {0xff, 0x02}, -254.0f);  // converted
  reads_both_orders<double>("f4", {0x3f, 0x9d, 0xf3, 0xb6}, 0x1.3be76cp0);
}

TEST_CASE("write_npy writes little-endian elements, whatever the byte order of the machine is", "[data]") {
  const TempDir folder;
  const std::string path = folder.path() / "array.npy";
  linnet::Tensor<1, double> number(1);
  number(0) = -0x1.23456789abcdep1;
  write_npy(path, number);
  CHECK(linnet::read_file(path, plenty) == npy_of("<f8", "(1,)", {0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x02, 0xc0}));
}

TEST_CASE("read_npy converts where no value is lost, and else refuses", "[data]") {
  CHECK(read_elements<float>(numpy_file("i2_3")) == std::vector<float>{-1.0f, 0.0f, 1.0f});
  CHECK(read_elements<double>(numpy_file("u4_3")) == std::vector<double>{0.0, 1.0, 2.0});
  CHECK(read_elements<double>(numpy_file("big_endian_f4_3")) == std::vector<double>{-0.5, 0.5, 1.5});
  CHECK(read_elements<std::int64_t>(numpy_file("u4_3")) == std::vector<std::int64_t>{0, 1, 2});

  const auto refuses = [](const std::string& name, const std::string& reason, auto as) {
    CHECK_THROWS_MATCHES((read_npy<1, decltype(as)>(numpy_file(name))), std::runtime_error,
                         message_contains(name + ".npy: expected elements that " + reason));
  };
  refuses("f8_4",
          "float32 holds exactly, found float64; read_npy<1, double>(path) reads them, and behind it .cast<float>() converts "
          "them",
          0.0f);
  refuses("i4_3", "float32 holds exactly, found int32", 0.0f);
  refuses("i8_3",
          "int32 holds exactly, found int64; read_npy<1, std::int64_t>(path) reads them, and behind it .cast<std::int32_t>() "
          "converts them",
          std::int32_t{});
  refuses("i8_3", "float64 holds exactly, found int64; read_npy<1, std::int64_t>(path) reads them", 0.0);
  refuses("u8_3", "int64 holds exactly, found uint64", std::int64_t{});
  refuses("i1_3", "uint64 holds exactly, found int8", std::uint64_t{});
  refuses("version_2_f4_3", "int64 holds exactly, found float32", std::int64_t{});
}

TEST_CASE("read_npy refuses arrays of NumPy that are no tensors of numbers in C order", "[data]") {
  const auto refuses = [](const std::string& name, const std::string& reason) {
    CHECK_THROWS_MATCHES((read_npy<1>(numpy_file(name))), std::runtime_error, message_contains(name + ".npy: " + reason));
  };
  refuses("fortran", "expected C order, found Fortran order; save np.ascontiguousarray(array)");
  refuses("scalar", "expected a tensor of rank 1, found rank 0");
  refuses("f4_2x3", "expected a tensor of rank 1, found rank 2");
  refuses("float16", "expected elements of uint8 to int64, float32 or float64, found dtype '<f2'; convert the array");
  refuses("bool", "expected elements of uint8 to int64, float32 or float64, found dtype '|b1'");
  refuses("complex", "expected elements of uint8 to int64, float32 or float64, found dtype '<c16'");
  refuses("structured", "expected elements that are numbers (structured arrays are not read");
}

TEST_CASE("write_npy writes the bytes that NumPy writes", "[data]") {
  const TempDir folder;
  const std::string path = folder.path() / "array.npy";
  const auto writes = [&](const std::string& name, const auto& array) {
    write_npy(path, array);
    CHECK(linnet::read_file(path, plenty) == linnet::read_file(numpy_file(name), plenty));
  };
  writes("f4_2x3", read_npy<2>(numpy_file("f4_2x3")));
  writes("f8_4", read_npy<1, double>(numpy_file("f8_4")));
  writes("u1_1x2x2", read_npy<3, std::uint8_t>(numpy_file("u1_1x2x2")));
  writes("i1_3", read_npy<1, std::int8_t>(numpy_file("i1_3")));
  writes("i2_3", read_npy<1, std::int16_t>(numpy_file("big_endian_i2_3")));  // little-endian, whatever it was read from
  writes("u8_3", read_npy<1, std::uint64_t>(numpy_file("big_endian_u8_3")));
  writes("f4_0x3", read_npy<2>(numpy_file("f4_0x3")));
  const Eigen::Matrix<float, 2, 3, Eigen::RowMajor> matrix{{-0.5f, 0.5f, 1.5f}, {2.5f, 3.5f, 4.5f}};
  writes("f4_2x3", matrix);
}

/// Numbers whose bits a conversion might change.
template <class T>
linnet::Tensor<1, T> delicate_numbers() {
  using Limits = std::numeric_limits<T>;
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  linnet::Tensor<1, T> numbers(9);
  numbers.setValues(
      {T(0), -T(0), Limits::denorm_min(), -Limits::min(), Limits::max(), Limits::infinity(), T(1) / T(3), T(0), T(0)});
  const Bits quiet = std::bit_cast<Bits>(Limits::quiet_NaN()) | Bits{5},
             signaling = std::bit_cast<Bits>(Limits::infinity()) | 9;
  std::memcpy(numbers.data() + 7, &quiet, sizeof quiet);
  std::memcpy(numbers.data() + 8, &signaling, sizeof signaling);
  return numbers;
}

TEMPLATE_TEST_CASE("A tensor written and read is the same bit for bit", "[data]", float, double) {
  const TempDir folder;
  const std::string path = folder.path() / "array.npy";
  const linnet::Tensor<1, TestType> numbers = delicate_numbers<TestType>();
  write_npy(path, numbers);
  const auto same = [&](const linnet::Tensor<1, TestType>& read) {
    REQUIRE(read.size() == numbers.size());
    CHECK(std::memcmp(read.data(), numbers.data(), sizeof(TestType) * 9) == 0);
  };
  same(read_npy<1, TestType>(path));

  Bytes big = linnet::read_file(path, plenty);  // and from a file of the other byte order
  const std::size_t start = big.size() - 9 * sizeof(TestType);
  *std::find(big.begin(), big.end(), '<') = '>';
  for (std::size_t i = start; i < big.size(); i += sizeof(TestType)) {
    std::reverse(big.data() + i, big.data() + i + sizeof(TestType));
  }
  same(read_npy<1, TestType>(folder.write("big.npy", big)));
}

TEST_CASE("A failed write leaves the old file", "[data]") {
  const TempDir folder;
  const std::string path = folder.path() / "array.npy";
  linnet::Tensor<1> numbers(2);
  numbers.setValues({1.0f, 2.0f});
  write_npy(path, numbers);
  numbers(0) = 3.0f;
#if LINNET_TEST_FULL_DISK
  {
    const linnet::test::FullDisk full(100);
    CHECK_THROWS_MATCHES(write_npy(path, numbers), std::runtime_error, message_contains("array.npy: cannot be written: "));
  }
  CHECK(folder.count() == 1);
#endif
  CHECK(read_elements<float>(path) == std::vector<float>{1.0f, 2.0f});
  CHECK_THROWS_MATCHES(write_npy(folder.path() / "absent" / "array.npy", numbers), std::runtime_error,
                       message_contains("array.npy: cannot be written: No such file or directory"));
}

TEST_CASE("read_npy reads gzip and keeps to its limit", "[data]") {
  const TempDir folder;
  const Bytes bytes = linnet::read_file(numpy_file("f4_2x3"), plenty);
  const auto path = folder.write("array.npy", bytes);
  CHECK(read_npy<2>(path, bytes.size()).size() == 6);
  CHECK_THROWS_MATCHES(read_npy<2>(path, bytes.size() - 1), std::runtime_error, message_contains("expected at most"));
#if LINNET_WITH_ZLIB
  CHECK(read_npy<2>(folder.write("array.npy.gz", linnet::test::gzip_bytes(bytes)))(1, 2) == 4.5f);
#endif
}

TEST_CASE("read_npy refuses a file that is cut short, wherever", "[data]") {
  const TempDir folder;
  const Bytes bytes = linnet::read_file(numpy_file("f4_2x3"), plenty);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto path = folder.write("short.npy", {bytes.data(), size});
    CHECK_THROWS_MATCHES(read_npy<2>(path), std::runtime_error, message_contains("short.npy: expected "));
  }
  Bytes longer = bytes;
  longer.push_back(0);
  refuses_npy<2, float>(longer, "expected 24 bytes for 2 x 3 elements of float32, found 25");
}

TEST_CASE("A flipped bit in the header is refused, or is the other byte order", "[data]") {
  const TempDir folder;
  const Bytes bytes = linnet::read_file(numpy_file("f4_2x3"), plenty);
  const linnet::Tensor<2> original = read_npy<2>(numpy_file("f4_2x3"));
  int refused = 0, swapped = 0, accepted = 0;
  for (std::size_t i = 0; i < bytes.size() - 24; ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = bytes;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ (1 << bit));
      linnet::Tensor<2> tensor;
      try {
        tensor = read_npy<2>(folder.write("damaged.npy", damaged));
      } catch (const std::runtime_error&) {
        ++refused;
        continue;
      }
      REQUIRE(tensor.dimension(0) == 2);
      REQUIRE(tensor.dimension(1) == 3);
      ++(std::equal(original.data(), original.data() + 6, tensor.data()) ? accepted : swapped);
    }
  }
  CHECK(swapped == 1);  // '<' and '>' differ in one bit
  CHECK(accepted == 0);
  CHECK(refused == 128 * 8 - 1);
}

TEST_CASE("read_npy refuses shapes that no file can hold", "[data]") {
  refuses_npy<2, double>(npy_of("<f8", "(4294967296, 4294967296)", {}),
                         "the header says 4294967296 x 4294967296 elements, which");
  // 2^64 bytes, which 64 bits take for 0: just what the file holds.
  refuses_npy<1, double>(npy_of("<f8", "(2305843009213693952,)", {}),
                         "the header says 2305843009213693952 elements, which overflows");
  refuses_npy<2, std::uint8_t>(npy_of("|u1", "(18446744073709551615, 0)", {}), "the header says ");
  refuses_npy<2, std::uint8_t>(npy_of("|u1", "(0, 9223372036854775808)", {}), "the header says 0 x ");
  // No elements, but NumPy refuses the product of the other extents too, which code that asks for memory may compute first.
  refuses_npy<3, std::uint8_t>(npy_of("|u1", "(0, 4611686018427387904, 4611686018427387904)", {}),
                               "the header says 0 x 4611686018427387904 x 4611686018427387904 elements, which overflows");
  refuses_npy<3, double>(npy_of("<f8", "(4294967296, 0, 4294967296)", {}), "the header says 4294967296 x 0 x 4294967296 elem");
  refuses_npy<1, std::uint8_t>(npy_of("|u1", "(18446744073709551616,)", {}),
                               "expected an extent below 2^64 in the header, at byte ");
  refuses_npy<1, std::uint8_t>(npy_of("|u1", "(1000000000,)", {1}),
                               "expected 1000000000 bytes for 1000000000 elements of uint8, found 1");
}

TEST_CASE("read_npy refuses a dictionary that NumPy would not write, with the offset", "[data]") {
  const Bytes one(4);
  const auto refuses = [&](const std::string& dictionary, const std::string& reason) {
    refuses_npy<1, float>(npy_bytes(dictionary, one), reason);
  };
  refuses("'descr': '<f4'", "expected \"{\" in the header, at byte 10");
  refuses("{'descr': '<f4', }", "expected the keys 'descr', 'fortran_order' and 'shape', each once in the header, at byte ");
  refuses("{'descr': '<f4', 'fortran_order': False, 'descr': '<f4', 'shape': (1,), }",
          "expected the keys 'descr', 'fortran_order' and 'shape', each once");
  refuses("{'kind': '<f4', }", "expected the keys 'descr', 'fortran_order' and 'shape', each once in the header, at byte 17");
  refuses("{descr: '<f4', }", "expected a text in quotes in the header, at byte 11");
  refuses("{'descr", "expected a text in quotes in the header, at byte 12");
  refuses("{'descr' '<f4', }", "expected \":\" in the header, at byte 19");
  refuses("{'descr': '<f4' 'shape': (1,)}", "expected \"}\" in the header, at byte 26");
  refuses("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", "expected \"False\" in the header, at byte 44");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': [1], }", "expected \"(\" in the header, at byte 60");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", "expected a comma after the only extent");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "expected an extent in the header, at byte 61");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (1,,), }", "expected an extent in the header, at byte 63");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (1 2), }", "expected ");
  refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", "expected spaces and a line feed at its end");
  for (const char* descr : {"f4", "=f4", "|f4", "<f3", "<f", "<f44", "", "<V4", "<U1", "|O"}) {
    refuses_npy<1, float>(npy_of(descr, "(1,)", one),
                          std::string("expected elements of uint8 to int64, float32 or float64, found "
                                      "dtype '") +
                              descr + "'");
  }
  const TempDir folder;  // in any order, with the other quotes, without the last comma
  const auto path = folder.write("right.npy", npy_bytes("{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"<f4\"}", one));
  CHECK(read_elements<float>(path) == std::vector<float>{0.0f});
}

TEST_CASE("read_npy refuses what is no .npy file", "[data]") {
  refuses_npy<1, float>({}, "expected a .npy file, which begins with 93 \"NUMPY\" and its version");
  refuses_npy<1, float>({'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}, "expected a .npy file");
  refuses_npy<1, float>({0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0, 0, 0},
                        "expected version 1.0, 2.0 or 3.0 of the .npy format, found 4.0");
  refuses_npy<1, float>({0x93, 'N', 'U', 'M', 'P', 'Y', 1, 1, 0, 0},
                        "expected version 1.0, 2.0 or 3.0 of the .npy format, found 1.1");
  refuses_npy<1, float>({0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, "expected a header of 10 bytes, found 8");
  refuses_npy<1, float>({0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 255, 255, 255, 255},
                        "expected a header of 4294967307 bytes, found 12");
  const TempDir folder;
  CHECK_THROWS_MATCHES(read_npy<1>(folder.path() / "absent.npy"), std::runtime_error, message_contains("absent.npy: "));
}

}  // namespace
