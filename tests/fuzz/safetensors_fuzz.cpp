// SPDX-License-Identifier: MIT
// Any bytes as a safetensors file: refused, or read into a model, which stays as it is where they are refused.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/fuzz/safetensors_bytes.hpp>

#include <cstdlib>

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
  if (size == 0) return 0;  // fmemopen does not like it
  std::vector<std::byte> bytes(size);
  std::memcpy(bytes.data(), data, size);
  fuzz::mend_checksum(bytes);
  attempt([&](Model& model) { linnet::detail::load(model, "file", fuzz::open(bytes)); });
  for (const bool skip : {false, true}) {
    attempt([&](Model& model) { linnet::detail::load_weights(model, "file", fuzz::open(bytes), {.skip_mismatch = skip}); });
  }
  return 0;
}
