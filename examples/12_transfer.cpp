// SPDX-License-Identifier: MIT
// Transfer learning: a network that has learned the digits 0 to 7 learns 8 and 9 from few pictures. First only its new last layer trains,
// on frozen layers, then all of it at a lower rate.
#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <chrono>
#include <cstdio>
#include <vector>

namespace nn = linnet;

namespace {

/// Those of the first `count` samples that are digits from `least` to `most`, as indices.
std::vector<std::uint32_t> with_digits(const nn::Labels& y, std::int32_t least, std::int32_t most, nn::Index count) {
  std::vector<std::uint32_t> found;
  for (nn::Index i = 0; i < count; ++i) {
    if (y(i) >= least && y(i) <= most) found.push_back(static_cast<std::uint32_t>(i));
  }
  return found;
}

/// Trains on x and y, and prints how long it took and how many test digits are then right: all, and those of 8 and 9.
template <class Training>
double learn(const char* what, Training training, nn::Index epochs, const nn::Tensor<3>& x, const nn::Labels& y,
             const nn::Mnist& test) {
  const auto start = std::chrono::steady_clock::now();
  training.fit(x, y, {.epochs = epochs, .batch_size = 20, .seed = 1, .verbose = 0});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const std::vector<std::uint32_t> new_digits = with_digits(test.y_test, 8, 9, test.y_test.size());
  const double all = training.evaluate(test.x_test, test.y_test)["accuracy"];
  const double of_new = training.evaluate(test.x_test, test.y_test, new_digits)["accuracy"];
  std::printf("%-36s %6.2f s   accuracy %.3f, of 8 and 9 %.3f\n", what, seconds.count(), all, of_new);
  return all;
}

}  // namespace

int main() {
  const nn::Mnist mnist = nn::load_mnist("data/mnist");
  const nn::SparseCategoricalCrossentropy loss;

  // A base for the digits 0 to 7.
  nn::Sequential base{nn::Input<28, 28, 1>{},
                      nn::Conv2D<8, 3, nn::relu>{},
                      nn::BatchNormalization<>{.momentum = 0.9f},
                      nn::MaxPooling2D<2>{},
                      nn::Conv2D<16, 3, nn::relu>{},
                      nn::BatchNormalization<>{.momentum = 0.9f},
                      nn::MaxPooling2D<2>{},
                      nn::Flatten{},
                      nn::Dense<32, nn::relu>{},
                      nn::Dense<8, nn::softmax>{}};
  const auto old_digits = with_digits(mnist.y_train, 0, 7, 4000);
  const auto old_test = with_digits(mnist.y_test, 0, 7, mnist.y_test.size());
  auto training = base.compile(loss, nn::Adam{.learning_rate = 0.002f}, nn::Accuracy{});
  const auto start = std::chrono::steady_clock::now();
  training.fit(nn::take(mnist.x_train, old_digits), nn::take(mnist.y_train, old_digits),
               {.epochs = 3, .seed = 1, .verbose = 0});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%-36s %6.2f s   accuracy %.3f of 0 to 7\n", "the base, of digits 0 to 7", seconds.count(),
              training.evaluate(nn::take(mnist.x_test, old_test), nn::take(mnist.y_test, old_test))["accuracy"]);

  // 100 pictures of all ten digits. All layers but the last come with their weights; the last one is new.
  const nn::Tensor<3> x = nn::slice(mnist.x_train, 4500, 100);
  const nn::Labels y = nn::slice(mnist.y_train, 4500, 100);
  auto model = nn::first_layers<-1>(base, nn::Dense<10, nn::softmax>{});
  auto head = nn::freeze_layers<0, -1>(model);
  learn("a new last layer, 100 pictures", head.compile(loss, nn::Adam{.learning_rate = 0.005f}, nn::Accuracy{}), 40, x, y,
        mnist);
  const double tuned = learn("then all layers, at a lower rate",
                             model.compile(loss, nn::Adam{.learning_rate = 0.002f}, nn::Accuracy{}), 20, x, y, mnist);

  // The same network without what the base knows.
  model.initialize(1);
  const double alone = learn("the same network from the beginning",
                             model.compile(loss, nn::Adam{.learning_rate = 0.002f}, nn::Accuracy{}), 60, x, y, mnist);
  return tuned > alone ? 0 : 1;
}
