// SPDX-License-Identifier: MIT
#include <linnet/deploy/weight_record.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/nor_flash.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::weight_record {

namespace nn = linnet;

using Flash = NorFlash<256, 4, 8>;
static_assert(nn::PageStorage<Flash>);

/// A model with state, all of whose numbers come from `seed`: 12 + 4 + 4 + 4 + 8 + 2 parameters and 8 numbers of state.
template <template <class...> class Home = nn::StaticSequential>
auto network(std::uint64_t seed) {
  Home model{nn::Input<3>{}, nn::Dense<4>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  model.initialize(seed);
  Random random(seed);
  for (float& bias : model.template parameter<0>(1)) bias = random.uniform<float>();
  for (std::size_t i : {0u, 1u}) {
    for (float& number : model.template state<1>(i)) number = random.uniform<float>();
  }
  return model;
}
using Net = decltype(network(1));

/// Returns the result of load_weights; checks that the model does not change unless it is ok.
template <class S>
RecordResult loaded(S storage, Net& model) {
  const Net before = model;
  const RecordResult result = nn::load_weights(storage, model);
  if (result != RecordResult::ok) CHECK(same_model(model, before));
  return result;
}

TEST_CASE("A model comes back from a storage with every bit", "[deploy]") {
  const auto through = []<class S>(S storage) {
    Net model = network(9);
    CHECK(loaded(storage, model) == RecordResult::empty);
    for (std::uint64_t seed = 1; seed < 6; ++seed) {  // from slot to slot
      REQUIRE(nn::save_weights(storage, network(seed)) == RecordResult::ok);
      REQUIRE(nn::load_weights(storage, model) == RecordResult::ok);
      CHECK(same_model(model, network(seed)));
      CHECK(storage.misuse == 0);
    }
    CHECK(storage.bytes.size() == S::page_size * S::page_count);
  };
  through(NorFlash<4096, 2, 256>{});
  through(NorFlash<256, 4, 8>{});
  through(NorFlash<256, 5, 32>{});  // the last page is spare
  through(NorFlash<64, 8, 1>{});
  through(NorFlash<24, 20, 2>{});  // pages smaller than a chunk
  through(NorFlash<120, 6, 12>{});
}

TEST_CASE("A record has the layout that its header states, on the host as on a target", "[deploy]") {
  STATIC_REQUIRE(nn::weight_record_bytes<Net> == 32 + 4 * (34 + 8));
  const Net model = network(1);
  std::vector<float> packed;  // by hand
  const auto add = [&](auto tensor) { packed.insert(packed.end(), tensor.begin(), tensor.end()); };
  for (const std::size_t i : {0u, 1u}) add(model.parameter<0>(i));
  for (const std::size_t i : {0u, 1u}) add(model.parameter<1>(i));
  for (const std::size_t i : {0u, 1u}) add(model.parameter<2>(i));
  for (const std::size_t i : {0u, 1u}) add(model.state<1>(i));
  REQUIRE(packed.size() == 42);

  Flash flash;
  REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
  const auto number = [&]<class T>(std::size_t at, T) {
    T value;
    std::memcpy(&value, flash.bytes.data() + at, sizeof value);
    return value;
  };
  CHECK(std::memcmp(flash.bytes.data(), "LNWR", 4) == 0);
  CHECK(number(4, std::uint32_t{}) == 2);
  CHECK(number(8, std::uint64_t{}) == nn::model_fingerprint(model));
  CHECK(number(16, std::uint32_t{}) == 0);  // the first
  CHECK(number(20, std::uint32_t{}) == 4 * packed.size());
  CHECK(std::memcmp(flash.bytes.data() + 24, packed.data(), 4 * packed.size()) == 0);
  nn::Crc32 crc;
  crc.add(std::span(flash.bytes).first(24 + 168));
  CHECK(number(24 + 168, std::uint32_t{}) == crc.value());
  CHECK(std::memcmp(flash.bytes.data() + 24 + 172, "DONE", 4) == 0);
  for (std::size_t i = 200; i < flash.bytes.size(); ++i) REQUIRE(flash.bytes[i] == std::byte{0xFF});

  NorFlash<512, 2, 1> other;  // another storage, and the model in its other home: the same bytes
  REQUIRE(nn::save_weights(other, network<nn::Sequential>(1)) == RecordResult::ok);
  CHECK(std::memcmp(other.bytes.data(), flash.bytes.data(), 200) == 0);
  auto on_host = network<nn::Sequential>(2);
  REQUIRE(nn::load_weights(flash, on_host) == RecordResult::ok);
  CHECK(same_bits(on_host.parameters(), model.parameters()));
  CHECK(same_bits(on_host.state(), model.state()));
}

/// Saves model 3 over records of models 1 and 2 (or what `start` has) with the power gone in event `cut`; false if it never went.
template <class S>
bool save_cut(S& flash, long cut, Torn torn, const Net& model) {
  flash.torn = torn;
  flash.random = Random(static_cast<std::uint64_t>(cut));
  flash.cut_at = flash.events + cut;
  RecordResult result = RecordResult::failed;
  bool went = false;
  try {
    result = nn::save_weights(flash, model);
  } catch (const PowerCut&) {
    went = true;
  }
  flash.cut_at = -1;
  REQUIRE((went || result == RecordResult::ok));
  return went;
}

/// Cuts the power in every event of a save, in every way: the old or the new record is loaded, and saving continues from there.
template <class S>
void check_cuts(const S& start, const Net* before) {
  for (const Torn torn : {Torn::untouched, Torn::half, Torn::garbage, Torn::complete}) {
    long cut = 0;
    bool saw_old = false, saw_new = false;
    for (;; ++cut) {
      S flash = start;
      if (!save_cut(flash, cut, torn, network(3))) break;
      INFO("write_size " << S::write_size << ", torn " << static_cast<int>(torn) << ", event " << cut);
      Net model = network(9);
      const RecordResult result = loaded(flash, model);
      if (before || result == RecordResult::ok) REQUIRE(result == RecordResult::ok);
      if (result == RecordResult::ok) {
        const bool is_new = same_model(model, network(3));
        REQUIRE((is_new || (before && same_model(model, *before))));
        (is_new ? saw_new : saw_old) = true;
      } else {
        CHECK((result == RecordResult::corrupt || result == RecordResult::empty));
        saw_old = true;
      }

      // After the reset: cut once more, at the same place, and then saved in peace.
      save_cut(flash, cut, torn, network(4));
      const RecordResult again = loaded(flash, model);
      if (before) REQUIRE(again == RecordResult::ok);
      if (again == RecordResult::ok) {
        REQUIRE((same_model(model, network(3)) || same_model(model, network(4)) || (before && same_model(model, *before))));
      }
      REQUIRE(nn::save_weights(flash, network(5)) == RecordResult::ok);
      REQUIRE(loaded(flash, model) == RecordResult::ok);
      REQUIRE(same_model(model, network(5)));
      REQUIRE(flash.misuse == 0);
    }
    CHECK(cut >= static_cast<long>(nn::weight_record_bytes<Net> / S::write_size));
    CHECK(saw_old);
    if (torn == Torn::complete) CHECK(saw_new);
  }
}

template <class S>
void check_all_cuts() {
  S flash;
  check_cuts(flash, nullptr);  // the first record of all
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const Net model = network(seed);
    REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
    check_cuts(flash, &model);  // into an empty slot, and over an older record
  }
}

TEST_CASE("The power may go at every byte of a save, and in every erase", "[deploy]") {
  check_all_cuts<NorFlash<256, 2, 1>>();
  check_all_cuts<NorFlash<64, 8, 4>>();
  check_all_cuts<NorFlash<128, 4, 16>>();
  check_all_cuts<NorFlash<256, 2, 128>>();
  check_all_cuts<NorFlash<64, 9, 4>>();  // the third record continues on the first page
  check_all_cuts<NorFlash<256, 5, 32>>();
}

TEST_CASE("The newest record is loaded, also where sequence numbers pass their end", "[deploy]") {
  Flash flash;
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  const auto put_sequence = [&](std::uint32_t sequence) {
    std::memcpy(flash.bytes.data() + 16, &sequence, 4);
    nn::Crc32 crc;
    crc.add(std::span(flash.bytes).first(24 + 168));
    const std::uint32_t value = crc.value();
    std::memcpy(flash.bytes.data() + 24 + 168, &value, 4);
  };
  put_sequence(0xFFFFFFFEu);
  Net model = network(9);
  for (std::uint64_t seed = 2; seed < 7; ++seed) {
    REQUIRE(nn::save_weights(flash, network(seed)) == RecordResult::ok);
    REQUIRE(loaded(flash, model) == RecordResult::ok);
    CHECK(same_model(model, network(seed)));
  }
  std::uint32_t first = 0, second = 0;
  std::memcpy(&first, flash.bytes.data() + 16, 4);
  std::memcpy(&second, flash.bytes.data() + 256 + 16, 4);
  CHECK(first == 2u);
  CHECK(second == 3u);
}

TEST_CASE("A record with any bit changed is never loaded, but the one before it", "[deploy]") {
  Flash flash;
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  Net model = network(9);
  for (const bool older : {false, true}) {
    if (older) REQUIRE(nn::save_weights(flash, network(2)) == RecordResult::ok);
    const std::size_t newest = older ? 256 : 0;
    for (std::size_t i = 0; i < nn::weight_record_bytes<Net>; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        Flash damaged = flash;
        damaged.bytes[newest + i] ^= static_cast<std::byte>(1 << bit);
        const RecordResult result = loaded(damaged, model);
        REQUIRE(result == (older ? RecordResult::ok : RecordResult::corrupt));
        if (older) REQUIRE(same_model(model, network(1)));
      }
    }
  }
  Flash noise;
  for (std::byte& byte : noise.bytes) byte = static_cast<std::byte>(noise.random());
  CHECK(loaded(noise, model) == RecordResult::corrupt);
  Flash zeros;
  std::fill(zeros.bytes.begin(), zeros.bytes.end(), std::byte{0});
  CHECK(loaded(zeros, model) == RecordResult::corrupt);
  REQUIRE(nn::save_weights(zeros, network(1)) == RecordResult::ok);  // saving erases first
  CHECK(loaded(zeros, model) == RecordResult::ok);
}

TEST_CASE("A length that is too large is refused", "[deploy]") {
  Net model = network(9);
  for (const std::uint32_t length : {0xFFFFFFFFu, 0xFFFFFFE0u, 512u - 31u, 512u}) {
    Flash flash;
    REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
    std::memcpy(flash.bytes.data() + 20, &length, 4);
    CHECK(loaded(flash, model) == RecordResult::corrupt);
    CHECK(flash.misuse == 0);
  }
}

TEST_CASE("Records of another model are refused, and give way to those of this one", "[deploy]") {
  nn::StaticSequential other{nn::Input<4>{}, nn::Dense<3, nn::tanh>{}};
  Flash flash;
  Net model = network(9);
  REQUIRE(nn::save_weights(flash, other) == RecordResult::ok);
  CHECK(loaded(flash, model) == RecordResult::other_model);
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  CHECK(loaded(flash, model) == RecordResult::ok);
  CHECK(same_model(model, network(1)));

  // An update of the firmware has another model; after going back to the old one its last record is there.
  other.parameters()[0] = 7.0f;
  REQUIRE(nn::save_weights(flash, other) == RecordResult::ok);
  REQUIRE(nn::save_weights(flash, network(2)) == RecordResult::ok);
  other.parameters()[0] = 8.0f;
  REQUIRE(nn::save_weights(flash, other) == RecordResult::ok);
  model = network(9);
  CHECK(loaded(flash, model) == RecordResult::ok);
  CHECK(same_model(model, network(2)));
  for (int i = 0; i < 3; ++i) {  // round and round
    other.parameters()[0] = static_cast<float>(i);
    REQUIRE(nn::save_weights(flash, other) == RecordResult::ok);
  }
  CHECK(loaded(flash, model) == RecordResult::other_model);
  flash.bytes[60] ^= std::byte{1};  // one of them damaged
  CHECK(loaded(flash, model) == RecordResult::other_model);
  CHECK(flash.misuse == 0);

  nn::StaticSequential in_double{nn::TypedInput<double, 4>{}, nn::Dense<3>{}};
  CHECK(nn::load_weights(flash, in_double) == RecordResult::other_model);
}

/// Saves a model again and again, each time with another weight; the erases of each page.
template <class S>
std::vector<int> erases_of(int saves) {
  S flash;
  Net model = network(1);
  for (int i = 0; i < saves; ++i) {
    model.parameters()[0] = static_cast<float>(i);
    REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
    Net back = network(9);
    REQUIRE(nn::load_weights(flash, back) == RecordResult::ok);
    REQUIRE(back.parameters()[0] == static_cast<float>(i));
  }
  CHECK(flash.misuse == 0);
  return flash.erases;
}

TEST_CASE("A save erases the pages of its record and no more, and all pages wear alike", "[deploy]") {
  CHECK(erases_of<NorFlash<256, 16, 8>>(96) == std::vector<int>(16, 6));  // a page for each record: it was half of 16
  CHECK(erases_of<NorFlash<256, 2, 8>>(10) == std::vector<int>(2, 5));
  CHECK(erases_of<NorFlash<128, 5, 8>>(25) == std::vector<int>(5, 10));  // two pages: every fifth record continues on the first
  CHECK(erases_of<NorFlash<64, 9, 1>>(18) == std::vector<int>(9, 8));    // four pages
}

TEST_CASE("Weights that stand there already are not written again", "[deploy]") {
  Flash flash;
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  REQUIRE(nn::save_weights(flash, network(2)) == RecordResult::ok);
  const auto bytes = flash.bytes;
  const long events = flash.events;
  CHECK(nn::save_weights(flash, network(2)) == RecordResult::ok);
  CHECK(flash.events == events);
  CHECK(flash.bytes == bytes);
  Net model = network(2);
  model.state()[0] += 1.0f;  // one number is another
  CHECK(nn::save_weights(flash, model) == RecordResult::ok);
  CHECK(flash.events > events);
  CHECK(nn::save_weights(flash, network(1)) == RecordResult::ok);  // of an older record: written, so that it is the newest
  REQUIRE(loaded(flash, model) == RecordResult::ok);
  CHECK(same_model(model, network(1)));
}

TEST_CASE("A model that is not finite is not saved, and both records stay", "[deploy]") {
  Flash flash;
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  REQUIRE(nn::save_weights(flash, network(2)) == RecordResult::ok);
  const auto bytes = flash.bytes;
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    Net model = network(3);
    model.parameter<2>(1)[1] = bad;
    CHECK(nn::save_weights(flash, model) == RecordResult::not_finite);
    model = network(3);
    model.state<1>(1)[3] = bad;
    CHECK(nn::save_weights(flash, model) == RecordResult::not_finite);
    CHECK(nn::save_weights(flash, model) == RecordResult::not_finite);
  }
  CHECK(flash.bytes == bytes);
  CHECK(flash.events > 0);
  Net model = network(9);
  REQUIRE(loaded(flash, model) == RecordResult::ok);
  CHECK(same_model(model, network(2)));
}

TEST_CASE("A record is not loaded into a model of the same shapes that computes something else", "[deploy]") {
  constexpr auto same = nn::Padding::same;
  // Of each list no two are the same model.
  const auto all_differ = [](const auto&... models) {
    const auto one = [&](std::size_t saved, const auto& from) {
      NorFlash<2048, 2, 8> flash;
      REQUIRE(nn::save_weights(flash, from) == RecordResult::ok);
      std::size_t i = 0;
      const auto load = [&](auto into) {
        CAPTURE(saved, i);
        CHECK(nn::load_weights(flash, into) == (i == saved ? RecordResult::ok : RecordResult::other_model));
        ++i;
      };
      (load(models), ...);
    };
    std::size_t i = 0;
    (one(i++, models), ...);
  };
  using In = nn::Input<3>;
  all_differ(nn::StaticSequential{In{}, nn::Dense<3>{}}, nn::StaticSequential{In{}, nn::Dense<3, nn::tanh>{}},
             nn::StaticSequential{In{}, nn::Dense<3, nn::leaky_relu>{}},
             nn::StaticSequential{In{}, nn::Dense<3, nn::leaky_relu>{.activation = {.slope = 0.1f}}},
             nn::StaticSequential{In{}, nn::Dense<3, nn::elu>{.activation = {.alpha = 0.5f}}},
             nn::StaticSequential{In{}, nn::Residual{nn::Dense<3>{}}},
             nn::StaticSequential{In{}, nn::Residual{nn::Dense<3, nn::tanh>{}}});
  // Which layers a Residual is made of, and on which side of its sum they stand.
  all_differ(nn::StaticSequential{In{}, nn::Residual{nn::Dense<3>{}, nn::Dense<3>{}}},
             nn::StaticSequential{In{}, nn::Residual{nn::Projection{nn::Dense<3>{}}, nn::Dense<3>{}}},
             nn::StaticSequential{In{}, nn::Residual{nn::Residual{nn::Dense<3>{}}, nn::Dense<3>{}}},
             nn::StaticSequential{In{}, nn::Residual{nn::Dense<3>{}, nn::Residual{nn::Dense<3>{}}}});
  constexpr nn::PoolingOptions around{.strides = 1, .padding = same};
  all_differ(nn::StaticSequential{nn::Input<4, 4, 1>{}, nn::Residual{nn::MaxPooling2D<3, around>{}}, nn::Conv2D<1, 1>{}},
             nn::StaticSequential{nn::Input<4, 4, 1>{}, nn::Residual{nn::AveragePooling2D<3, around>{}}, nn::Conv2D<1, 1>{}});
  all_differ(nn::StaticSequential{In{}, nn::Dense<3>{}, nn::BatchNormalization{}},
             nn::StaticSequential{In{}, nn::Dense<3>{}, nn::BatchNormalization<>{.epsilon = 1e-5f}});
  using Image = nn::Input<6, 6, 1>;
  all_differ(
      nn::StaticSequential{Image{}, nn::Conv2D<2, 3, nn::linear, nn::ConvOptions{.padding = same}>{}},
      nn::StaticSequential{Image{}, nn::Conv2D<2, 3, nn::linear, nn::ConvOptions{.padding = same, .dilation_rate = 2}>{}},
      nn::StaticSequential{Image{}, nn::Conv2D<2, 3, nn::relu, nn::ConvOptions{.padding = same}>{}});
  all_differ(nn::StaticSequential{Image{}, nn::Conv2D<2, 1>{}, nn::MaxPooling2D<2, nn::PoolingOptions{.strides = 2}>{}},
             nn::StaticSequential{Image{}, nn::Conv2D<2, 1>{}, nn::MaxPooling2D<1, nn::PoolingOptions{.strides = 2}>{}},
             nn::StaticSequential{Image{}, nn::Conv2D<2, 1>{}, nn::AveragePooling2D<2>{}});
  all_differ(nn::StaticSequential{Image{}, nn::ZeroPadding2D<1>{}, nn::Conv2D<1, 3>{}},
             nn::StaticSequential{Image{}, nn::ZeroPadding2D<nn::Size2D{0, 1}, nn::Size2D{2, 1}>{}, nn::Conv2D<1, 3>{}});
  all_differ(nn::StaticSequential{Image{}, nn::Cropping2D<1>{}, nn::Conv2D<1, 3>{}},
             nn::StaticSequential{Image{}, nn::Cropping2D<nn::Size2D{0, 1}, nn::Size2D{2, 1}>{}, nn::Conv2D<1, 3>{}});
  all_differ(nn::StaticSequential{Image{}, nn::UpSampling2D<2>{}, nn::Conv2D<1, 3>{}},
             nn::StaticSequential{Image{}, nn::UpSampling2D<2, nn::bilinear>{}, nn::Conv2D<1, 3>{}});
  all_differ(nn::StaticSequential{Image{}, nn::Conv2DTranspose<2, 3, nn::linear, nn::ConvOptions{.padding = same}>{}},
             nn::StaticSequential{
                 Image{}, nn::Conv2DTranspose<2, 3, nn::linear, nn::ConvOptions{.padding = same, .dilation_rate = 2}>{}},
             nn::StaticSequential{Image{}, nn::Conv2D<2, 3, nn::linear, nn::ConvOptions{.padding = same}>{}});
  using Signal = nn::Input<8, 1>;
  all_differ(nn::StaticSequential{Signal{}, nn::Conv1D<2, 3, nn::linear, nn::ConvOptions{.padding = same}>{}},
             nn::StaticSequential{Signal{}, nn::Conv1D<2, 3, nn::linear, nn::ConvOptions{.padding = nn::Padding::causal}>{}});
  all_differ(nn::StaticSequential{Signal{}, nn::ZeroPadding1D<1>{}, nn::Conv1D<1, 3>{}},
             nn::StaticSequential{Signal{}, nn::ZeroPadding1D<0, 2>{}, nn::Conv1D<1, 3>{}});
  all_differ(nn::StaticSequential{Signal{}, nn::Cropping1D<1>{}, nn::Conv1D<1, 3>{}},
             nn::StaticSequential{Signal{}, nn::Cropping1D<0, 2>{}, nn::Conv1D<1, 3>{}});

  // Settings that only training reads may change.
  const nn::StaticSequential trained{In{}, nn::Dense<3>{}, nn::BatchNormalization{}, nn::Dropout{0.5f}};
  nn::StaticSequential later{In{}, nn::Dense<3>{.kernel_regularizer = nn::L2{}}, nn::BatchNormalization<>{.momentum = 0.9f},
                             nn::Dropout{0.1f}};
  Flash flash;
  REQUIRE(nn::save_weights(flash, trained) == RecordResult::ok);
  CHECK(nn::load_weights(flash, later) == RecordResult::ok);
}

TEST_CASE("The record of a head is of its frozen base alone", "[deploy]") {
  const auto base = [](std::uint64_t seed) { return network(seed); };
  const Net first = base(1), copy = base(1);
  const auto head_on = [](const Net& frozen) {
    return nn::StaticSequential{nn::Input<3>{}, nn::freeze<3>(frozen), nn::Dense<2, nn::softmax>{}};
  };
  NorFlash<256, 2, 8> flash;
  REQUIRE(nn::save_weights(flash, head_on(first)) == RecordResult::ok);
  auto head = head_on(copy);
  CHECK(nn::load_weights(flash, head) == RecordResult::ok);
  const Net second = base(2);
  auto elsewhere = head_on(second);
  CHECK(nn::load_weights(flash, elsewhere) == RecordResult::other_model);
  Net touched = base(1);
  touched.state<1>(0)[2] = std::nextafter(touched.state<1>(0)[2], 2.0f);  // the last bit of a moving mean
  auto nearly = head_on(touched);
  CHECK(nn::load_weights(flash, nearly) == RecordResult::other_model);
}

TEST_CASE("Records of linnet 0.1 are told from those of today, and kept as long as others", "[deploy]") {
  Flash flash;
  const Net model = network(1);
  REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
  const std::uint32_t version = 1;
  const std::uint64_t fingerprint = nn::fingerprint<Net::Topology>;
  std::memcpy(flash.bytes.data() + 4, &version, 4);
  std::memcpy(flash.bytes.data() + 8, &fingerprint, 8);
  nn::Crc32 crc;
  crc.add(std::span(flash.bytes).first(24 + 168));
  const std::uint32_t value = crc.value();
  std::memcpy(flash.bytes.data() + 24 + 168, &value, 4);
  const auto old = flash.bytes;
  Net into = network(9);
  CHECK(loaded(flash, into) == RecordResult::other_model);
  REQUIRE(nn::save_weights(flash, network(2)) == RecordResult::ok);
  CHECK(std::equal(old.begin(), old.begin() + 256, flash.bytes.begin()));
  CHECK(loaded(flash, into) == RecordResult::ok);
  CHECK(same_model(into, network(2)));
}

TEST_CASE("A refusal of the hardware is reported, and the record before it stays", "[deploy]") {
  Flash flash;
  Net model = network(9);
  REQUIRE(nn::save_weights(flash, network(1)) == RecordResult::ok);
  const auto refused = [&](bool Flash::*what) {
    Flash bad = flash;
    bad.*what = true;
    CHECK(nn::save_weights(bad, network(2)) == RecordResult::failed);
    REQUIRE(loaded(bad, model) == RecordResult::ok);
    CHECK(same_model(model, network(1)));
  };
  refused(&Flash::refuse_erase);
  refused(&Flash::refuse_write);
  refused(&Flash::loses_writes);  // found by reading it again

  flash.reads = 0;
  CHECK(loaded(flash, model) == RecordResult::ok);
  Flash counting = flash;
  counting.reads = 0;
  REQUIRE(nn::load_weights(counting, model) == RecordResult::ok);
  const int first_pass = 8, all = counting.reads;  // a header for each page, 168 bytes in three chunks, end
  REQUIRE(all == first_pass + 8 + 1);              // a read for each tensor, and the end
  for (int read = 0; read < all; ++read) {
    Flash bad = flash;
    bad.refuse_read = read;
    bad.reads = 0;
    INFO("read " << read);
    model = network(9);
    const RecordResult result = nn::load_weights(bad, model);
    if (read == 0 || (read >= 4 && read < first_pass)) {
      CHECK(result == RecordResult::corrupt);
      CHECK(same_model(model, network(9)));
    } else if (read < 4) {  // of the other pages
      CHECK(result == RecordResult::ok);
    } else {
      CHECK(result == RecordResult::failed);
    }
  }
}

TEST_CASE("Layers within layers, double, and a model without state come back too", "[deploy]") {
  const auto through = [](auto model) {
    NorFlash<1024, 2, 4> flash;
    Random random(3);
    for (auto& number : model.state()) number = random.uniform<float>();
    REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
    const auto saved = model;
    model.initialize(5);
    REQUIRE_FALSE(same_model(model, saved));
    REQUIRE(nn::load_weights(flash, model) == RecordResult::ok);
    // Gaps between tensors are no numbers of the model: they stay as they are.
    const auto numbers_of = [](const auto& of) {
      std::vector<double> all;
      nn::detail::for_each_tensor(of, [&](auto numbers) {
        for (const auto number : numbers) all.push_back(static_cast<double>(number));
        return true;
      });
      return all;
    };
    const std::vector<double> have = numbers_of(model), wanted = numbers_of(saved);
    CHECK(have == wanted);
    CHECK(have.size() == static_cast<std::size_t>(model.parameter_count() + model.state_count()));
    CHECK(flash.misuse == 0);
  };
  through(nn::StaticSequential{nn::Input<4>{}, nn::Residual{nn::Dense<4>{}, nn::BatchNormalization{}}, nn::Dense<2>{}});
  through(nn::StaticSequential{nn::TypedInput<double, 4>{}, nn::BatchNormalization{}, nn::Dense<3>{}});
  through(nn::Sequential{nn::Input<4>{}, nn::Dense<3>{}});
}

TEST_CASE("Saving and loading need no heap", "[deploy]") {
  Flash flash;
  const Net model = network(1);
  Net other = network(2);
  CHECK(allocations_of([&] {
          (void)nn::save_weights(flash, model);
          (void)nn::load_weights(flash, other);
        }) == 0);
  CHECK(same_model(model, other));
}

TEST_CASE("Training goes on after a reset from what was saved", "[deploy]") {
  nn::StaticSequential model{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<1>{}};
  auto training = model.compile<4>(nn::MeanSquaredError{}, nn::SGD{});
  std::vector<float> x(12), y(4);
  Random random(1);
  for (float& number : x) number = random.uniform<float>();
  training.train_on_batch(x, y);
  Flash flash;
  REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
  nn::StaticSequential after{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<1>{}};
  REQUIRE(nn::load_weights(flash, after) == RecordResult::ok);
  auto going_on = after.compile<4>(nn::MeanSquaredError{}, nn::SGD{});
  CHECK(going_on.train_on_batch(x, y) == training.train_on_batch(x, y));
  CHECK(same_model(model, after));
}

}  // namespace linnet::test::weight_record
