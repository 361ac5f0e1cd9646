// SPDX-License-Identifier: MIT
// The hash of canonical int8 numbers, of which the fingerprint of an int8 model consists.
#pragma once

#include <linnet/network/fingerprint.hpp>
#include <linnet/quantized/quantized_base.hpp>

namespace linnet::quantized {

inline void add_quantization(linnet::detail::Fnv1a& all, Quantization q) {
  all.add(q.scale);
  all.add(static_cast<Index>(q.zero));
}

/// Returns the hash of topology `Top` with the quantisation of its input and the Normalization in front.
template <class Top>
LINNET_COLD linnet::detail::Fnv1a input_hash(Quantization in, InputNormalization n) {
  linnet::detail::Fnv1a all{fingerprint<Top>};
  add_quantization(all, in);
  for (Index c = 0; n.mean && c < last_dim<typename Top::Input>; ++c) {
    all.add(n.mean[c]);
    all.add(n.factor[c]);
  }
  return all;
}

/// Adds the numbers of a layer.
template <class Record>
LINNET_COLD void add_record(linnet::detail::Fnv1a& all, const Record& record) {
  add_quantization(all, record.output);
  for (const std::int8_t w : record.weights) all.add(static_cast<unsigned char>(w));
  for (const float scale : record.weight_scales) all.add(scale);
  for (const std::int32_t b : record.bias) all.add(static_cast<Index>(b));
}

}  // namespace linnet::quantized
