// SPDX-License-Identifier: MIT
#include <linnet/data/idx.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using linnet::read_idx;
using linnet::test::Bytes;
using linnet::test::idx_bytes;
using linnet::test::message_contains;
using linnet::test::TempDir;

/// The elements of a rank-1 file.
template <class T>
std::vector<T> read_elements(std::uint8_t type, std::uint32_t count, const Bytes& elements) {
  const TempDir folder;
  const linnet::Tensor<1, T> tensor = read_idx<1, T>(folder.write("elements", idx_bytes(type, {count}, elements)));
  return {tensor.data(), tensor.data() + tensor.size()};
}

template <int Rank, class T>
void refuses_idx(const Bytes& bytes, const std::string& reason) {
  const TempDir folder;
  CHECK_THROWS_MATCHES((read_idx<Rank, T>(folder.write("bad.idx", bytes))), std::runtime_error,
                       message_contains("bad.idx: " + reason));
}

TEST_CASE("read_idx keeps shape and order", "[data]") {
  const TempDir folder;
  const auto path = folder.write("tensor", idx_bytes(8, {2, 3, 4}, {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                                                    12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 255}));
  const auto tensor = read_idx<3>(path);
  static_assert(std::is_same_v<decltype(tensor), const linnet::Tensor<3, std::uint8_t>>);
  REQUIRE(tensor.dimension(0) == 2);
  REQUIRE(tensor.dimension(1) == 3);
  REQUIRE(tensor.dimension(2) == 4);
  CHECK(tensor(0, 0, 1) == 1);
  CHECK(tensor(0, 1, 0) == 4);
  CHECK(tensor(1, 0, 0) == 12);
  CHECK(tensor(1, 2, 3) == 255);
}

TEST_CASE("read_idx reads each element type, big-endian", "[data]") {
  CHECK(read_elements<std::uint8_t>(0x08, 3, {0, 127, 255}) == std::vector<std::uint8_t>{0, 127, 255});
  CHECK(read_elements<std::int8_t>(0x09, 3, {0x80, 0xff, 0x7f}) == std::vector<std::int8_t>{-128, -1, 127});
  CHECK(read_elements<std::int16_t>(0x0b, 3, {0x80, 0, 0xff, 0xfe, 1, 2}) == std::vector<std::int16_t>{-32768, -2, 258});
  CHECK(read_elements<std::int32_t>(0x0c, 3, {0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe, 1, 2, 3, 4}) ==
        std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::min(), -2, 16909060});
  CHECK(read_elements<float>(0x0d, 3, {0x3f, 0x80, 0, 0, 0xc0, 0x49, 0x0f, 0xdb, 0xff, 0x80, 0, 0}) ==
        std::vector<float>{1.0f, -3.14159274f, -std::numeric_limits<float>::infinity()});
  CHECK(read_elements<double>(0x0e, 2, {0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18}) ==
        std::vector<double>{1.0, -3.14159265358979312});
}

TEST_CASE("read_idx converts where no value is lost", "[data]") {
  CHECK(read_elements<float>(0x08, 2, {0, 255}) == std::vector<float>{0.0f, 255.0f});
  CHECK(read_elements<std::int32_t>(0x08, 2, {0, 255}) == std::vector<std::int32_t>{0, 255});
  CHECK(read_elements<std::int16_t>(0x09, 1, {0x80}) == std::vector<std::int16_t>{-128});
  CHECK(read_elements<float>(0x0b, 1, {0x80, 0}) == std::vector<float>{-32768.0f});
  CHECK(read_elements<double>(0x0c, 1, {0x80, 0, 0, 0}) == std::vector<double>{-2147483648.0});
  CHECK(read_elements<double>(0x0d, 1, {0x3f, 0x80, 0, 0}) == std::vector<double>{1.0});
}

TEST_CASE("read_idx refuses to lose values", "[data]") {
  refuses_idx<1, std::int8_t>(idx_bytes(0x08, {1}, {1}), "expected elements that int8 holds exactly, found uint8");
  refuses_idx<1, std::uint8_t>(idx_bytes(0x09, {1}, {1}), "expected elements that uint8 holds exactly, found int8");
  refuses_idx<1, std::uint8_t>(idx_bytes(0x0b, {1}, {0, 1}), "expected elements that uint8 holds exactly, found int16");
  refuses_idx<1, float>(idx_bytes(0x0c, {1}, {0, 0, 0, 1}), "expected elements that float32 holds exactly, found int32");
  refuses_idx<1, std::int32_t>(idx_bytes(0x0d, {1}, {0, 0, 0, 0}), "expected elements that int32 holds exactly, found float32");
  refuses_idx<1, float>(idx_bytes(0x0e, {1}, Bytes(8)), "expected elements that float32 holds exactly, found float64");
}

TEST_CASE("read_idx reads a tensor without elements", "[data]") {
  CHECK(read_elements<float>(0x08, 0, {}).empty());
  const TempDir folder;
  const auto tensor = read_idx<3>(folder.write("empty", idx_bytes(8, {0, 28, 0x7fffffff}, {})));
  CHECK(tensor.size() == 0);
  CHECK(tensor.dimension(1) == 28);
}

TEST_CASE("read_idx refuses a file that is missing", "[data]") {
  const TempDir folder;
  CHECK_THROWS_MATCHES(read_idx<3>(folder.path() / "absent"), std::runtime_error, message_contains("absent: "));
}

TEST_CASE("read_idx refuses a file that is not IDX", "[data]") {
  refuses_idx<1, std::uint8_t>({}, "expected an IDX file, which begins with 00 00, element type, rank; found nothing");
  refuses_idx<1, std::uint8_t>({0, 0, 8}, "expected an IDX file, which begins with 00 00, element type, rank; found 00 00 08");
  refuses_idx<1, std::uint8_t>({'P', 'N', 'G', 1, 2},
                               "expected an IDX file, which begins with 00 00, element type, rank; found 50");
  refuses_idx<1, std::uint8_t>({1, 0, 8, 1, 0, 0, 0, 0}, "expected an IDX file, ");
  refuses_idx<1, std::uint8_t>({0, 1, 8, 1, 0, 0, 0, 0}, "expected an IDX file, ");
  refuses_idx<1, std::uint8_t>({0, 0, 0x0a, 1, 0, 0, 0, 0}, "expected an IDX element type 8, 9, 11, 12, 13 or 14, found 10");
  refuses_idx<1, std::uint8_t>({0, 0, 0, 1, 0, 0, 0, 0}, "expected an IDX element type 8, 9, 11, 12, 13 or 14, found 0");
}

TEST_CASE("read_idx refuses another rank", "[data]") {
  refuses_idx<3, std::uint8_t>(idx_bytes(8, {2}, {1, 2}), "expected a tensor of rank 3, found rank 1");
  refuses_idx<1, std::uint8_t>(idx_bytes(8, {2, 1}, {1, 2}), "expected a tensor of rank 1, found rank 2");
  refuses_idx<1, std::uint8_t>(idx_bytes(8, {}, {1}), "expected a tensor of rank 1, found rank 0");
}

TEST_CASE("read_idx refuses files that are short or too long", "[data]") {
  refuses_idx<3, std::uint8_t>({0, 0, 8, 3, 0, 0, 0, 1, 0, 0}, "expected a header of 16 bytes, found 10");
  refuses_idx<2, std::uint8_t>(idx_bytes(8, {2, 3}, Bytes(5)), "expected 6 bytes for 2 x 3 elements of uint8, found 5");
  refuses_idx<2, std::uint8_t>(idx_bytes(8, {2, 3}, Bytes(7)), "expected 6 bytes for 2 x 3 elements of uint8, found 7");
  refuses_idx<1, double>(idx_bytes(14, {2}, Bytes(15)), "expected 16 bytes for 2 elements of float64, found 15");
  refuses_idx<1, std::uint8_t>(idx_bytes(8, {0}, {1}), "expected 0 bytes for 0 elements of uint8, found 1");
}

TEST_CASE("read_idx refuses counts that no file can hold", "[data]") {
  refuses_idx<1, double>(idx_bytes(14, {0xffffffff}, {}),
                         sizeof(linnet::Index) == 4
                             ? "the header says 4294967295 elements, which overflows"  // on a 32-bit system
                             : "expected 34359738360 bytes for 4294967295 elements of float64, found 0");
  refuses_idx<2, double>(idx_bytes(14, {0xffffffff, 0xffffffff}, {}),
                         "the header says 4294967295 x 4294967295 elements, which overflows");
  // The product is 2^64, which 64 bits take for 0: just what the file holds.
  refuses_idx<4, std::uint8_t>(idx_bytes(8, {65536, 65536, 65536, 65536}, {}),
                               "the header says 65536 x 65536 x 65536 x 65536 elements, ");
  refuses_idx<3, std::uint8_t>(idx_bytes(8, {0xffffffff, 0xffffffff, 0}, {}),
                               "the header says 4294967295 x 4294967295 x 0 elements, ");
}

TEST_CASE("read_idx refuses a file above the limit", "[data]") {
  const TempDir folder;
  const auto path = folder.write("large.idx", idx_bytes(8, {92}, Bytes(92)));
  CHECK(read_idx<1>(path, 100).size() == 92);
  CHECK_THROWS_MATCHES(read_idx<1>(path, 99), std::runtime_error, message_contains("large.idx: expected at most 99 bytes"));
}

#if LINNET_WITH_ZLIB

TEST_CASE("read_idx reads gzip, and refuses garbage in it", "[data]") {
  using linnet::test::gzip_bytes;
  const TempDir folder;
  const auto tensor = read_idx<2>(folder.write("good.idx.gz", gzip_bytes(idx_bytes(8, {2, 2}, {1, 2, 3, 4}))));
  CHECK(tensor(1, 0) == 3);
  refuses_idx<2, std::uint8_t>(gzip_bytes(idx_bytes(8, {2, 2}, {1, 2, 3})),
                               "expected 4 bytes for 2 x 2 elements of uint8, found 3");
  refuses_idx<2, std::uint8_t>(gzip_bytes({'h', 'i', '!', '!'}), "expected an IDX file, ");
  refuses_idx<2, std::uint8_t>({0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "damaged gzip data: ");
}

#endif

}  // namespace
