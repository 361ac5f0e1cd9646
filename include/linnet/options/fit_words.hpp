// SPDX-License-Identifier: MIT
// FitOptions as a call of fit gives them, in braces: the compiler answers a wrong name with the right one.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/options/option_values.hpp>

namespace linnet::detail {

enum class Misspelt {
  learning_rate,
  epoch,
  epochs_,
  epoc,
  n_epochs,
  num_epochs,
  nb_epoch,
  iterations,
  batch,
  batchsize,
  batch_size_,
  batchSize,
  bs,
  val_split,
  validationsplit,
  validation_fraction,
  split,
  val_data,
  validationdata,
  validation,
  shuffled,
  random_seed,
  random_state,
  class_weights,
  classweight,
  sample_weights,
  sampleweight,
  weights,
  callback,
  callbacks_,
  verbosity,
  verbos,
  lr,
  initial_epoch,
  steps_per_epoch,
  validation_batch_size,
  validation_freq
};

struct NotGiven {};

/// Takes anything as the value of an option that does not exist, and is an error that says what to write.
template <Misspelt Name>
struct NoOption {
  NoOption(NotGiven) {}
  template <class A>
  NoOption(const A&) {
    refuse<sizeof(A) == 0>();
  }
  NoOption(std::initializer_list<Anything>) { refuse<false>(); }

 private:
  template <bool other>
  static void refuse() {
    static_assert(other || Name != Misspelt::epoch, "fit: there is no option .epoch; write .epochs");
    static_assert(other || Name != Misspelt::epochs_, "fit: there is no option .epochs_; write .epochs");
    static_assert(other || Name != Misspelt::epoc, "fit: there is no option .epoc; write .epochs");
    static_assert(other || Name != Misspelt::n_epochs, "fit: there is no option .n_epochs; write .epochs");
    static_assert(other || Name != Misspelt::num_epochs, "fit: there is no option .num_epochs; write .epochs");
    static_assert(other || Name != Misspelt::nb_epoch, "fit: there is no option .nb_epoch; write .epochs");
    static_assert(other || Name != Misspelt::iterations, "fit: there is no option .iterations; write .epochs");
    static_assert(other || Name != Misspelt::batch, "fit: there is no option .batch; write .batch_size");
    static_assert(other || Name != Misspelt::batchsize, "fit: there is no option .batchsize; write .batch_size");
    static_assert(other || Name != Misspelt::batch_size_, "fit: there is no option .batch_size_; write .batch_size");
    static_assert(other || Name != Misspelt::batchSize, "fit: there is no option .batchSize; write .batch_size");
    static_assert(other || Name != Misspelt::bs, "fit: there is no option .bs; write .batch_size");
    static_assert(other || Name != Misspelt::val_split, "fit: there is no option .val_split; write .validation_split");
    static_assert(other || Name != Misspelt::validationsplit,
                  "fit: there is no option .validationsplit; write .validation_split");
    static_assert(other || Name != Misspelt::validation_fraction,
                  "fit: there is no option .validation_fraction; write .validation_split");
    static_assert(other || Name != Misspelt::split, "fit: there is no option .split; write .validation_split");
    static_assert(other || Name != Misspelt::val_data, "fit: there is no option .val_data; write .validation_data");
    static_assert(other || Name != Misspelt::validationdata, "fit: there is no option .validationdata; write .validation_data");
    static_assert(other || Name != Misspelt::validation, "fit: there is no option .validation; write .validation_data");
    static_assert(other || Name != Misspelt::shuffled, "fit: there is no option .shuffled; write .shuffle");
    static_assert(other || Name != Misspelt::random_seed, "fit: there is no option .random_seed; write .seed");
    static_assert(other || Name != Misspelt::random_state, "fit: there is no option .random_state; write .seed");
    static_assert(other || Name != Misspelt::class_weights, "fit: there is no option .class_weights; write .class_weight");
    static_assert(other || Name != Misspelt::classweight, "fit: there is no option .classweight; write .class_weight");
    static_assert(other || Name != Misspelt::sample_weights, "fit: there is no option .sample_weights; write .sample_weight");
    static_assert(other || Name != Misspelt::sampleweight, "fit: there is no option .sampleweight; write .sample_weight");
    static_assert(other || Name != Misspelt::weights, "fit: there is no option .weights; write .sample_weight");
    static_assert(other || Name != Misspelt::callback, "fit: there is no option .callback; write .callbacks = {...}");
    static_assert(other || Name != Misspelt::callbacks_, "fit: there is no option .callbacks_; write .callbacks = {...}");
    static_assert(other || Name != Misspelt::verbosity, "fit: there is no option .verbosity; write .verbose");
    static_assert(other || Name != Misspelt::verbos, "fit: there is no option .verbos; write .verbose");
    static_assert(other || Name != Misspelt::learning_rate,
                  "fit: there is no option .learning_rate; it is the optimizer's: Adam{.learning_rate = 0.01f}");
    static_assert(other || Name != Misspelt::lr,
                  "fit: there is no option .lr; it is the optimizer's: Adam{.learning_rate = 0.01f}");
    static_assert(other || Name != Misspelt::initial_epoch,
                  "fit: there is no option .initial_epoch; resume(path, training) continues a training (io/checkpoint.hpp)");
    static_assert(other || Name != Misspelt::steps_per_epoch,
                  "fit: there is no option .steps_per_epoch; an epoch takes all samples of arrays; fit(batches, {...}) has it");
    static_assert(other || Name != Misspelt::validation_batch_size,
                  "fit: there is no option .validation_batch_size; it is batch_size");
    static_assert(other || Name != Misspelt::validation_freq, "fit: there is no option .validation_freq; each epoch validates");
  }
};

/// FitOptions as they are written in a call of fit: the same members in the same order, and wrong names, which do not compile, at the places
/// where they are written.
template <class T>
struct FitWords {
  NoOption<Misspelt::learning_rate> learning_rate = NotGiven{};
  NumberOption<Index> epochs{};
  NoOption<Misspelt::epoch> epoch = NotGiven{};
  NoOption<Misspelt::epochs_> epochs_ = NotGiven{};
  NoOption<Misspelt::epoc> epoc = NotGiven{};
  NoOption<Misspelt::n_epochs> n_epochs = NotGiven{};
  NoOption<Misspelt::num_epochs> num_epochs = NotGiven{};
  NoOption<Misspelt::nb_epoch> nb_epoch = NotGiven{};
  NoOption<Misspelt::iterations> iterations = NotGiven{};
  NumberOption<Index> batch_size{};
  NoOption<Misspelt::batch> batch = NotGiven{};
  NoOption<Misspelt::batchsize> batchsize = NotGiven{};
  NoOption<Misspelt::batch_size_> batch_size_ = NotGiven{};
  NoOption<Misspelt::batchSize> batchSize = NotGiven{};
  NoOption<Misspelt::bs> bs = NotGiven{};
  NumberOption<float> validation_split{};
  NoOption<Misspelt::val_split> val_split = NotGiven{};
  NoOption<Misspelt::validationsplit> validationsplit = NotGiven{};
  NoOption<Misspelt::validation_fraction> validation_fraction = NotGiven{};
  NoOption<Misspelt::split> split = NotGiven{};
  Dataset<T> validation_data{};
  NoOption<Misspelt::val_data> val_data = NotGiven{};
  NoOption<Misspelt::validationdata> validationdata = NotGiven{};
  NoOption<Misspelt::validation> validation = NotGiven{};
  NumberOption<bool> shuffle{};
  NoOption<Misspelt::shuffled> shuffled = NotGiven{};
  NumberOption<std::optional<std::uint64_t>> seed{};
  NoOption<Misspelt::random_seed> random_seed = NotGiven{};
  NoOption<Misspelt::random_state> random_state = NotGiven{};
  ClassWeightOption class_weight{};
  NoOption<Misspelt::class_weights> class_weights = NotGiven{};
  NoOption<Misspelt::classweight> classweight = NotGiven{};
  ArrayView<T> sample_weight{};
  NoOption<Misspelt::sample_weights> sample_weights = NotGiven{};
  NoOption<Misspelt::sampleweight> sampleweight = NotGiven{};
  NoOption<Misspelt::weights> weights = NotGiven{};
  CallbacksOption callbacks{};
  NoOption<Misspelt::callback> callback = NotGiven{};
  NoOption<Misspelt::callbacks_> callbacks_ = NotGiven{};
  IndicesOption samples{};
  IndicesOption validation_samples{};
  NumberOption<int> verbose{};
  NoOption<Misspelt::verbosity> verbosity = NotGiven{};
  NoOption<Misspelt::verbos> verbos = NotGiven{};
  NoOption<Misspelt::lr> lr = NotGiven{};
  NoOption<Misspelt::initial_epoch> initial_epoch = NotGiven{};
  NoOption<Misspelt::steps_per_epoch> steps_per_epoch = NotGiven{};
  NoOption<Misspelt::validation_batch_size> validation_batch_size = NotGiven{};
  NoOption<Misspelt::validation_freq> validation_freq = NotGiven{};

  FitOptions<T> options() const {
    FitOptions<T> options;
    epochs.write(options.epochs);
    batch_size.write(options.batch_size);
    validation_split.write(options.validation_split);
    options.validation_data = validation_data;
    shuffle.write(options.shuffle);
    seed.write(options.seed);
    class_weight.write(options.class_weight);
    options.sample_weight = sample_weight;
    callbacks.write(options.callbacks);
    samples.write(options.samples);
    validation_samples.write(options.validation_samples);
    verbose.write(options.verbose);
    return options;
  }
};

}  // namespace linnet::detail
