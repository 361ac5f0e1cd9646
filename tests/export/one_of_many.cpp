// SPDX-License-Identifier: MIT
// Includes the exported header HEADER, whose models stand in namespace NAMESPACE, and holds its predictions against the file NAME.data.
// A program has several of these files; in two of them the headers have one name, and so have their models.
#include HEADER

#include <tests/export/check.hpp>

void CHECK(const char* folder) {
  using namespace export_check;
  check_predictions(folder, NAME, NAMESPACE::model, NAMESPACE::self_test());
  static NAMESPACE::Model::Memory memory;
  expect(NAMESPACE::self_test(memory) == linnet::SelfTestResult::ok, NAME, "the self test in memory fails");
}
