// SPDX-License-Identifier: MIT
// Any bytes as a safetensors file: refused, or read into a model, which stays as it is where they are refused.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace {

auto make_model() {
  using namespace linnet;
  return Sequential{Input<2, 2, 1>{}, Conv2D<2, 2>{}, BatchNormalization<>{}, Flatten{}, Dense<2, softmax>{}};
}
using Model = decltype(make_model());

bool same(const Model& a, const Model& b) {
  return std::memcmp(a.parameters().data(), b.parameters().data(), a.parameters().size_bytes()) == 0 &&
         std::memcmp(a.state().data(), b.state().data(), a.state().size_bytes()) == 0;
}

/// `read` may throw std::runtime_error, if the model is as it was.
template <class Read>
void attempt(const Read& read) {
  static const Model start = make_model();
  static Model model = start;
  model = start;
  try {
    read(model);
  } catch (const std::runtime_error&) {
    if (!same(model, start)) std::abort();
  }
}

}  // namespace

namespace {

using namespace linnet::detail;

SafetensorsFile open(std::vector<std::byte>& bytes) {
  return {"file", File(fmemopen(bytes.data(), bytes.size(), "rb")), bytes.size()};
}

/// A checksum would keep the fuzzer out: puts the right one into a file that has one.
void mend_checksum(std::vector<std::byte>& bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) return;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length) return;
  char* const begin = reinterpret_cast<char*>(bytes.data()) + sizeof length;
  std::string header(begin, length);
  SafetensorsChecksum sum(header);
  if (sum.at == std::string::npos) return;
  try {
    const SafetensorsFile file = open(bytes);
    for (const SafetensorsEntry& entry : file.tensors()) {
      sum.add(std::span(bytes).subspan(sizeof length + length + entry.begin, entry.end - entry.begin));
    }
    std::memcpy(begin + sum.at, sum.value().data(), SafetensorsChecksum::digits);
  } catch (const std::runtime_error&) {  // it is refused before the checksum is looked at
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;  // fmemopen does not like it
  std::vector<std::byte> bytes(size);
  std::memcpy(bytes.data(), data, size);
  mend_checksum(bytes);
  attempt([&](Model& model) { load(model, "file", open(bytes)); });
  for (const bool skip : {false, true}) {
    attempt([&](Model& model) { load_weights(model, "file", open(bytes), {.skip_mismatch = skip}); });
  }
  return 0;
}
