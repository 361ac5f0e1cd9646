// SPDX-License-Identifier: MIT
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/full_disk.hpp>
#include <tests/support/killed.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#if LINNET_TEST_KILLED
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace linnet::test::checkpoint {

namespace nn = linnet;

/// A model with state, all of whose numbers come from `seed`.
template <class T = float>
auto network(std::uint64_t seed) {
  nn::Sequential model{nn::TypedInput<T, 3>{}, nn::Dense<4>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  model.initialize(seed);
  Random random(seed);
  for (T& number : model.state()) number = random.uniform<T>();
  return model;
}

/// The file is refused with a text that names it and has `reason` in it, and the model stays as it was.
template <class Model>
void check_refused(Model model, const std::string& path, const std::string& reason) {
  const Model before = model;
  CHECK_THROWS_MATCHES(nn::load_checkpoint(model, path), std::runtime_error,
                       message_contains("checkpoint " + path + ": ") && message_contains(reason));
  CHECK(same_model(model, before));
}

TEMPLATE_TEST_CASE("A checkpoint gives every bit of parameters and state back", "[io]", float, double) {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  auto model = network<TestType>(1), other = network<TestType>(2);
  model.parameters()[0] = std::numeric_limits<TestType>::denorm_min();
  model.parameters()[1] = -TestType(0);
  model.state()[0] = std::numeric_limits<TestType>::max();
  nn::save_checkpoint(model, path);
  REQUIRE_FALSE(same_model(model, other));
  nn::load_checkpoint(other, path);
  CHECK(same_model(model, other));
  nn::Tensor<2, TestType> x(5, 3);
  x.setConstant(TestType(0.3));
  CHECK(same_bits(model.predict(x), other.predict(x)));
  CHECK(folder.count() == 1);  // nothing is left beside it
}

TEST_CASE("A model without state has checkpoints too", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::Sequential model{nn::Input<3>{}, nn::Dense<2>{}};
  model.initialize(1);
  auto other = model;
  other.initialize(2);
  nn::save_checkpoint(model, path);
  nn::load_checkpoint(other, path);
  CHECK(same_model(model, other));
}

TEMPLATE_TEST_CASE("A checkpoint with a weight that is not finite is refused by the tensor's name", "[io]", float, double) {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  auto model = network<TestType>(1);
  model.template state<1>(1)[3] = std::numeric_limits<TestType>::infinity();
  nn::save_checkpoint(model, path);
  check_refused(network<TestType>(2), path, "batch_normalization/moving_variance has inf at [3]; every weight must be finite");
  model.template state<1>(1)[3] = TestType(1);
  model.template parameter<2>(0)[5] = std::numeric_limits<TestType>::quiet_NaN();
  nn::save_checkpoint(model, path);
  check_refused(network<TestType>(2), path, "dense_1/kernel has nan at [2, 1]; every weight must be finite");
  auto other = network<TestType>(2);
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{}), resumed = other.compile(nn::MeanSquaredError{}, nn::SGD{});
  nn::save_checkpoint(training, path);
  const auto before = other;
  CHECK_THROWS_MATCHES(nn::resume(resumed, path), std::runtime_error,
                       message_contains(" of its parameters is not finite; every weight must be"));
  CHECK(same_model(other, before));
}

TEST_CASE("A checkpoint has the layout that its header states", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  const auto model = network(1);
  nn::save_checkpoint(model, path);
  const std::vector<std::uint8_t> bytes = file_bytes(path);
  const std::size_t parameters = 4 * model.parameters().size(), state = 4 * model.state().size();
  REQUIRE(bytes.size() == 104 + parameters + state + 8);
  CHECK(std::string(bytes.begin(), bytes.begin() + 8) == "LINNETCK");
  const auto number = [&]<class T>(std::size_t at, T) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
  };
  CHECK(number(8, std::uint32_t{}) == 3);
  CHECK(number(12, std::uint32_t{}) == 4);
  CHECK(number(16, std::uint64_t{}) == nn::fingerprint<std::remove_cvref_t<decltype(model)>::Topology>);
  CHECK(number(24, std::uint64_t{}) == 0);
  CHECK(number(32, std::uint64_t{}) == parameters);
  CHECK(number(40, std::uint64_t{}) == state);
  for (std::size_t section = 2; section < 9; ++section) CHECK(number(32 + 8 * section, std::uint64_t{}) == 0);
  CHECK(std::memcmp(bytes.data() + 104, model.parameters().data(), parameters) == 0);
  CHECK(std::memcmp(bytes.data() + 104 + parameters, model.state().data(), state) == 0);
  nn::detail::Checksum sum;
  const auto all = std::as_bytes(std::span(bytes));
  sum.add(all.first(104));
  sum.add(all.subspan(104, parameters));
  sum.add(all.subspan(104 + parameters, state));
  for (int section = 2; section < 9; ++section) sum.add({});
  CHECK(number(bytes.size() - 8, std::uint64_t{}) == sum.value());
}

TEST_CASE("A file that is missing, empty or no file is refused", "[io]") {
  const TempDir folder;
  check_refused(network(2), (folder.path() / "nothing").string(), "cannot be opened: No such file or directory");
  check_refused(network(2), folder.write("empty", {}).string(), "is not a checkpoint of linnet");
  check_refused(network(2), folder.path().string(), "");
  std::vector<std::uint8_t> text(300, 'x');
  check_refused(network(2), folder.write("text", text).string(), "is not a checkpoint of linnet");
}

TEST_CASE("A checkpoint that ends early is refused, wherever it ends", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(network(1), path);
  const std::size_t size = file_bytes(path).size();
  auto model = network(2);
  const auto before = model;
  for (std::size_t length = size; length-- > 0;) {
    INFO(length << " of " << size << " bytes");
    std::filesystem::resize_file(path, length);
    CHECK_THROWS_MATCHES(nn::load_checkpoint(model, path), std::runtime_error, message_contains("checkpoint " + path + ": "));
    CHECK(same_model(model, before));
    if (length == 200) {
      check_refused(network(2), path, "has 200 bytes; its section 0, which begins at byte 104, has ");
    }
    if (length == size - 1) {
      check_refused(network(2), path, "has " + std::to_string(length) + " bytes, " + std::to_string(size) + " are expected");
    }
    if (length == 100) check_refused(network(2), path, "has 100 bytes, it ends within its header of 104");
  }
}

TEST_CASE("A file that grows while it is read is refused where it ended before within its header", "[io]") {
  nn::detail::CheckpointHeader header;
  const nn::detail::CheckpointHeader expected = header;
  header.sections[8] = std::uint64_t{50} - 104 - 8;  // what is left behind the header, if 50 - 104 is a large number
  CHECK_THROWS_MATCHES(nn::detail::header_of("growing", std::as_bytes(std::span(&header, 1)), 50, expected), std::runtime_error,
                       message_contains("checkpoint growing: has 50 bytes, it ends within its header of 104"));
}

TEST_CASE("A checkpoint of a machine with the other byte order is refused as that", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(network(1), path);
  std::vector<std::uint8_t> bytes = file_bytes(path);
  const auto swap = [&](std::size_t at, std::ptrdiff_t size) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(begin, begin + size);
  };
  swap(8, 4);
  swap(12, 4);
  for (std::size_t at = 16; at < 104; at += 8) swap(at, 8);
  for (std::size_t at = 104; at < bytes.size() - 8; at += 4) swap(at, 4);
  swap(bytes.size() - 8, 8);
  check_refused(network(2), folder.write("swapped", bytes).string(), "was written on a machine with the other byte order");
}

TEST_CASE("A checkpoint with any byte changed is refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(network(1), path);
  const std::vector<std::uint8_t> bytes = file_bytes(path);
  const auto put = [&](std::size_t at, int byte) {  // in place, which is much faster than another file
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte));
  };
  auto model = network(2);
  const auto before = model;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int change : {1, 0x10, 0x80, 0xff}) {
      INFO("byte " << i << " of " << bytes.size() << ", change " << change);
      put(i, bytes[i] ^ change);
      CHECK_THROWS_MATCHES(nn::load_checkpoint(model, path), std::runtime_error, message_contains("checkpoint " + path + ": "));
      CHECK(same_model(model, before));
    }
    put(i, bytes[i]);
  }
  nn::load_checkpoint(model, path);  // all is as it was
  CHECK(same_model(model, network(1)));

  put(148, bytes[148] ^ 1);
  check_refused(network(2), path, "is damaged: its checksum does not match");
  put(148, bytes[148]);
  put(16, bytes[16] ^ 1);  // a fingerprint that was not written
  check_refused(network(2), path, "is damaged: its checksum does not match");
  put(8, 2);
  check_refused(network(2), path, "has version 2, this linnet reads version 3");
}

TEST_CASE("Bytes behind a checkpoint are refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(network(1), path);
  std::vector<std::uint8_t> bytes = file_bytes(path);
  const std::size_t size = bytes.size();
  bytes.push_back(0);
  check_refused(network(2), folder.write("longer", bytes).string(),
                "has " + std::to_string(size + 1) + " bytes, " + std::to_string(size) + " are expected");
}

TEST_CASE("A checkpoint of another model or another scalar type is refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  const auto model = network(1);
  nn::save_checkpoint(model, path);
  const std::string numbers = nn::detail::text("is of another model: it holds ", model.parameters().size(), " parameters and ",
                                               model.state().size(), " numbers of state of 4 bytes, the model has ");
  check_refused(nn::Sequential{nn::Input<40>{}, nn::Dense<2>{}}, path, numbers);
  check_refused(nn::Sequential{nn::Input<3>{}, nn::Dense<4>{}, nn::Dense<2>{}}, path,
                "is of another model: it holds ");  // no state
  check_refused(network<double>(2), path, " of 8");
}

TEST_CASE("The checkpoint of a head is of its frozen base alone", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "head.linnet").string();
  const auto base = network(1), copy = network(1), other = network(2);
  const auto head_on = [](const auto& frozen) {
    return nn::Sequential{nn::Input<3>{}, nn::freeze<2>(frozen), nn::Dense<2, nn::softmax>{}};
  };
  auto head = head_on(base), same = head_on(copy);
  nn::save_checkpoint(head, path);
  nn::load_checkpoint(same, path);
  CHECK(same_model(head, same));
  check_refused(head_on(other), path, "its frozen layers have other numbers");

  auto training = head.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  nn::save_checkpoint(training, path);
  nn::load_checkpoint(same, path);  // of the training, for the model alone
  auto elsewhere = head_on(other);
  auto going_on = elsewhere.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  CHECK_THROWS_MATCHES(nn::resume(going_on, path), std::runtime_error,
                       message_contains("its frozen layers have other numbers"));
}

TEST_CASE("A checkpoint of another model with as many numbers is refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  const std::string sentence =
      "is of another model: it holds as many numbers, but its layers have other names or shapes, or stand in another order";
  using namespace nn;
  const auto refused = [&](const auto& saved, const auto& other) {
    REQUIRE(saved.parameters().size() == other.parameters().size());
    REQUIRE(saved.state().size() == other.state().size());
    save_checkpoint(saved, path);
    check_refused(other, path, sentence);
    save_checkpoint(other, path);
    check_refused(saved, path, sentence);
  };
  // Blocks have gaps, so that other counts of parameters may make blocks of one size.
  refused(Sequential{Input<4>{}, Dense<8>{}}, Sequential{Input<4>{}, Dense<7>{}});
  refused(Sequential{Input<4>{}, Dense<8>{}, Dense<4>{}}, Sequential{Input<8>{}, Dense<4>{}, Dense<8>{}});
  refused(Sequential{Input<6>{}, Dense<2>{}}, Sequential{Input<2, 3>{}, Flatten{}, Dense<2>{}});
  refused(Sequential{Input<3>{}, Dense<2>{}, Activation<linnet::tanh>{}}, Sequential{Input<3>{}, Dense<2>{}});
  refused(Sequential{Input<8, 8, 1>{}, Conv2D<4, 3>{}}, Sequential{Input<9, 9, 1>{}, Conv2D<4, 3>{}});
  refused(Sequential{Input<8, 8, 1>{}, Conv2D<4, Size2D{1, 3}>{}}, Sequential{Input<8, 8, 1>{}, Conv2D<4, Size2D{3, 1}>{}});
  refused(Sequential{Input<4>{}, Residual{Dense<4>{}}}, Sequential{Input<4>{}, Dense<4>{}});
  refused(Sequential{Input<4>{}, Residual{Dense<4>{}, BatchNormalization<>{}}},
          Sequential{Input<4>{}, Residual{BatchNormalization<>{}, Dense<4>{}}});

  // Settings do not count: what was trained with dropout and one activation may go on with another.
  const Sequential trained{Input<4>{}, Dropout{0.5f}, Dense<4, relu>{.kernel_regularizer = L2{0.1f}}};
  Sequential other{Input<4>{}, Dropout{0.25f}, Dense<4, linnet::tanh>{}};
  save_checkpoint(trained, path);
  CHECK_NOTHROW(load_checkpoint(other, path));
  CHECK(same_bits(trained.parameters(), other.parameters()));
}

TEST_CASE("The fingerprint of a topology stays what it is", "[io]") {
  using Mlp = nn::Topology<float, nn::Shape<4>, nn::Dense<8, nn::relu>, nn::BatchNormalization<>, nn::Dense<2>>;
  static_assert(
      nn::fingerprint<Mlp> !=
      nn::fingerprint<nn::Topology<double, nn::Shape<4>, nn::Dense<8, nn::relu>, nn::BatchNormalization<>, nn::Dense<2>>>);
  CHECK(nn::fingerprint<Mlp> == 0xe658b78d08237au);  // FNV-1a by hand; a file with another number is refused
}

TEST_CASE("A checkpoint that cannot be written names its path and leaves the older file whole", "[io]") {
  const TempDir folder;
  const auto model = network(1);
  const auto refused = [&](const std::string& path, const std::string& reason) {
    CHECK_THROWS_MATCHES(nn::save_checkpoint(network(2), path), std::runtime_error,
                         message_contains("checkpoint " + path + ": cannot be written: ") && message_contains(reason));
  };
  refused((folder.path() / "no" / "such" / "folder").string(), "No such file or directory");

  const std::filesystem::path taken = folder.path() / "taken";
  std::filesystem::create_directory(taken);
  folder.write("taken/file", {});
  refused(taken.string(), "");
  CHECK(std::filesystem::exists(taken / "file"));
  CHECK(folder.count() == 1);
#if LINNET_TEST_FULL_DISK
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(model, path);
  {
    const FullDisk full(100);
    refused(path, "");
  }
  CHECK(folder.count() == 2);
  auto loaded = network(3);
  nn::load_checkpoint(loaded, path);
  CHECK(same_model(loaded, model));
#endif
}

TEST_CASE("Files next to a checkpoint are not touched", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  const std::vector<std::uint8_t> own{1, 2, 3};
  const std::vector<std::string> names{"model.linnet.tmp", "model.linnet.0.tmp", "model.linnet.1.tmp"};
  for (const std::string& name : names) folder.write(name, own);
  folder.write("aim", own);
  std::filesystem::create_symlink("aim", path + ".2.tmp");
  std::filesystem::create_directory(path + ".3.tmp");
  nn::save_checkpoint(network(1), path);
  auto loaded = network(2);
  nn::load_checkpoint(loaded, path);
  CHECK(same_model(loaded, network(1)));
  for (const std::string& name : names) CHECK(file_bytes(folder.path() / name) == own);
  CHECK(file_bytes(folder.path() / "aim") == own);
  CHECK(std::filesystem::is_symlink(path + ".2.tmp"));
  CHECK(folder.count() == 7);
}

#if LINNET_TEST_KILLED

TEST_CASE("Two processes that save to one path both succeed, and a reader finds a whole checkpoint", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  nn::save_checkpoint(network(1), path);
  const auto saver = [&](std::uint64_t seed) {
    const pid_t child = fork();
    if (child != 0) return child;
    try {
      const auto model = network(seed);
      for (int i = 0; i < 200; ++i) nn::save_checkpoint(model, path);
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  };
  const pid_t first = saver(1), second = saver(2);
  REQUIRE(first > 0);
  REQUIRE(second > 0);
  auto loaded = network(3);
  int ended = 0, status = 0, failed = 0;
  while (ended < 2) {
    CHECK_NOTHROW(nn::load_checkpoint(loaded, path));
    for (pid_t child; ended < 2 && (child = waitpid(-1, &status, WNOHANG)) != 0; ++ended) {
      REQUIRE((child == first || child == second));
      failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
  }
  CHECK(failed == 0);
  CHECK((same_model(loaded, network(1)) || same_model(loaded, network(2))));
  CHECK(folder.count() == 1);
}

TEST_CASE("A process that is killed while it saves leaves a whole checkpoint", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.linnet").string();
  const auto large = [](std::uint64_t seed) {
    nn::Sequential model{nn::Input<64>{}, nn::Dense<200>{}, nn::BatchNormalization{}};
    model.initialize(seed);
    std::fill(model.state().begin(), model.state().end(), static_cast<float>(seed));
    return model;
  };
  const std::vector models{large(1), large(2), large(3), large(4), large(5)};
  nn::save_checkpoint(models[0], path);
  auto loaded = large(9);
  Random random(1);
  int changed = 0;
  std::size_t last = 0;
  for (int kill_number = 0; kill_number < 100; ++kill_number) {
    const std::size_t first = random.below(static_cast<std::uint32_t>(models.size()));
    kill_while([&](std::size_t i) { nn::save_checkpoint(models[(first + i) % models.size()], path); }, random.below(15000));
    INFO("kill " << kill_number);
    REQUIRE_NOTHROW(nn::load_checkpoint(loaded, path));
    const auto found = std::find_if(models.begin(), models.end(), [&](const auto& model) { return same_model(model, loaded); });
    REQUIRE(found != models.end());
    const auto now = static_cast<std::size_t>(found - models.begin());
    changed += now != last;
    last = now;
  }
  CHECK(changed > 20);  // the children did save
}

#endif

}  // namespace linnet::test::checkpoint
