// SPDX-License-Identifier: MIT
// The only file of the library that knows linnet. No exception leaves it.
#include "classifier.h"

#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <exception>
#include <memory>
#include <span>
#include <string>

namespace nn = linnet;

namespace {

auto make_model() {
  return nn::Sequential{nn::Input<classifier_features>{}, nn::Dense<16, nn::relu>{},
                        nn::Dense<classifier_classes, nn::softmax>{}};
}

thread_local std::string last_error;

/// Calls act() and returns what it returns, or `failed` if it throws.
template <class Act, class Result>
Result guarded(Result failed, const Act& act) {
  try {
    return act();
  } catch (const std::exception& error) {
    last_error = error.what();
    return failed;
  }
}

std::span<const float> rows(const float* x, std::size_t samples) { return {x, samples * classifier_features}; }

}  // namespace

struct classifier {
  nn::ModelOf<make_model> model = make_model();
};

classifier* classifier_create(std::uint64_t seed) {
  return guarded(static_cast<classifier*>(nullptr), [&] {
    auto made = std::make_unique<classifier>();
    made->model.initialize(seed);
    return made.release();
  });
}

classifier* classifier_open(const char* path) {
  return guarded(static_cast<classifier*>(nullptr), [&] {
    auto made = std::make_unique<classifier>();
    nn::load(made->model, path);
    return made.release();
  });
}

void classifier_destroy(classifier* c) { delete c; }

int classifier_fit(classifier* c, const float* x, const std::int32_t* y, std::size_t samples, int epochs) {
  return guarded(-1, [&] {
    auto training = c->model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
    training.fit(rows(x, samples), std::span(y, samples), {.epochs = epochs, .seed = 1, .verbose = 0});
    return 0;
  });
}

int classifier_predict(const classifier* c, const float* x, std::size_t samples, float* p) {
  return guarded(-1, [&] {
    c->model.predict(rows(x, samples), std::span(p, samples * classifier_classes));
    return 0;
  });
}

int classifier_save(const classifier* c, const char* path) {
  return guarded(-1, [&] {
    nn::save(c->model, path);
    return 0;
  });
}

const char* classifier_error() { return last_error.c_str(); }
