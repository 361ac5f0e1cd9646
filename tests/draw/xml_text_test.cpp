// SPDX-License-Identifier: MIT
#include <linnet/draw/xml_text.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::xml_text {

namespace nn = linnet;

TEST_CASE("Signs of XML are written as their names, control characters as blanks", "[draw]") {
  CHECK(nn::detail::escaped("a < b & \"c\" > d\n\t") == "a &lt; b &amp; &quot;c&quot; &gt; d  ");
  CHECK(nn::detail::escaped("") == "");
}

TEST_CASE("Bytes that are not UTF-8, and characters that XML forbids, become U+FFFD", "[draw]") {
  CHECK(nn::detail::escaped("gr\xc3\xbc\xc3\x9f") == "gr\xc3\xbc\xc3\x9f");
  CHECK(nn::detail::escaped("a\xff") == "a\xef\xbf\xbd");
  CHECK(nn::detail::escaped("\xc3<") == "\xef\xbf\xbd&lt;");                               // cut short
  CHECK(nn::detail::escaped("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");                    // a sign for each byte
  CHECK(nn::detail::escaped("\xef\xbf\xbe|\xef\xbf\xbf") == "\xef\xbf\xbd|\xef\xbf\xbd");  // U+FFFE and U+FFFF
  CHECK(nn::detail::escaped("\xef\xbf\xbc") == "\xef\xbf\xbc");
}

}  // namespace linnet::test::xml_text
