// SPDX-License-Identifier: MIT
#include <linnet/io/path_pattern.hpp>

#include <tests/support/catch.hpp>

#include <string>
#include <vector>

namespace linnet::test::path_pattern {

std::string path_of(const std::string& pattern, Index epoch = 7, double loss = 0.06, double r2 = -1234.5) {
  const std::vector<std::pair<std::string_view, double>> logs{{"loss", 1.0}, {"val_loss", loss}, {"val_r2", r2}};
  return detail::path_of("ModelCheckpoint", pattern, epoch, logs);
}

TEST_CASE("Fields of a path are those of Python's str.format", "[io]") {  // each text is what Python gives
  CHECK(path_of("plain.ck") == "plain.ck");
  CHECK(path_of("{epoch}/{epoch}") == "7/7");
  CHECK(path_of("w.{epoch:02d}-{val_loss:.2f}.ck") == "w.07-0.06.ck");
  CHECK(path_of("{epoch:03}|{epoch:3}|{epoch:3d}|{epoch:d}|{epoch:02d}", 1234) == "1234|1234|1234|1234|1234");
  CHECK(path_of("{epoch:03}|{epoch:3}|{epoch:.1f}|{epoch:06.1f}") == "007|  7|7.0|0007.0");
  CHECK(path_of("{val_loss}|{val_loss:f}|{val_loss:e}|{val_loss:g}") == "0.06|0.060000|6.000000e-02|0.06");
  CHECK(path_of("{val_loss:.3e}|{val_loss:.1g}|{val_loss:.0f}|{val_loss:8.3f}|") == "6.000e-02|0.06|0|   0.060|");
  CHECK(path_of("{val_r2:.1f}|{val_r2:010.2f}|{val_r2:10.2f}|{val_r2:g}|{val_r2:.2g}") ==
        "-1234.5|-001234.50|  -1234.50|-1234.5|-1.2e+03");
  CHECK(path_of("{{epoch}}_{{{epoch}}}_}}{{") == "{epoch}_{7}_}{");
}

TEST_CASE("An unknown field of a path is refused with a list of the known ones", "[io]") {
  const auto refused = [](const std::string& pattern, const std::string& reason) {
    CHECK_THROWS_MATCHES(path_of(pattern), InvalidInput,
                         message_contains("ModelCheckpoint: path \"" + pattern + "\": " + reason));
  };
  refused("{auc}", "there is no \"auc\", only epoch, loss, val_loss, val_r2");
  refused("w{}", "there is no \"\", only ");
  refused("{epoch", "there is a single {");
  refused("w}", "there is a single }");
  for (const char* field : {"epoch:02x", "epoch:.2d", "epoch:<3", "val_loss:d", "val_loss:.3", "val_loss:+.2f", "val_loss:.2%",
                            "epoch:99999999999d", "val_loss:.51f", "val_loss:,", "epoch:2d ", "epoch!r"}) {
    CHECK_THROWS_AS(path_of(std::string("{") + field + "}"), InvalidInput);
  }
  refused("{epoch:02x}",
          "{epoch:02x} has a format that is not known; write {epoch}, {epoch:02d}, or {val_loss:.2f} (f, e or g)");
}

}  // namespace linnet::test::path_pattern
