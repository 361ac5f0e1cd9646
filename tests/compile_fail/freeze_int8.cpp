// SPDX-License-Identifier: MIT
// EXPECT: FrozenInt8: it must be the first layer; no layer before it may train
// EXPECT: freeze: the model is a temporary; give it a name, its parameters are read where they are
// EXPECT: freeze: the model has fewer layers that compute; a layer with its activation and its max pool is one, a Flatten none
// EXPECT: FrozenInt8: the int8 model has an input of another shape
// EXPECT: export_header: the first layers of this model are those of an int8 model; export that model, and train its head on the device
// EXPECT: quantize: the first layers of this model are those of an int8 model, which has its numbers
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

using Model = linnet::Sequential<linnet::Input<4>, linnet::Dense<4>>;
using Quantized = decltype(linnet::quantize(std::declval<const Model&>(), linnet::ArrayView<float>{}));

auto of_temporary(Quantized&& q) { return linnet::freeze<1>(std::move(q)); }
auto too_many(const Quantized& q) { return linnet::freeze<2>(q); }

void instantiate(const Quantized& q) {
  linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<4>{}, linnet::freeze<1>(q), linnet::Dense<2>{}};
  auto training = model.compile(linnet::MeanSquaredError{}, linnet::SGD{});
  linnet::Tensor<2> x(1, 4), y(1, 2);
  (void)training.train_on_batch(x, y);
  const linnet::Sequential other{linnet::Input<2, 2>{}, linnet::freeze<1>(q)};
  (void)other.predict(x);
  linnet::export_header(linnet::Sequential{linnet::Input<4>{}, linnet::freeze<1>(q)}, "model.hpp");
  linnet::quantize(linnet::Sequential{linnet::Input<4>{}, linnet::freeze<1>(q), linnet::Dense<2>{}}, x);
}
