// SPDX-License-Identifier: MIT
#include <linnet/data/text/text_vectorization.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/temp_dir.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::SplitText;
using linnet::Standardize;
using linnet::TextVectorization;
using linnet::TextVectorizationOptions;
using linnet::test::Golden;
using linnet::test::message_contains;
using linnet::test::TempDir;

/// Texts of a golden file, a 0 behind each.
std::vector<std::string> texts_of(const Golden& golden, const std::string& name) {
  std::vector<std::string> texts(1);
  for (const double value : golden.values(name)) {
    if (value == 0.0) {
      texts.emplace_back();
    } else {
      texts.back() += static_cast<char>(static_cast<unsigned char>(value));
    }
  }
  texts.pop_back();
  return texts;
}

void agrees_with_keras(const std::string& name, const TextVectorizationOptions& options) {
  INFO(name);
  const Golden golden("keras_text");
  const auto texts = texts_of(golden, "texts");
  TextVectorization vectorize(options);
  vectorize.adapt(texts);
  auto tokens = texts_of(golden, name + ".vocabulary");
  tokens.insert(tokens.begin(), {"", "[UNK]"});
  CHECK(vectorize.vocabulary() == tokens);
  const auto indices = vectorize(texts);
  const auto& values = golden.values(name + ".indices");
  REQUIRE(indices.dimension(0) == static_cast<Index>(texts.size()));
  REQUIRE(indices.dimension(1) == static_cast<Index>(golden.dims(name + ".indices")[1]));
  for (Index i = 0; i < indices.size(); ++i) CHECK(indices.data()[i] == values[static_cast<std::size_t>(i)]);
}

TEST_CASE("TextVectorization has Keras's vocabulary and indices", "[data/text]") {
  agrees_with_keras("default", {});
  agrees_with_keras("short", {.output_sequence_length = 5});
  agrees_with_keras("long", {.output_sequence_length = 12});
  agrees_with_keras("few", {.max_tokens = 7});
  agrees_with_keras("lower", {.standardize = Standardize::lower});
  agrees_with_keras("strip", {.standardize = Standardize::strip_punctuation});
  agrees_with_keras("none", {.standardize = Standardize::none});
  agrees_with_keras("characters", {.max_tokens = 20, .split = SplitText::character});
  agrees_with_keras("all_characters", {.standardize = Standardize::none, .split = SplitText::character});
}

TEST_CASE("TextVectorization knows what it has not seen as 1", "[data/text]") {
  TextVectorization vectorize;
  vectorize.adapt(std::array<std::string_view, 2>{"good good film", "bad film"});
  CHECK(vectorize.vocabulary() == std::vector<std::string>{"", "[UNK]", "good", "film", "bad"});
  CHECK(vectorize.sequence("A GOOD, bad play.") == std::vector<std::int32_t>{1, 2, 4, 1});
  CHECK(vectorize.sequences(std::vector<const char*>{"film", ""}) == std::vector<std::vector<std::int32_t>>{{3}, {}});
  vectorize.adapt(std::vector<std::string>{"play"});
  CHECK(vectorize.vocabulary() == std::vector<std::string>{"", "[UNK]", "play"});
}

TEST_CASE("The text of the unknown token is unknown", "[data/text]") {
  TextVectorization vectorize({.standardize = Standardize::none});
  vectorize.adapt(std::vector<std::string>{"[UNK] [UNK] a"});
  CHECK(vectorize.vocabulary() == std::vector<std::string>{"", "[UNK]", "a"});
  CHECK(vectorize.sequence("[UNK] b a") == std::vector<std::int32_t>{1, 1, 2});
}

TEST_CASE("TextVectorization takes a vocabulary with or without its first tokens", "[data/text]") {
  TextVectorization one, other;
  one.set_vocabulary({"b", "a"});
  other.set_vocabulary(one.vocabulary());
  CHECK(one.vocabulary() == other.vocabulary());
  CHECK(other.sequence("a b c") == std::vector<std::int32_t>{3, 2, 1});
}

TEST_CASE("A vocabulary is saved as one token per line", "[data/text]") {
  const TempDir folder;
  const std::string path = folder.path() / "vocabulary.txt";
  TextVectorization saved, loaded;
  saved.adapt(std::vector<std::string>{"a b c b", "\xc3\xa4 b c"});
  saved.save_vocabulary(path);
  const auto bytes = linnet::test::file_bytes(path);
  CHECK(std::string(bytes.begin(), bytes.end()) == "b\nc\n\xc3\xa4\na\n");
  loaded.load_vocabulary(path);
  CHECK(loaded.vocabulary() == saved.vocabulary());
  loaded.load_vocabulary(folder.write("no_end", std::vector<std::uint8_t>{'x', '\n', 'y'}));
  CHECK(loaded.vocabulary() == std::vector<std::string>{"", "[UNK]", "x", "y"});
  const std::string windows = "x\r\ny\r\n";
  loaded.load_vocabulary(folder.write("windows", std::vector<std::uint8_t>(windows.begin(), windows.end())));
  CHECK(loaded.sequence("y x") == std::vector<std::int32_t>{3, 2});
  CHECK_THROWS_MATCHES(loaded.load_vocabulary(folder.path() / "absent"), std::runtime_error, message_contains("absent: "));
  TextVectorization characters({.standardize = Standardize::none, .split = SplitText::character});
  characters.adapt(std::vector<std::string>{"a\n"});
  CHECK_THROWS_MATCHES(characters.save_vocabulary(path), InvalidInput,
                       message_contains("TextVectorization: token 3 has a line feed"));
}

TEST_CASE("TextVectorization refuses what makes no vocabulary", "[data/text]") {
  TextVectorization vectorize({.max_tokens = 4});
  CHECK_THROWS_MATCHES(vectorize(std::vector<std::string>{"a"}), InvalidInput,
                       message_contains("TextVectorization: there is no vocabulary; call adapt"));
  CHECK_THROWS_MATCHES(vectorize.set_vocabulary({"a", "b", "a"}), InvalidInput,
                       message_contains("expected a vocabulary of at most 4 tokens with padding and unknown ones, found 5"));
  CHECK_THROWS_MATCHES(vectorize.set_vocabulary({"a", "a"}), InvalidInput,
                       message_contains("expected each token once, none empty and none [UNK], found \"a\" at 3"));
  CHECK_THROWS_MATCHES(vectorize.set_vocabulary({"a", ""}), InvalidInput, message_contains("found \"\" at 3"));
  CHECK_THROWS_MATCHES(vectorize.set_vocabulary({"[UNK]", "a"}), InvalidInput, message_contains("found \"[UNK]\" at 2"));
  CHECK(vectorize.vocabulary().empty());
  CHECK_THROWS_AS(TextVectorization({.max_tokens = 1}), InvalidInput);
  CHECK_THROWS_AS(TextVectorization({.output_sequence_length = -1}), InvalidInput);
}

}  // namespace
