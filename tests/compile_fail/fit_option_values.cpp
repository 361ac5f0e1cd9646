// SPDX-License-Identifier: MIT
// Options of fit with values of a wrong kind, with an empty value under a wrong name, and without names.
// EXPECT: fit: epochs, batch_size, validation_split, seed and verbose are numbers, shuffle is true or false
// EXPECT: fit: epochs, batch_size, seed and verbose are whole numbers, shuffle is true or false
// EXPECT: fit: class_weight is a list of classes and weights: .class_weight = {{0, 1.0f}, {1, 2.5f}}
// EXPECT: fit: callbacks is a list, even of one, of objects with a member such as on_epoch_end(FitState&): .callbacks = {EarlyStopping{}}
// EXPECT: fit: samples and validation_samples are lists of std::uint32_t, the indices of samples
// EXPECT: fit: there is no option .class_weights; write .class_weight
// EXPECT: fit: there is no option .val_data; write .validation_data
// EXPECT: fit: options have names: fit(x, y, {.epochs = 10, .batch_size = 32})
// ERRORS: 8
// AT_MOST: 11000
#include <linnet/linnet.hpp>

#include <map>

namespace nn = linnet;

void values(nn::Training<float, std::int32_t, 1>& training, const nn::Tensor<2>& x, const nn::Labels& y) {
  training.fit(x, y, {.epochs = "3"});
  training.fit(x, y, {.epochs = 3, .batch_size = 0.5f});
  training.fit(x, y, {.class_weight = std::map<int, float>{{0, 1.0f}}});
  training.fit(x, y, {.callbacks = nn::EarlyStopping{}});
  training.fit(x, y, {.samples = std::vector<int>{1, 2}});
  training.fit(x, y, {.class_weights = {}});
  training.fit(x, y, {.val_data = {x, y}});
  training.fit(x, y, 10);
}
