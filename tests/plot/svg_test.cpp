// SPDX-License-Identifier: MIT
#include <linnet/plot/svg.hpp>

#include <linnet/plot/report.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::svg {

namespace nn = linnet;

TEST_CASE("The check of XML finds what is wrong", "[plot]") {
  CHECK(xml_problem("<a b=\"1\"><c/>x &lt; y</a>") == "");
  CHECK(xml_problem("<a><b></a></b>") != "");
  CHECK(xml_problem("<a>") != "");
  CHECK(xml_problem("<a b=1/>") != "");
  CHECK(xml_problem("<a b=\"1\" b=\"2\"/>") != "");
  CHECK(xml_problem("<a>x & y</a>") != "");
}

TEST_CASE("Every shape of Svg is well-formed XML", "[plot]") {
  nn::Svg inner(10, 10), svg(200.5, 100);
  inner.circle(1, 2, 3, "red");
  svg.rectangle(1, 2, 3, 4, "blue", "black");
  svg.line(0, 0, 10.123456, -5, "#123456", 2.5, "4 2");
  svg.polyline({{0, 0}, {1, 2}, {3, 4}}, "green");
  svg.label(5, 6, "a < b & \"c\"\n", 12, nn::Anchor::end, "#333", -90);
  svg.pixels(1, 1, 2, 2, {0, 255, 128, 128});
  svg.place(inner, 7, 8);
  const std::string text = svg.text();
  CHECK(xml_problem(text) == "");
  CHECK(text.find("width=\"200.50\" height=\"100.00\"") != text.npos);
  CHECK(text.find("a &lt; b &amp; &quot;c&quot; ") != text.npos);
  CHECK(text.find("x2=\"10.12\" y2=\"-5.00\"") != text.npos);
  CHECK(text.find("points=\"0.00,0.00 1.00,2.00 3.00,4.00 \"") != text.npos);
  CHECK(text.find("<path fill=\"rgb(255,255,255)\" d=\"M1 0h1v1h-1z\"/>") != text.npos);
  CHECK(text.find("<path fill=\"rgb(128,128,128)\" d=\"M0 1h1v1h-1zM1 1h1v1h-1z\"/>") != text.npos);
  CHECK(text.find("rotate(-90.00 5.00 6.00)") != text.npos);
  CHECK(occurrences(text, "<circle") == 1);
}

TEST_CASE("A report holds its headings, tables and pictures", "[plot]") {
  nn::Svg svg(10, 10);
  nn::Report page("a < b");
  page.heading("Results").paragraph("x & y").table("1  2\n3  4").picture(svg);
  const std::string text = page.text();
  CHECK(text.rfind("<!DOCTYPE html>", 0) == 0);
  CHECK(text.find("<title>a &lt; b</title>") != text.npos);
  CHECK(text.find("<pre>1  2\n3  4</pre>") != text.npos);
  CHECK(text.find("<p>x &amp; y</p>") != text.npos);
  CHECK(occurrences(text, "<svg ") == 1);
}

TEST_CASE("A picture that cannot be written names the path and why", "[plot]") {
  const nn::Svg svg(10, 10);
  CHECK_THROWS_MATCHES(svg.save("/nowhere/at/all.svg"), std::runtime_error,
                       message_contains("/nowhere/at/all.svg: cannot be opened for writing: No such file or directory"));
  CHECK_THROWS_MATCHES(nn::Report("x").save("/nowhere/x.html"), std::runtime_error, message_contains("/nowhere/x.html"));
}

}  // namespace linnet::test::svg
