// SPDX-License-Identifier: MIT
// Nothing of linnet's is found by warnings that programs switch on and that -Wall and -Wextra have not.
// EXPECT_COMPILES
#if defined(__GNUC__)
#pragma GCC diagnostic error "-Wconversion"
#pragma GCC diagnostic error "-Wsign-conversion"
#pragma GCC diagnostic error "-Wdouble-promotion"
#pragma GCC diagnostic error "-Wold-style-cast"
#pragma GCC diagnostic error "-Wundef"
#if !defined(__clang__)
#pragma GCC diagnostic error "-Wuseless-cast"
#endif
#endif
#include <linnet/data/npy.hpp>
#include <linnet/io/backup_and_restore.hpp>
#include <linnet/io/model_checkpoint.hpp>
#include <linnet/linnet.hpp>
#include <linnet/model_selection/cross_validation.hpp>
#include <linnet/model_selection/grid_search.hpp>

namespace nn = linnet;

int main() {
  const auto make = [] {
    return nn::Sequential{nn::Input<8, 8, 3>{},
                          nn::Normalization{},
                          nn::Conv2D<4, 3, nn::relu>{.kernel_regularizer = nn::L2{}},
                          nn::BatchNormalization<>{},
                          nn::MaxPooling2D<2>{},
                          nn::DepthwiseConv2D<2>{},
                          nn::Residual{nn::Conv2D<4, 1, nn::relu>{}},
                          nn::Flatten{},
                          nn::Dense<3, nn::softmax>{}};
  };
  const auto compile = [](auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::AdamW{}, nn::Accuracy{}, nn::F1<3>{}, nn::RocAuc<3>{});
  };
  const auto x = nn::read_npy<4>("x.npy");
  const nn::Labels y = nn::read_npy<1, std::int32_t>("y.npy");
  nn::cross_validate(make, compile, x, y, nn::StratifiedKFold{}.split(y), {.epochs = 1});
  const nn::ParameterGrid grid{nn::Values{"epochs", {1, 2}}, nn::Values{"shuffle", {true}}};
  const auto candidate = [&](nn::Index epochs, bool shuffle) {
    return nn::Candidate{make, compile, {.epochs = epochs, .shuffle = shuffle}};
  };
  nn::grid_search(grid.candidates(candidate), x, y, nn::StratifiedKFold{}.split(y), {.scoring = "f1"}).refit(x, y);
  auto model = make();
  auto training = compile(model);
  training.fit(x, y, {.callbacks = {nn::BackupAndRestore{.path = "backup"}, nn::ModelCheckpoint{.path = "best"}}});
  nn::save_checkpoint(training, "checkpoint");
  nn::resume(training, "checkpoint");
}
