// SPDX-License-Identifier: MIT
// The same bits from each file, whichever function a linker keeps of those that files share.
#include "trained.hpp"

#include <cstdio>

float trained_plain(Model&, StaticModel&);
float trained_fast(Model&, StaticModel&);
float trained_small(Model&, StaticModel&);

int main() {
  float results[3];
  float* result = results;
  for (const auto trained : {trained_plain, trained_fast, trained_small}) {
    Model model{{}, {}, {}};
    StaticModel small{{}, {}, {}, {}, {}};
    *result++ = trained(model, small);
  }
  std::printf("%a %a %a\n", static_cast<double>(results[0]), static_cast<double>(results[1]), static_cast<double>(results[2]));
  return results[0] == results[1] && results[1] == results[2] ? 0 : 1;
}
