// SPDX-License-Identifier: MIT
#include <linnet/plot/topology.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::topology_picture {

namespace nn = linnet;
constexpr nn::ConvOptions same{.padding = nn::Padding::same};

TEST_CASE("A small network of dense layers has a circle for each unit and a line for each weight", "[plot]") {
  const nn::Sequential model{nn::Input<2>{}, nn::Dense<3, nn::relu>{}, nn::Dropout{0.5f}, nn::Dense<1, nn::sigmoid>{}};
  const std::string text = nn::plot_topology(model).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<circle") == 2 + 3 + 1);
  CHECK(occurrences(text, "<line") == 2 * 3 + 3 * 1);
  for (const char* words :
       {">2 inputs<", ">3 units<", ">1 unit<", ">relu<", ">sigmoid<", ">dropout<", ">9 parameters<", ">hidden<", ">output<"}) {
    CHECK(occurrences(text, words) == 1);
  }
}

TEST_CASE("A column of many units shows the first ones, dots and the last two", "[plot]") {
  const nn::detail::Slots all(16, 8), some(100, 8);
  CHECK(all.count == 16);
  CHECK(all.unit(15) == 15);
  CHECK(some.count == 8);
  CHECK(some.unit(4) == 4);
  CHECK(some.unit(5) == -1);
  CHECK(some.unit(6) == 98);
  CHECK(some.unit(7) == 99);
  const nn::Sequential model{nn::Input<28, 28>{}, nn::Flatten{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{},
                             nn::Dense<10, nn::softmax>{}};
  const std::string text = nn::plot_topology(model).text();
  CHECK(occurrences(text, "<circle") == 3 * (9 + 3) + 10);  // ten places in each column, three of them with dots
  CHECK(occurrences(text, "<line") == 9 * 9 + 9 * 9 + 9 * 10);
  for (const char* words : {">784 inputs<", ">28 \xc3\x97 28<", ">hidden 2<", ">50,240 parameters<"})
    CHECK(occurrences(text, words) == 1);
}

TEST_CASE("Lines show the weights of their layer if asked", "[plot]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<2>{}, nn::Dense<1>{}};
  const auto first = model.parameter<0>(0), second = model.parameter<1>(0);
  first[0] = 2.0f;
  first[1] = -1.0f;
  first[2] = first[3] = 0.0f;
  second[0] = second[1] = -0.01f;
  const std::string text = nn::plot_topology(model, nn::Connections::weights).text(nn::Theme::light);
  const auto lines = [&](std::string_view color, const char* thickness) {
    return occurrences(text, "stroke=\"" + std::string(color) + "\" stroke-width=\"" + thickness + "\"");
  };
  CHECK(lines(nn::detail::colors::blue, "3.50") == 1);    // the largest of the first layer
  CHECK(lines(nn::detail::colors::orange, "1.90") == 1);  // half of it, negative
  CHECK(lines(nn::detail::colors::blue, "0.30") == 2);
  CHECK(lines(nn::detail::colors::orange, "3.50") == 2);  // the largest of the second layer
  model.initialize(0);
  CHECK(xml_problem(nn::plot_topology(model, nn::Connections::weights).text()) == "");
}

TEST_CASE("Lines of weights that are not finite are refused", "[plot]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<2>{}, nn::Dense<3>{}};
  model.parameter<1>(0)[4] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_MATCHES(nn::plot_topology(model, nn::Connections::weights), nn::InvalidInput,
                       message_contains("plot_topology: weight (1, 1) of column 2 is nan; weights must be finite"));
  CHECK(xml_problem(nn::plot_topology(model).text()) == "");
  model.parameter<1>(0)[4] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_AS(nn::plot_topology(model, nn::Connections::weights), nn::InvalidInput);
}

TEST_CASE("The weights of a model that was moved from are refused", "[plot]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<2>{}};
  const auto other = std::move(model);
  CHECK_THROWS_AS(nn::plot_topology(model, nn::Connections::weights), nn::InvalidInput);
  CHECK(nn::plot_topology(other, nn::Connections::weights).width() > 0.0);
}

TEST_CASE("Any other network is a row of figures", "[plot]") {
  const nn::Sequential model{nn::Input<8, 8, 1>{}, nn::Conv2D<3, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Dropout{0.1f},
                             nn::Flatten{},        nn::Dense<2, nn::softmax>{}};
  const std::string text = nn::plot_topology(model).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<rect") == 1 + 1 + 3 + 3 + 1 + 1);           // the paper; sheets of 1, 3 and 3 maps; two bars
  CHECK(occurrences(text, "width=\"100.00\" height=\"100.00\"") == 1);  // the input
  CHECK(occurrences(text, "width=\"75.00\" height=\"75.00\"") == 3);    // 6 of 8 steps
  CHECK(occurrences(text, "<polygon") == 4);                            // an arrow between two figures
  for (const char* words :
       {">3 \xc3\x97 3, relu<", ">6 \xc3\x97 6 \xc3\x97 3<", ">30 parameters<", ">+ dropout<", ">flatten<", ">27<"}) {
    CHECK(occurrences(text, words) == 1);
  }
}

TEST_CASE("Branches are paths that fork and meet", "[plot]") {
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, nn::Residual{nn::Conv2D<2, 3, nn::relu, same>{}}, nn::Activation{nn::relu{}},
      nn::Concatenate{nn::Branch{nn::Conv2D<3, 1>{}}, nn::Branch{nn::BatchNormalization{}, nn::Conv2D<1, 1>{}}, nn::Branch{}}};
  const std::string text = nn::plot_topology(model).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">residual + relu, 4 \xc3\x97 4 \xc3\x97 2<") == 1);
  CHECK(occurrences(text, ">concatenate, 4 \xc3\x97 4 \xc3\x97 6<") == 1);
  CHECK(occurrences(text, ">batch_normalization<") == 1);  // first of its branch: a figure of its own
  CHECK(occurrences(text, ">+</text>") == 1);
  CHECK(occurrences(text, ">C</text>") == 1);
}

TEST_CASE("A long network breaks into rows", "[plot]") {
  const auto block = [] { return nn::Conv2D<2, 3, nn::relu, same>{}; };
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, block(), block(), block(), block(), block(), block(), block(), block(), block()};
  const nn::Svg picture = nn::plot_topology(model);
  CHECK(picture.width() < 800.0);
  CHECK(picture.height() > 300.0);
  CHECK(occurrences(picture.text(), "<polygon") == 9 + 1);  // an arrow at each end of a break
}

TEST_CASE("Models of every home have a topology", "[plot]") {
  const nn::StaticSequential fixed{nn::Input<3>{}, nn::Dense<2, nn::relu>{}, nn::Dense<1>{}};
  const nn::Sequential model{nn::Input<3>{}, nn::Dense<2, nn::relu>{}, nn::Dense<1>{}};
  const auto frozen =
      nn::FrozenSequential(model.parameters().data(), nullptr, nn::Input<3>{}, nn::Dense<2, nn::relu>{}, nn::Dense<1>{});
  const std::string text = nn::plot_topology(model).text();
  CHECK(nn::plot_topology(fixed).text() == text);
  CHECK(nn::plot_topology(frozen).text() == text);
}

}  // namespace linnet::test::topology_picture
