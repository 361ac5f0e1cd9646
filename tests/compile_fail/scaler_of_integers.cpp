// SPDX-License-Identifier: MIT
// EXPECT: a scaler takes and gives float or double; convert integers first, for example with .cast<float>()
#include <linnet/data/scalers.hpp>

#include <cstdint>

void instantiate() {
  const linnet::Tensor<2, std::int32_t> x(2, 3);
  linnet::StandardScaler scaler;
  scaler.fit(x);
  scaler.transform(x);
}
