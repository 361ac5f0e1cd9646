// SPDX-License-Identifier: MIT
#include <linnet/io/sort_keys.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::sort_keys {

using detail::append_number;
using detail::find_key;
using detail::SortKey;
using detail::SortKeys;
using detail::text_of_two;

TEST_CASE("Keys are sorted by text, and equal texts by place", "[io]") {
  SortKeys keys{{"b", 0}, {"a", 1}, {"b", 2}, {"", 3}, {"a", 4}, {"ab", 5}};
  detail::sort_keys(keys);
  std::vector<std::size_t> places;
  for (const SortKey& key : keys) places.push_back(key.place);
  CHECK(places == std::vector<std::size_t>{3, 1, 4, 5, 0, 2});

  CHECK(find_key(keys, "a")->place == 4);  // the last of them
  CHECK(find_key(keys, "")->place == 3);
  CHECK(find_key(keys, "aa") == nullptr);
  CHECK(find_key(keys, "c") == nullptr);
  CHECK(find_key({}, "a") == nullptr);
  CHECK(*text_of_two(keys) == "a");

  SortKeys single{{"b", 0}, {"a", 1}};
  detail::sort_keys(single);
  CHECK(text_of_two(single) == nullptr);
}

TEST_CASE("Texts of numbers are sorted as their numbers", "[io]") {
  const auto key = [](std::uint64_t first, std::uint64_t second) {
    std::string text;
    append_number(text, first);
    append_number(text, second);
    return text;
  };
  CHECK(key(2, 300) < key(10, 1));
  CHECK(key(255, 7) < key(256, 0));
  CHECK(key(1, 2) < key(1, std::uint64_t{1} << 40));
}

}  // namespace linnet::test::sort_keys
