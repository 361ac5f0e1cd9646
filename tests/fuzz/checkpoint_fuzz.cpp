// SPDX-License-Identifier: MIT
// Any bytes as a checkpoint, of a model and of a training: they are read whole, or refused with the training as it was. Where they have
// room for it the target puts the right magic number, sizes that fill the file and the right checksum, so that the fuzzer gets past the
// door. checkpoint_corpus.cpp makes the corpus.
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/resumable.hpp>
#include <tests/support/small_models.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <span>
#include <vector>

namespace nn = linnet;
using linnet::test::Snapshot;

namespace {

struct Fuzzed {
  linnet::test::Samples s = linnet::test::three_classes(10);
  decltype(linnet::test::resumable_model(1)) model = linnet::test::resumable_model(1);
  decltype(model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{}, nn::F1<3>{})) training =
      model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{}, nn::F1<3>{});

  nn::History fit() {
    return training.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .validation_data = {s.x, s.y}, .seed = 1, .verbose = 0});
  }
};

/// The input under a header that can be right: byte 0 says which of its fields are made so.
std::vector<std::byte> mended(std::span<const std::byte> input, const nn::TrainingRecord& record) {
  using Header = nn::detail::CheckpointHeader;
  const unsigned what = input.empty() ? 0 : static_cast<unsigned>(input[0]);
  if (!input.empty()) input = input.subspan(1);
  std::vector<std::byte> bytes(input.begin(), input.end());
  if ((what & 1) == 0 || bytes.size() < sizeof(Header) + 8) return bytes;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const Header own = nn::detail::header_of(record);
  header.magic = own.magic;
  header.version = own.version;
  if (what & 2) {
    header.scalar_bytes = own.scalar_bytes;
    header.fingerprint = own.fingerprint;
    header.sections[0] = own.sections[0];
    header.sections[1] = own.sections[1];
  }
  if (what & 4) {  // each section has what is left at most, the last one the rest
    std::uint64_t left = bytes.size() - sizeof header - 8;
    for (std::uint64_t& size : header.sections) left -= size = std::min(size, left);
    header.sections.back() += left;
  }
  std::memcpy(bytes.data(), &header, sizeof header);
  std::size_t at = sizeof header;
  nn::detail::Sections<const std::byte> sections;
  for (std::size_t i = 0; i < sections.size(); at += header.sections[i], ++i) {
    if (header.sections[i] > bytes.size() - 8 - at) return bytes;
    sections.at(i) = std::span(bytes).subspan(at, header.sections[i]);
  }
  const std::uint64_t sum = nn::detail::checksum(header, sections);
  std::memcpy(bytes.data() + at, &sum, sizeof sum);
  return bytes;
}

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzzed fuzzed;
  const nn::TrainingRecord record = fuzzed.training.record();
  const std::vector<std::byte> bytes = mended(std::as_bytes(std::span(data, size)), record);
  const Snapshot before(fuzzed.training);
  try {
    nn::detail::read_checkpoint("input", bytes, fuzzed.model);
  } catch (const std::runtime_error&) {
    require(Snapshot(fuzzed.training) == before);
  }
  const Snapshot with_model(fuzzed.training);
  try {
    nn::detail::read_checkpoint("input", bytes, record);
  } catch (const std::runtime_error&) {
    require(Snapshot(fuzzed.training) == with_model);
    return 0;
  }
  // The file claims to be of this training: the fit that resumes must refuse it or finish.
  const Snapshot resumed(fuzzed.training);
  try {
    fuzzed.fit();
  } catch (const nn::InvalidInput&) {
    require(Snapshot(fuzzed.training) == resumed);
  }
  return 0;
}
