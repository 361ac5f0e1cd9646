// SPDX-License-Identifier: MIT
// Is a sentence praise or blame? TextVectorization turns texts into indices, an Embedding and a GRU read them. A "not" turns the sense around,
// so that it is not enough to count good and bad words. The vocabulary is saved, and another program could read it.
#include <linnet/data/text/text_vectorization.hpp>
#include <linnet/linnet.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index max_tokens = 40, length = 10;

struct Review {
  std::string text;
  bool praise;
};

/// Makes up a sentence.
Review review(nn::Random& random) {
  const auto one_of = [&random](const auto& words) {
    return std::string(words[random.below(static_cast<std::uint32_t>(words.size()))]);
  };
  constexpr std::array things{"film", "book", "play", "food", "room", "music", "story"};
  constexpr std::array good{"good", "great", "wonderful", "lovely", "excellent"};
  constexpr std::array bad{"bad", "awful", "terrible", "boring", "poor"};
  constexpr std::array stress{"", "very ", "really ", "quite "};
  const bool kind = random.below(2) == 0, negated = random.below(2) == 0;
  const std::string word = kind ? one_of(good) : one_of(bad);
  const std::string negation = negated ? "not " : "";
  const std::string text = random.below(2) == 0
                               ? "The " + one_of(things) + " was " + negation + one_of(stress) + word + "."
                               : "It's " + negation + "a " + one_of(stress) + word + " " + one_of(things) + "!";
  return {text, kind != negated};
}

void run() {
  nn::Random random(1);
  std::vector<std::string> texts;
  nn::Labels praise(1500);
  for (nn::Index i = 0; i < praise.size(); ++i) {
    const Review made = review(random);
    texts.push_back(made.text);
    praise(i) = made.praise;
  }

  nn::TextVectorization vectorize({.max_tokens = max_tokens, .output_sequence_length = length});
  vectorize.adapt(texts);
  vectorize.save_vocabulary("words.txt");
  std::printf("%zu tokens; the most frequent: %s, %s, %s\n\n", vectorize.vocabulary().size(), vectorize.vocabulary()[2].c_str(),
              vectorize.vocabulary()[3].c_str(), vectorize.vocabulary()[4].c_str());

  nn::Sequential model{nn::Input<length>{}, nn::Embedding<max_tokens, 8>{}, nn::GRU<16>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.005f}, nn::Accuracy{});
  const nn::History history = training.fit(vectorize(texts), praise, {.epochs = 10, .validation_split = 0.2f, .seed = 1});

  nn::TextVectorization reader({.max_tokens = max_tokens, .output_sequence_length = length});
  reader.load_vocabulary("words.txt");
  const std::vector<std::string> unseen{"The play was really not awful.", "It's not a good book!",
                                        "It's a lovely, lovely story", "The music was terrible."};
  const auto p = model.predict(reader(unseen));
  std::printf("\n");
  for (std::size_t i = 0; i < unseen.size(); ++i) {
    std::printf("%-32s %.0f %% praise\n", unseen[i].c_str(), 100.0 * static_cast<double>(p(static_cast<nn::Index>(i), 1)));
  }
  if (history["val_accuracy"].back() < 0.95) throw std::runtime_error("the model has not learned enough");
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
