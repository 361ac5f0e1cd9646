// SPDX-License-Identifier: MIT
// The format itself: what is written, and what is refused.
#include <linnet/io/safetensors.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <string>
#include <vector>

namespace linnet::test::safetensors {

std::vector<std::byte> file_of(const std::string& header, std::size_t numbers) {
  std::vector<std::byte> bytes(8 + header.size() + numbers);
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

detail::SafetensorsFile parse(const std::vector<std::byte>& bytes) {
  detail::File file(std::tmpfile());
  REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size());
  std::rewind(file.get());
  return {"some/file", std::move(file), bytes.size()};
}

/// The numbers of all tensors, one after the other.
std::vector<std::byte> numbers_of(detail::SafetensorsFile& file) {
  std::vector<std::byte> all;
  for (const auto& entry : file.tensors()) {
    const std::size_t size = entry.end - entry.begin;
    all.resize(all.size() + size);
    file.read_next(all.data() + all.size() - size);
  }
  file.require_checksum();
  return all;
}

void check_refused(const std::vector<std::byte>& bytes, const std::string& reason) {
  INFO(reason);
  CHECK_THROWS_MATCHES(parse(bytes), std::runtime_error, message_contains("some/file: ") && message_contains(reason));
}
void check_refused(const std::string& header, std::size_t numbers, const std::string& reason) {
  INFO(header);
  check_refused(file_of(header, numbers), reason);
}

const std::string two_tensors =
    R"({"__metadata__":{"format":"pt","linnet_x":"y"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},)"
    R"("a":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}  )";

TEST_CASE("A safetensors file has its tensors in the order of their numbers", "[io]") {
  std::vector<std::byte> bytes = file_of(two_tensors, 32);
  for (std::size_t i = 0; i < 32; ++i) bytes[bytes.size() - 32 + i] = static_cast<std::byte>(i);
  detail::SafetensorsFile file = parse(bytes);
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors()[0].name == "a");
  CHECK(file.tensors()[0].dtype == "I64");
  CHECK(file.tensors()[0].dims.empty());
  CHECK(file.tensors()[1].name == "b");
  CHECK(file.tensors()[1].dims == std::vector<Index>{2, 3});
  CHECK(file.metadata("linnet_x") == "y");
  CHECK(file.metadata("format").empty());  // what is not ours is not kept
  CHECK(numbers_of(file) == std::vector<std::byte>(bytes.end() - 32, bytes.end()));
  CHECK(parse(file_of("{}", 0)).tensors().empty());

  detail::SafetensorsFile skipped = parse(bytes);
  std::vector<std::byte> b(24);
  skipped.read_next(nullptr);
  skipped.read_next(b.data());
  CHECK(b == std::vector<std::byte>(bytes.end() - 24, bytes.end()));
}

TEST_CASE("Bytes that are no safetensors file are refused", "[io]") {
  check_refused({}, "is not a safetensors file: it has 0 bytes");
  check_refused(std::vector<std::byte>(7), "it has 7 bytes");
  check_refused(std::vector<std::byte>(8), "no JSON at offset 8");
  std::vector<std::byte> bytes = file_of(two_tensors, 32);
  bytes[7] = std::byte{0x7f};
  check_refused(bytes, "announce a header of 9151314442816848");
  detail::File sparse(std::tmpfile());
  const std::uint64_t huge = 200'000'000;
  REQUIRE(std::fwrite(&huge, 8, 1, sparse.get()) == 1);
  std::rewind(sparse.get());
  CHECK_THROWS_MATCHES(detail::SafetensorsFile("some/file", std::move(sparse), huge + 8), std::runtime_error,
                       message_contains("some/file: has a header of 200000000 bytes; at most 100000000 make sense"));
  bytes = file_of(two_tensors, 32);
  for (std::size_t length = bytes.size(); length-- > 0;) {
    INFO(length);
    CHECK_THROWS_AS(parse({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)}), std::runtime_error);
  }
  bytes.push_back(std::byte{0});
  check_refused(bytes, "has 33 bytes of numbers, its tensors have 32");
}

TEST_CASE("A header that is not that of safetensors is refused", "[io]") {
  check_refused("[]", 0, "an array where none may be");
  check_refused("3", 0, "a number where none may be");
  check_refused("\"x\"", 0, "a text where none may be");
  check_refused("{", 0, "no JSON at offset 9");
  check_refused("{} x", 0, "no JSON at offset 11");
  check_refused(R"({"a":3})", 0, "a number where none may be, after \"a\"");
  check_refused(R"({"a":null})", 0, "null where none may be");
  check_refused(R"({"a":true})", 0, "true or false where none may be");
  check_refused(R"({"a":{"dtype":3}})", 0, "a number where none may be, after \"dtype\"");
  check_refused(R"({"a":{"shape":["x"]}})", 0, "a text where none may be");
  check_refused(R"({"a":{"shape":[[1]]}})", 0, "an array where none may be");
  check_refused(R"({"a":{"shape":[-1]}})", 0, "a negative number where none may be");
  check_refused(R"({"a":{"shape":[1.5]}})", 0, "a number that is not an integer");
  check_refused(R"({"a":{"shape":[9223372036854775808]}})", 0, "a huge number");
  check_refused(R"({"a":{"shape":[1e400]}})", 0, "a number that is not an integer");
  check_refused(R"({"a":{"x":{}}})", 0, "an object where none may be");
  check_refused(R"({"__metadata__":{"a":1}})", 0, "a number where none may be");
  check_refused(R"({"__metadata__":{"a":{}}})", 0, "an object where none may be");
  check_refused(R"({"__metadata__":{"linnet_a":"1","linnet_a":"2"}})", 0, "\"linnet_a\" appears twice");
  const std::string a = R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  check_refused("{" + a + "," + a + "}", 1, "\"a\" appears twice");
  check_refused(R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "\"dtype\" appears twice");
  check_refused(R"({"a":{"dtype":"U8","shape":[1]}})", 1, "must have dtype, shape and data_offsets, and nothing else");
  check_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":"x"}})", 1, "a text where none may be");
  check_refused(R"({"a":{"dtype":"F31","shape":[1],"data_offsets":[0,1]}})", 1, "the unknown dtype \"F31\"");
  check_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "needs two data_offsets");
  check_refused(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}})", 3, "tensor \"a\" of 1 numbers of F32");
  check_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}})", 1, "has data_offsets 1, 0");
  // 2^80 numbers of 4 bytes are 0 bytes, in 32 bits and in 64.
  check_refused(R"({"a":{"dtype":"F32","shape":[65536,65536,65536,65536,65536],"data_offsets":[0,0]}})", 0,
                "of 65536 x 65536 x 65536 x 65536 x 65536 numbers");
  // Numbers of 4 and 6 bits fill whole bytes.
  CHECK(parse(file_of(R"({"a":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[0,3]}})", 3)).tensors().size() == 1);
  check_refused(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}})", 1, "tensor \"a\" of 3 numbers of F4");
  std::string deep;
  for (int i = 0; i < 1000000; ++i) deep += R"({"a":)";
  check_refused(deep, 0, "an object where none may be");
  check_refused(R"({"a":{"shape":[)" + deep, 0, "an object where none may be");
  std::string long_shape = "1";
  for (int i = 0; i < 40; ++i) long_shape += ",1";
  check_refused(R"({"a":{"dtype":"U8","shape":[)" + long_shape + R"(],"data_offsets":[0,1]}})", 1, "a long array");
}

TEST_CASE("Tensors that overlap, leave gaps or go beyond the file are refused", "[io]") {
  const auto tensor = [](const char* name, int begin, int end) {
    return detail::text("\"", name, R"(":{"dtype":"U8","shape":[)", end - begin, R"(],"data_offsets":[)", begin, ",", end,
                        "]}");
  };
  const auto both = [&](int b1, int e1, int b2, int e2) {
    return detail::text("{", tensor("a", b1, e1), ",", tensor("b", b2, e2), "}");
  };
  CHECK(parse(file_of(both(0, 4, 4, 8), 8)).tensors().size() == 2);
  CHECK(parse(file_of(both(4, 8, 0, 4), 8)).tensors().size() == 2);
  CHECK(parse(file_of(both(0, 4, 0, 0), 4)).tensors().size() == 2);  // one without numbers
  check_refused(both(0, 5, 4, 8), 8, "tensor \"b\" has the bytes from 4 to 8; expected them from 5 to at most 8");
  check_refused(both(0, 3, 4, 8), 8, "tensor \"b\" has the bytes from 4 to 8; expected them from 3 to at most 8");
  check_refused(both(0, 4, 0, 4), 8, "tensor \"b\" has the bytes from 0 to 4");
  check_refused(both(0, 4, 4, 9), 8, "tensor \"b\" has the bytes from 4 to 9; expected them from 4 to at most 8");
  check_refused(both(0, 4, 4, 7), 8, "has 8 bytes of numbers, its tensors have 7");
}

TEST_CASE("Written tensors are read again, at an aligned place", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.safetensors").string();
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
  const std::vector<double> more{7};
  const std::vector<Index> dims{2, 3}, one{1};
  detail::write_safetensors(
      path, {{"x/y", "F32", dims, std::as_bytes(std::span(numbers))}, {"z", "F64", one, std::as_bytes(std::span(more))}},
      {{"linnet_note", "a \"quoted\" text"}});
  detail::SafetensorsFile file(path);
  CHECK(file.metadata("linnet_note") == "a \"quoted\" text");
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors()[0].name == "x/y");
  CHECK(file.tensors()[0].dims == dims);
  CHECK(file.tensors()[1].dtype == "F64");
  const std::vector<std::byte> read = numbers_of(file);
  REQUIRE(read.size() == 32);
  CHECK((std::filesystem::file_size(path) - 32) % 64 == 0);
  CHECK(std::memcmp(read.data(), numbers.data(), 24) == 0);
  CHECK(std::memcmp(read.data() + 24, more.data(), 8) == 0);
}

TEST_CASE("Names and notes with any character are read again as they were written", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.safetensors").string();
  std::string name = "\"\\/\x7F\xC3\xA9\xF0\x9F\x98\x80";
  for (char c = 0; c < 0x20; ++c) name += c;
  const std::vector<std::uint8_t> number{7};
  const std::vector<Index> dims{1};
  detail::write_safetensors(path, {{name, "U8", dims, std::as_bytes(std::span(number))}}, {{"linnet_note", name}});
  const detail::SafetensorsFile file(path);
  CHECK(file.tensors()[0].name == name);
  CHECK(file.metadata("linnet_note") == name);
  std::string header;
  detail::append_json(header, std::string("\0\1\b\t\n\f\r\x1F /", 10));
  CHECK(header == R"("\u0000\u0001\b\t\n\f\r\u001f /")");
  CHECK_THROWS_MATCHES(detail::append_json(header, "a\xC3("), InvalidInput, message_contains("is not UTF-8 at byte 1"));
}

TEST_CASE("A file that shrinks while it is read is refused", "[io]") {
  const std::vector<std::byte> bytes = file_of(two_tensors, 32);
  detail::File short_file(std::tmpfile());
  REQUIRE(std::fwrite(bytes.data(), 1, bytes.size() - 1, short_file.get()) == bytes.size() - 1);
  std::rewind(short_file.get());
  detail::SafetensorsFile file("some/file", std::move(short_file), bytes.size());
  CHECK_THROWS_MATCHES(numbers_of(file), std::runtime_error, message_contains("some/file: has become shorter"));
}

}  // namespace linnet::test::safetensors
