// SPDX-License-Identifier: MIT
// EXPECT: quantize: a chip does not quantise frozen layers, whose numbers are elsewhere; quantise this model on a host
// EXPECT: quantize: this model trains with rounding; quantise it on a host, which takes the ranges that it found
// EXPECT: quantize: the int8 numbers are of another model; declare them as StaticQuantizedOf<decltype(model)>
// EXPECT: quantize: the model is in double; train it in float
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

nn::StaticSequential base{nn::Input<4>{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
nn::StaticSequential head{nn::Input<4>{}, nn::freeze<1>(base), nn::Dense<2>{}};
nn::StaticQuantizedOf<decltype(head)> head_int8;

nn::StaticSequential tuned{nn::Input<4>{}, nn::quantized::Rounding{nn::Dense<3>{}}, nn::quantized::FakeQuantize<nn::relu>{}};
nn::StaticQuantizedOf<decltype(tuned)> tuned_int8;

nn::StaticSequential exact{nn::TypedInput<double, 4>{}, nn::Dense<2>{}};
nn::StaticQuantizedOf<decltype(exact)> exact_int8;

nn::StaticSequential other{nn::Input<4>{}, nn::Dense<2>{}};
nn::StaticQuantizedOf<decltype(other)> other_int8;

void instantiate(nn::FlatView<const float> x) { nn::quantize(base, x, other_int8); }
