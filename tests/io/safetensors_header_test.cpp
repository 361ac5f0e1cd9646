// SPDX-License-Identifier: MIT
// The reader against nlohmann_json; tests/fuzz/safetensors_header_fuzz.cpp searches further.
#include <linnet/io/safetensors_header.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/json_header.hpp>

#include <string>
#include <vector>

namespace linnet::test::safetensors_header {

const std::string one = R"("t":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]})";

/// A header whose only tensor has this name, as it stands between quotes.
std::string named(const std::string& name) { return "{\"" + name + R"(":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})"; }

TEST_CASE("Headers are accepted and refused as by nlohmann_json", "[io]") {
  std::vector<std::string> headers{"",
                                   "{}",
                                   " {} ",
                                   "{}\t\r\n",
                                   "{}\v",
                                   "{},",
                                   "{}{}",
                                   "{",
                                   "}",
                                   "[]",
                                   "nul",
                                   "null",
                                   "{,}",
                                   "{\"a\"}",
                                   "{\"a\":}",
                                   "{a:1}",
                                   "{'a':1}",
                                   "// {}",
                                   "{}//",
                                   "\xEF\xBB\xBF{}",
                                   "{\"__metadata__\":{}}",
                                   "{" + one + "}",
                                   "{" + one + ",}",
                                   "{" + one + "," + one + "}",
                                   "{" + one + "]",
                                   std::string("{}\0", 3),
                                   std::string("\0{}", 3),
                                   R"({"__metadata__":{"linnet_a":"1","x":"2","x":"3"},)" + one + "}",
                                   R"({"__metadata__":{"a":"1"},"__metadata__":{}})",
                                   R"({"t":{"dtype":"F32","shape":[2, 3 ,],"data_offsets":[0,24]}})",
                                   R"({"t":{"dtype":"F32","shape":[2 3],"data_offsets":[0,24]}})",
                                   R"({"t":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})",
                                   R"({"t":{"\u0064type":"F32","shape":[2],"data_offsets":[0,8]}})"};
  for (const char* const number : {"0",
                                   "-0",
                                   "00",
                                   "01",
                                   "1e1",
                                   "1E+2",
                                   "1.",
                                   ".5",
                                   "-",
                                   "+1",
                                   "1e",
                                   "0x1",
                                   "9223372036854775807",
                                   "9223372036854775808",
                                   "18446744073709551616",
                                   "1e400",
                                   "-1",
                                   "-1.5",
                                   "1_",
                                   "NaN",
                                   "true"}) {
    headers.push_back(R"({"t":{"dtype":"U8","shape":[0,)" + std::string(number) + R"(],"data_offsets":[0,0]}})");
  }
  for (const std::string& header : headers) {
    INFO(header);
    CHECK(readers_agree(header));
  }
}

TEST_CASE("Names are texts of JSON in UTF-8", "[io]") {
  const auto name_of = [](const std::string& name) {
    INFO(name);
    CHECK(readers_agree(named(name)));
    const auto read = read_with_linnet(named(name));
    return read ? read->tensors[0].name : "refused";
  };
  CHECK(name_of(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(name_of(R"(\u0041\u00e9\u20AC)") == "A\xC3\xA9\xE2\x82\xAC");
  CHECK(name_of(R"(\ud83d\ude00\uDBFF\uDFFF)") == "\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF");
  CHECK(name_of(R"(a\u0000b)") == std::string("a\0b", 3));
  CHECK(name_of("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80") ==
        "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80");
  for (const char* const wrong : {R"(\u12)",
                                  R"(\u12g4)",
                                  R"(\x41)",
                                  R"(\)",
                                  R"(\ud83d)",
                                  R"(\ud83d\n)",
                                  R"(\ud83dx)",
                                  R"(\ud83d\u0041)",
                                  R"(\ude00)",
                                  R"(\U0041)",
                                  "\n",
                                  "\x1F",
                                  "\x80",
                                  "\xC1\xBF",
                                  "\xC3",
                                  "\xC3(",
                                  "\xE0\x9F\xBF",
                                  "\xED\xA0\x80",
                                  "\xF0\x8F\xBF\xBF",
                                  "\xF4\x90\x80\x80",
                                  "\xF5\x80\x80\x80",
                                  "\xFF",
                                  "\xE2\x82",
                                  "\xF0\x9F\x98"}) {
    CHECK(name_of(wrong) == "refused");
  }
  for (int first = 0; first < 256; ++first) {  // every pair of bytes, alone and before bytes that continue a character
    for (int second = 0; second < 256; ++second) {
      for (const char* const rest : {"", "\x80", "\xBF\xBF"}) {
        const std::string header = named(std::string{static_cast<char>(first), static_cast<char>(second)} + rest);
        if (!readers_agree(header)) FAIL(header);
      }
    }
  }
}

TEST_CASE("Changed headers are accepted and refused as by nlohmann_json", "[io]") {
  const std::string whole =
      R"({"__metadata__":{"linnet_a":"\u00e9","b":"\ud83d\ude00"},"x.y":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},)"
      R"("z":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}  )";
  const std::string letters = "{}[]:,\"\\ 0123456789eE.+-utfnrdxa_\x80\xC3\xE2\xF0";
  Random random(7);
  int accepted = 0;
  for (int i = 0; i < 40000; ++i) {
    std::string header = whole;
    for (std::uint32_t changes = 1 + random.below(2); changes > 0; --changes) {
      const std::size_t at = random.below(static_cast<std::uint32_t>(header.size()));
      const char letter = letters[random.below(static_cast<std::uint32_t>(letters.size()))];
      switch (random.below(3)) {
        case 0: header[at] = letter; break;
        case 1: header.insert(at, 1, letter); break;
        default: header.erase(at, 1 + random.below(4)); break;
      }
    }
    if (!readers_agree(header)) FAIL(header);
    accepted += read_with_linnet(header).has_value();
  }
  CHECK(accepted > 1000);
  CHECK(accepted < 39000);
}

}  // namespace linnet::test::safetensors_header
