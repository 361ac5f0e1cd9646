// SPDX-License-Identifier: MIT
// Optimizers for which a StaticSequential does not know how many slots to make room for, or makes too few.
// EXPECT: compile: slot_count() of the optimizer is above its most_slots, the room that StaticSequential makes
// EXPECT: compile: StaticSequential must know how many slots to make room for; give the optimizer a `static constexpr int most_slots
#include <linnet/linnet.hpp>

namespace nn = linnet;

struct TooMany {
  float learning_rate = 0.1f;
  static constexpr std::string_view name = "TooMany";
  struct State {};
  static constexpr int most_slots = 2;
  constexpr int slot_count() const { return 3; }
  template <class T>
  void update(State&, const nn::Update<T>&) const {}
};

struct Unknown {
  float learning_rate = 0.1f;
  static constexpr std::string_view name = "Unknown";
  struct State {};
  int slot_count() const { return 1; }
  template <class T>
  void update(State&, const nn::Update<T>&) const {}
};

void room(nn::StaticSequential<nn::Input<4>, nn::Dense<2>>& model) {
  auto too_many = model.compile<1>(nn::MeanSquaredError{}, TooMany{});
  auto unknown = model.compile<1>(nn::MeanSquaredError{}, Unknown{});
}
