// SPDX-License-Identifier: MIT
#include <linnet/draw/arrange.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::arrange {

namespace nn = linnet;

TEST_CASE("Pictures stand in rows, each in the middle of its cell", "[draw]") {
  const nn::Svg wide(100, 20), high(40, 60), small(10, 10);
  const nn::Svg all = nn::arrange({wide, high, small}, 2);
  CHECK(all.width() == 140.0);
  CHECK(all.height() == 70.0);
  const std::string text = all.text();
  CHECK(xml_problem(text) == "");
  CHECK(text.find("translate(0.00 20.00)") != text.npos);   // wide, in the row of high
  CHECK(text.find("translate(100.00 0.00)") != text.npos);  // high
  CHECK(text.find("translate(45.00 60.00)") != text.npos);  // small, in the column of wide
  CHECK(nn::arrange({small}, 3).width() == 10.0);
  CHECK_THROWS_MATCHES(nn::arrange({}, 2), nn::InvalidInput, message_contains("found 0 pictures, 2 columns"));
}

}  // namespace linnet::test::arrange
