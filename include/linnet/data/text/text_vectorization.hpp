// SPDX-License-Identifier: MIT
// TextVectorization: texts as sequences of indices for an Embedding. Source: keras.layers.TextVectorization with output_mode "int".
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/data/text/pad_sequences.hpp>
#include <linnet/data/text/split_text.hpp>
#include <linnet/files/gzip.hpp>
#include <linnet/files/whole_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace linnet {

/// Options of a TextVectorization.
struct TextVectorizationOptions {
  Index max_tokens = 0;  ///< largest size of the vocabulary, with padding and unknown tokens; 0: no limit
  /// Steps of all sequences: short ones are filled with 0, long ones cut; 0: the steps of the longest one.
  Index output_sequence_length = 0;
  Standardize standardize = Standardize::lower_and_strip_punctuation;
  SplitText split = SplitText::whitespace;
};

/// Turns texts into sequences of indices by a vocabulary that it learns: 0 fills sequences, 1 is an unknown token, then come the tokens of the
/// training texts, the most frequent first and of equally frequent ones the last in the order of their bytes, as in Keras.
class TextVectorization {
 public:
  explicit TextVectorization(const TextVectorizationOptions& options = {}) : options_(options) {
    detail::require(options.max_tokens == 0 || options.max_tokens >= 2, [&] {
      return detail::text("TextVectorization: max_tokens is ", options.max_tokens, "; it must be 0 or at least 2");
    });
    detail::require(options.output_sequence_length >= 0, [&] {
      return detail::text("TextVectorization: output_sequence_length is ", options.output_sequence_length,
                          "; it must not be negative");
    });
  }

  /// Learns the vocabulary of these texts, a list of std::string or std::string_view; an earlier one is forgotten.
  template <class Texts>
  void adapt(const Texts& texts) {
    std::unordered_map<std::string, std::uint64_t> counts;
    for (const auto& text : texts) each_token(text, [&](std::string_view token) { ++counts[std::string(token)]; });
    counts.erase("[UNK]");  // its index is 1 already
    std::vector<std::pair<std::uint64_t, std::string>> tokens;
    tokens.reserve(counts.size());
    for (const auto& [token, count] : counts) tokens.emplace_back(count, token);
    std::sort(tokens.rbegin(), tokens.rend());
    if (options_.max_tokens > 0) tokens.resize((std::min)(tokens.size(), static_cast<std::size_t>(options_.max_tokens) - 2));
    std::vector<std::string> vocabulary;
    vocabulary.reserve(tokens.size());
    for (auto& [count, token] : tokens) vocabulary.push_back(std::move(token));
    set_vocabulary(vocabulary);
  }

  /// Takes a vocabulary, a list of texts, with or without the tokens "" and "[UNK]" at its beginning. Throws InvalidInput if a token is there
  /// twice, or is one of these two elsewhere, or if there are more than max_tokens.
  LINNET_COLD void set_vocabulary(const std::vector<std::string>& tokens) {
    std::vector<std::string> vocabulary{"", "[UNK]"};
    const bool special = tokens.size() >= 2 && tokens[0].empty() && tokens[1] == vocabulary[1];
    vocabulary.insert(vocabulary.end(), tokens.begin() + (special ? 2 : 0), tokens.end());
    detail::require(options_.max_tokens == 0 || static_cast<Index>(vocabulary.size()) <= options_.max_tokens, [&] {
      return detail::text("TextVectorization: expected a vocabulary of at most ", options_.max_tokens,
                          " tokens with padding and unknown ones, found ", vocabulary.size());
    });
    std::unordered_map<std::string, std::int32_t> indices;
    for (std::size_t i = 2; i < vocabulary.size(); ++i) {
      const bool is_new = !vocabulary[i].empty() && vocabulary[i] != vocabulary[1] &&
                          indices.emplace(vocabulary[i], static_cast<std::int32_t>(i)).second;
      detail::require(is_new, [&] {
        return detail::text("TextVectorization: expected each token once, none empty and none [UNK], found \"", vocabulary[i],
                            "\" at ", i);
      });
    }
    vocabulary_ = std::move(vocabulary);
    indices_ = std::move(indices);
  }

  /// The token of each index: "", "[UNK]", and those of the texts.
  const std::vector<std::string>& vocabulary() const { return vocabulary_; }

  /// Returns the indices of the tokens of one text, as many as it has. Throws InvalidInput before a vocabulary is there.
  std::vector<std::int32_t> sequence(std::string_view text) const {
    detail::require(!vocabulary_.empty(), [] {
      return std::string("TextVectorization: there is no vocabulary; call adapt, set_vocabulary or load_vocabulary first");
    });
    std::vector<std::int32_t> indices;
    each_token(text, [&](std::string_view token) {
      const auto found = indices_.find(std::string(token));
      indices.push_back(found == indices_.end() ? 1 : found->second);
    });
    return indices;
  }
  /// The same for a list of texts: for pad_sequences.
  template <class Texts>
  std::vector<std::vector<std::int32_t>> sequences(const Texts& texts) const {
    std::vector<std::vector<std::int32_t>> all;
    all.reserve(std::size(texts));
    for (const auto& text : texts) all.push_back(sequence(text));
    return all;
  }

  /// Returns a list of texts as a tensor (texts, steps), filled and cut at the end.
  template <class Texts>
  Tensor<2, std::int32_t> operator()(const Texts& texts) const {
    return pad_sequences(
        sequences(texts),
        {.maxlen = options_.output_sequence_length, .padding = SequenceEnd::post, .truncating = SequenceEnd::post});
  }

  /// Writes the vocabulary without its first two tokens, one per line, as Keras's `vocabulary` argument reads it. Replaces the file as a whole
  /// or not at all. Throws InvalidInput for a token with a line feed, and std::runtime_error if the file cannot be written.
  LINNET_COLD void save_vocabulary(const std::string& path) const {
    std::string lines;
    for (std::size_t i = 2; i < vocabulary_.size(); ++i) {
      detail::require(vocabulary_[i].find('\n') == std::string::npos, [&] {
        return detail::text("TextVectorization: token ", i, " has a line feed, which ends a token in a file");
      });
      lines += vocabulary_[i] + '\n';
    }
    detail::write_whole("vocabulary", path, {std::as_bytes(std::span(lines))});
  }
  /// Reads such a file, also with lines as Windows ends them. Throws like set_vocabulary, and std::runtime_error if the file cannot be read.
  LINNET_COLD void load_vocabulary(const std::string& path) {
    const std::vector<std::uint8_t> bytes = read_file(path, std::size_t{1} << 30);
    std::vector<std::string> tokens;
    for (auto at = bytes.begin(); at != bytes.end();) {
      const auto end = std::find(at, bytes.end(), '\n');
      tokens.emplace_back(at, end);
      if (tokens.back().size() > 1 && tokens.back().back() == '\r') tokens.back().pop_back();
      at = end == bytes.end() ? end : end + 1;
    }
    set_vocabulary(tokens);
  }

 private:
  template <class Take>
  void each_token(std::string_view text, const Take& take) const {
    detail::each_token(text, options_.standardize, options_.split, take);
  }

  TextVectorizationOptions options_;
  std::vector<std::string> vocabulary_{};
  std::unordered_map<std::string, std::int32_t> indices_{};
};

}  // namespace linnet
