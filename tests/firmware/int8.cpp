// SPDX-License-Identifier: MIT
// The int8 kernels of this CPU equal the reference in every output.
#include <linnet/kernels/int8/target.hpp>
#include <linnet/quantized.hpp>
#include <tests/kernels/int8/product_cases.hpp>

#include "board.hpp"

// The bytes of a model are known before it is flashed; a host pads to its vectors.
using Model = linnet::FrozenQuantized<linnet::Input<64>, linnet::Dense<32, linnet::relu>, linnet::Dense<10>>;
static_assert(LINNET_HOST ||
              (Model::parameter_bytes() < 3'500 && Model::inference_bytes() < 400 && sizeof(Model::Memory) < 410));

int main() {
  using linnet::kernels::int8::Native;
  board::print("products ", linnet::test::product_differences_of_all<Native>(), '\n');
  board::print("depthwise ", linnet::test::depthwise_differences_of_all<Native>(), '\n');
}
