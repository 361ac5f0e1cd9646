// SPDX-License-Identifier: MIT
// EXPECT: freeze_layers: no layer of the model has this name; summary() prints the names
// EXPECT: freeze_layers: no layers are there; positions are from 0 to the number of layers, negative ones count from the end
// EXPECT: freeze_layers: name one place, as in freeze_layers<4> for the first four layers, or two: freeze_layers<2, 4>
// EXPECT: freeze_layers: the model is a temporary; give it a name, its training refers to it
// EXPECT: freeze_layers: the model is const; training changes it
// EXPECT: freeze_layers: no layer is left that trains
// EXPECT: freeze_layers: the compiler must know the places, which stand in angle brackets
// EXPECT: freeze_layers: this is no model; layers are frozen before compile
// EXPECT: first_layers: the compiler must know the place, which stands in angle brackets
// EXPECT: first_layers: this is no model; give the model itself, not its training nor freeze_layers of it
// EXPECT: fit: a model is trained by what compile returns
// EXPECT: evaluate: a model is evaluated by what compile returns
// EXPECT: copy_weights: the two models must begin with these layers, of the same sizes
// EXPECT: copy_weights: no layer of the first model has this name
// EXPECT: first_layers: no layer of the model has this name
#include <linnet/linnet.hpp>

namespace nn = linnet;

using Model = decltype(nn::Sequential{nn::Input<4>{}, nn::Dense<3>{}, nn::Dense<2>{}});

void names(Model& model) { (void)nn::freeze_layers<"dense_2">(model); }
void positions(Model& model) { (void)nn::freeze_layers<2, 1>(model); }
void places(Model& model) { (void)nn::freeze_layers<0, 1, 2>(model); }
void temporary() { (void)nn::freeze_layers<1>(Model{nn::Input<4>{}, nn::Dense<3>{}, nn::Dense<2>{}}); }
void constant(const Model& model) { (void)nn::freeze_layers<1>(model); }
void parentheses(Model& model) { (void)nn::freeze_layers(model, 3); }
void of_training(Model& model) {
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  (void)nn::freeze_layers<1>(training);
  (void)nn::first_layers<1>(training);
}
void first_of_part(Model& model) { (void)nn::first_layers<1>(nn::freeze_layers<1>(model)); }
void first_in_parentheses(const Model& model) { (void)nn::first_layers(model, 2); }
void fit(Model& model) { nn::freeze_layers<1>(model).fit(nn::Tensor<2>(1, 4), nn::Tensor<2>(1, 2), {.epochs = 2}); }
void evaluate(Model& model) { nn::freeze_layers<1>(model).evaluate(nn::Tensor<2>(1, 4), nn::Tensor<2>(1, 2)); }
void all(Model& model) { (void)nn::freeze_layers<2>(model); }
void other_sizes(const Model& model) {
  nn::Sequential other{nn::Input<4>{}, nn::Dense<5>{}, nn::Dense<2>{}};
  nn::copy_weights<1>(model, other);
}
void other_names(const Model& model, Model& to) { nn::copy_weights<"flatten">(model, to); }
void first(const Model& model) { (void)nn::first_layers<"flatten">(model); }
