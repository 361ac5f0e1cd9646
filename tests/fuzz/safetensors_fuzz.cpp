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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  // A checksum would keep the fuzzer out: put the right one in.
  std::uint64_t length = 0;
  if (size >= sizeof length) std::memcpy(&length, bytes.data(), sizeof length);
  if (size >= sizeof length && length <= size - sizeof length) {
    std::string header(reinterpret_cast<const char*>(bytes.data()) + sizeof length, length);
    const std::string original = header;
    const linnet::detail::SafetensorsChecksum zeros(header);
    if (zeros.at != std::string::npos) {
      try {
        std::string unsummed = original;
        const std::string key = linnet::detail::text("\"", linnet::detail::checksum_key, "\"");
        unsummed.replace(unsummed.find(key) + 1, 1, "x");
        std::vector<std::byte> other = bytes;
        std::memcpy(other.data() + sizeof length, unsummed.data(), unsummed.size());
        const auto file = linnet::detail::parse_safetensors("file", other);
        linnet::detail::SafetensorsChecksum sum(header);
        for (const auto& entry : file.tensors) sum.add(file.numbers_of(entry));
        std::memcpy(bytes.data() + sizeof length + sum.at, sum.value().data(), linnet::detail::SafetensorsChecksum::digits);
      } catch (const std::runtime_error&) {
      }
    }
  }
  attempt([&](Model& model) { linnet::detail::load(model, "file", linnet::detail::parse_safetensors("file", bytes)); });
  for (const bool skip : {false, true}) {
    attempt([&](Model& model) {
      linnet::detail::load_weights(model, "file", linnet::detail::parse_safetensors("file", bytes), {.skip_mismatch = skip});
    });
  }
  return 0;
}
