// SPDX-License-Identifier: MIT
#include <linnet/model_selection/candidate_list.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

namespace linnet::test::candidate_list {

namespace nn = linnet;

const auto compile_model = [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}); };
auto linear() { return nn::Sequential{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}}; }
using Linear = decltype(linear());
using A = nn::Candidate<Classifier>;
using B = nn::Candidate<Linear>;

template <class Candidates, class... Models>
constexpr bool searches = std::is_same_v<nn::detail::SearchOf<Candidates>, nn::GridSearch<Models...>>;

TEST_CASE("Each type of model of a list of candidates is there once, in the order of the candidates", "[model_selection]") {
  STATIC_REQUIRE(searches<A, Classifier>);
  STATIC_REQUIRE(searches<std::vector<A>, Classifier>);
  STATIC_REQUIRE(searches<std::tuple<A, A, std::vector<A>>, Classifier>);
  STATIC_REQUIRE(searches<std::tuple<B, A, std::tuple<B, std::vector<A>>>, Linear, Classifier>);
}

TEST_CASE("Candidates of nested lists stay in their order", "[model_selection]") {
  const auto a = [](const char* name) { return A{name, [] { return classifier(); }, compile_model}; };
  const auto b = [](const char* name) { return B{name, linear, compile_model}; };
  std::vector<std::variant<A, B>> all;
  nn::detail::append_candidates(all,
                                std::tuple{b("0"), std::vector{a("1"), a("2")}, std::tuple{std::tuple<>{}, b("3")}, a("4")});
  REQUIRE(all.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    std::visit([&](const auto& candidate) { CHECK(candidate.name == std::to_string(i)); }, all[i]);
  }
  CHECK(all[3].index() == 1);
}

TEST_CASE("Candidates need names, each its own", "[model_selection]") {
  const auto refused = [](const std::vector<std::string>& names, const char* sentence) {
    CHECK_THROWS_MATCHES(nn::detail::require_names(names), nn::InvalidInput, message_contains(sentence));
  };
  refused({}, "grid_search: there are no candidates");
  refused({"a", ""}, "grid_search: candidate 1 has no name; each needs one of its own");
  refused({"b", "a", "c", "b"}, "grid_search: two candidates are called \"b\"");
  CHECK_NOTHROW(nn::detail::require_names({"b", "a", "c"}));
}

}  // namespace linnet::test::candidate_list
