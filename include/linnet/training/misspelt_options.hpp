// SPDX-License-Identifier: MIT
// Options of fit by wrong names: the compiler answers with the right name, not with everything that it knows of the model.
#pragma once

#include <linnet/training/fit_options.hpp>

namespace linnet::detail {

enum class Misspelt { epoch, batch, batchsize, val_split, val_data, class_weights, sample_weights, callback, learning_rate };

/// Takes anything as the value of an option that does not exist, and is an error that says what to write.
template <Misspelt Name>
struct NoOption {
  NoOption() = default;
  template <class A>
  NoOption(const A&) {
    constexpr bool other = sizeof(A) == 0;
    static_assert(other || Name != Misspelt::epoch, "fit: there is no option .epoch; write .epochs");
    static_assert(other || Name != Misspelt::batch, "fit: there is no option .batch; write .batch_size");
    static_assert(other || Name != Misspelt::batchsize, "fit: there is no option .batchsize; write .batch_size");
    static_assert(other || Name != Misspelt::val_split, "fit: there is no option .val_split; write .validation_split");
    static_assert(other || Name != Misspelt::val_data, "fit: there is no option .val_data; write .validation_data");
    static_assert(other || Name != Misspelt::class_weights, "fit: there is no option .class_weights; write .class_weight");
    static_assert(other || Name != Misspelt::sample_weights, "fit: there is no option .sample_weights; write .sample_weight");
    static_assert(other || Name != Misspelt::callback, "fit: there is no option .callback; write .callbacks = {...}");
    static_assert(other || Name != Misspelt::learning_rate,
                  "fit: there is no option .learning_rate; it is the optimizer's: Adam{.learning_rate = 0.01f}");
  }
};

/// FitOptions with the wrong names at the places where they are written.
template <class T>
struct MisspeltFitOptions {
  NoOption<Misspelt::learning_rate> learning_rate{};
  Index epochs = 1;
  NoOption<Misspelt::epoch> epoch{};
  Index batch_size = 32;
  NoOption<Misspelt::batch> batch{};
  NoOption<Misspelt::batchsize> batchsize{};
  float validation_split = 0.0f;
  NoOption<Misspelt::val_split> val_split{};
  Dataset<T> validation_data{};
  NoOption<Misspelt::val_data> val_data{};
  bool shuffle = true;
  std::optional<std::uint64_t> seed{};
  ClassWeight class_weight{};
  NoOption<Misspelt::class_weights> class_weights{};
  ArrayView<T> sample_weight{};
  NoOption<Misspelt::sample_weights> sample_weights{};
  std::vector<AnyCallback> callbacks{};
  NoOption<Misspelt::callback> callback{};
  IndexView samples{};
  IndexView validation_samples{};
  int verbose = 1;
};

}  // namespace linnet::detail
