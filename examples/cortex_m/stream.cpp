// SPDX-License-Identifier: MIT
// A chip listens: a GRU in flash takes a sound frame by frame and says when it has heard a tone that rises or falls. It keeps nothing of
// the sound but the state of the GRU, 64 bytes. export_stream.cpp trained it on windows and wrote it as a header, with a sound that it has
// never heard.
//
// Ends with 0 if the weights in flash are the exported ones, and the chip hears nine of ten words and at most one that nobody said.
#include <linnet/inference.hpp>

#include <algorithm>

#include "board.hpp"
#include "sound.hpp"
#include "stream_model.hpp"
#include "stream_sound.hpp"

namespace {

listener::Model::Memory memory;  // of the self test
auto stream = linnet::stream(listener::model);
std::array<float, sound::bands> features;

static_assert(decltype(stream)::carried_bytes == 64 && sizeof stream < 1024);

/// Returns true if `word` ends at most four frames before or after this one.
bool was_said(int word, int frame) {
  const auto* all = std::begin(recording::ended);
  const auto* end = all + (std::min)(frame + 5, recording::frames);
  return std::find(all + (std::max)(frame - 4, 0), end, word) != end;
}

}  // namespace

int main() {
  const bool intact = listener::self_test(memory) == linnet::SelfTestResult::ok;
  board::print("self test: ", intact ? "ok" : "failed", '\n');

  int right = 0, wrong = 0, before = 0;
  std::uint64_t of_features = 0, of_push = 0;
  board::instructions();
  for (int t = 0; t < recording::frames; ++t) {
    const std::uint64_t start = board::instructions();
    if (t == 0) board::count_begin();
    sound::features(std::span(recording::samples).subspan(static_cast<std::size_t>(t * sound::frame), sound::frame), features);
    if (t == 0) board::count_end();
    const std::uint64_t middle = board::instructions();
    if (t == 0) board::count_begin();
    const auto p = stream.push(features);
    if (t == 0) board::count_end();
    of_features += middle - start;
    of_push += board::instructions() - middle;

    const auto best = std::max_element(p.begin(), p.end());
    const int word = *best > 0.5f ? static_cast<int>(best - p.begin()) + 1 : 0;
    if (word != 0 && word != before) {
      const bool said = was_said(word, t);
      board::print("frame ", t, ": ", sound::names[word], said ? "" : ", which nobody said", '\n');
      said ? ++right : ++wrong;
    }
    before = word;
  }
  const auto said = recording::frames - std::count(std::begin(recording::ended), std::end(recording::ended), 0);
  board::print(right, " of ", said, " words are heard, ", wrong, " wrong; instructions of a frame: features ",
               of_features / recording::frames, ", push ", of_push / recording::frames, '\n');
  board::print("flash ", board::flash_used(), " (sound ", sizeof recording::samples, ", weights ",
               listener::Model::parameter_bytes(), "), RAM ", board::ram_used(), ", stack ", board::stack_used(),
               " bytes; the stream takes ", sizeof stream, '\n');
  return intact && 10 * right >= 9 * said && wrong <= 1 ? 0 : 1;
}
