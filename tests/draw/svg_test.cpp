// SPDX-License-Identifier: MIT
#include <linnet/draw/svg.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::svg {

namespace nn = linnet;

TEST_CASE("The check of XML finds what is wrong", "[draw]") {
  CHECK(xml_problem("<a b=\"1\"><c/>x &lt; y</a>") == "");
  CHECK(xml_problem("<a><b></a></b>") != "");
  CHECK(xml_problem("<a>") != "");
  CHECK(xml_problem("<a b=1/>") != "");
  CHECK(xml_problem("<a b=\"1\" b=\"2\"/>") != "");
  CHECK(xml_problem("<a>x & y</a>") != "");
}

TEST_CASE("Every shape of Svg is well-formed XML", "[draw]") {
  nn::Svg inner(10, 10), svg(200.5, 100);
  inner.circle(1, 2, 3, "red");
  svg.rectangle(1, 2, 3, 4, "blue", "black");
  svg.line(0, 0, 10.123456, -5, "#123456", 2.5, "4 2");
  svg.polyline({{0, 0}, {1, 2}, {3, 4}}, "green");
  svg.label(5, 6, "a < b & \"c\"\n", 12, nn::Anchor::end, "#333", -90);
  svg.pixels(1, 1, 2, 2, {0, 255, 128, 128});
  svg.signed_pixels(1, 1, 2, 3, {0, 100, 100, 100, -50, 0});
  svg.place(inner, 7, 8);
  const std::string text = svg.text();
  CHECK(xml_problem(text) == "");
  CHECK(text.find("width=\"200.50\" height=\"100.00\"") != text.npos);
  CHECK(text.find("a &lt; b &amp; &quot;c&quot; ") != text.npos);
  CHECK(text.find("x2=\"10.12\" y2=\"-5.00\"") != text.npos);
  CHECK(text.find("points=\"0.00,0.00 1.00,2.00 3.00,4.00 \"") != text.npos);
  CHECK(text.find("<path fill=\"rgb(255,255,255)\" d=\"M1 0h1v1h-1z\"/>") != text.npos);
  CHECK(text.find("<path fill=\"rgb(128,128,128)\" d=\"M0 1h2v1h-2z\"/>") != text.npos);
  CHECK(text.find("<path d=\"M1 0h2v1h-2zM0 1h1v1h-1z\" fill=\"#0072b2\" stroke=\"none\"/>") != text.npos);
  CHECK(text.find("<path d=\"M1 1h1v1h-1z\" fill=\"#d55e00\" fill-opacity=\"0.50\" stroke=\"none\"/>") != text.npos);
  CHECK(text.find("rotate(-90.00 5.00 6.00)") != text.npos);
  CHECK(occurrences(text, "<circle") == 1);
}

TEST_CASE("Colours and dashes stay within their attributes", "[draw]") {
  const std::string_view bad = "x\"/><a b=\"1";
  nn::Svg svg(10, 10);
  svg.rectangle(1, 2, 3, 4, bad, bad);
  svg.line(0, 0, 1, 1, bad, 1.0, bad);
  svg.arrow(0, 5, 8, 5, bad);
  svg.circle(1, 2, 3, bad, bad);
  svg.polyline({{0, 0}, {1, 2}}, bad, 1.0, bad);
  svg.polygon({{0, 0}, {1, 2}, {2, 2}}, bad);
  svg.area({{{0, 0}, {1, 2}, {2, 2}}}, bad);
  svg.label(1, 1, "words", 12.0, nn::Anchor::start, bad);
  const std::string text = svg.text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<a ") == 0);
  CHECK(occurrences(text, "\"x&quot;/&gt;&lt;a b=&quot;1\"") == 13);
}

TEST_CASE("An area has holes, and an inset is cut off at its edges", "[draw]") {
  nn::Svg inner(10, 20), svg(100, 100);
  inner.area({{{0, 0}, {9, 0}, {9, 9}}, {{1, 1}, {2, 1}, {2, 2}}}, "blue", 0.25);
  svg.inset(inner, 30, 40);
  const std::string text = svg.text();
  CHECK(xml_problem(text) == "");
  CHECK(
      text.find(
          "<path fill-rule=\"evenodd\" d=\"M0.00,0.00 9.00,0.00 9.00,9.00 ZM1.00,1.00 2.00,1.00 2.00,2.00 Z\" fill=\"blue\"") !=
      text.npos);
  CHECK(text.find("<svg x=\"30.00\" y=\"40.00\" width=\"10.00\" height=\"20.00\">") != text.npos);
}

TEST_CASE("A picture follows the reader's theme, or keeps one", "[draw]") {
  nn::Svg svg(10, 10);
  svg.line(0, 0, 1, 1, nn::detail::colors::ink);
  svg.rectangle(0, 0, 1, 1, "#123456", "none", 0.5, 2.0);
  svg.label(1, 1, "=#333333");
  const std::string automatic = svg.text(), light = svg.text(nn::Theme::light), dark = svg.text(nn::Theme::dark);
  CHECK(xml_problem(automatic) == "");
  CHECK(automatic.find("@media (prefers-color-scheme: dark)") != automatic.npos);
  CHECK(automatic.find("[stroke=\"#333333\"]{stroke:#d8dbe0}") != automatic.npos);
  CHECK(light.find("<style>") == light.npos);
  CHECK(light.find("stroke=\"#333333\"") != light.npos);
  CHECK(xml_problem(dark) == "");
  CHECK(dark.find("stroke=\"#d8dbe0\"") != dark.npos);
  CHECK(dark.find("fill=\"#15181d\"") != dark.npos);
  CHECK(dark.find("fill=\"#ffffff\"") == dark.npos);
  CHECK(dark.find("rx=\"2.00\" fill=\"#123456\" fill-opacity=\"0.50\"") != dark.npos);
  CHECK(dark.find(">=#333333<") != dark.npos);  // words are not colours
}

TEST_CASE("An arrow ends at its tip, and one without length is left out", "[draw]") {
  nn::Svg svg(10, 10);
  svg.arrow(0, 5, 8, 5, "red", 2.0);
  svg.arrow(3, 3, 3, 3, "red");
  const std::string text = svg.text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<polygon") == 1);
  CHECK(text.find("points=\"8.00,5.00 ") != text.npos);
}

TEST_CASE("A picture that cannot be written names the path and why", "[draw]") {
  const nn::Svg svg(10, 10);
  CHECK_THROWS_MATCHES(svg.save("/nowhere/at/all.svg"), std::runtime_error,
                       message_contains("/nowhere/at/all.svg: cannot be opened for writing: No such file or directory"));
}

}  // namespace linnet::test::svg
