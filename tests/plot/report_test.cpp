// SPDX-License-Identifier: MIT
#include <linnet/plot/report.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::report {

namespace nn = linnet;

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
  CHECK_THROWS_MATCHES(nn::Report("x").save("/nowhere/x.html"), std::runtime_error, message_contains("/nowhere/x.html"));
}

TEST_CASE("A report keeps the characters of its words", "[plot]") {
  CHECK(occurrences(nn::Report("x").table("gr\xc3\xbc\n\xc3\x9f\xff").text(), "<pre>gr\xc3\xbc\n\xc3\x9f\xef\xbf\xbd</pre>") ==
        1);
}

}  // namespace linnet::test::report
