/* SPDX-License-Identifier: MIT
 * A C program that trains, saves, opens and asks a network through the plain C interface of classifier.h. */
#include "classifier.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { samples = 300 };

static float x[samples * classifier_features];
static int32_t y[samples];
static float p[samples * classifier_classes], again[samples * classifier_classes];

/* Clouds of points: class k is around 2 on axis k. */
static void make_data(void) {
  uint32_t state = 1;
  for (size_t i = 0; i < samples; ++i) {
    y[i] = (int32_t)(i % classifier_classes);
    for (size_t k = 0; k < classifier_features; ++k) {
      state = state * 1664525u + 1013904223u;
      x[i * classifier_features + k] = (float)(state >> 8) / 8388608.0f - 1.0f + (k == (size_t)y[i] ? 2.0f : 0.0f);
    }
  }
}

static int fail(const char* what) {
  fprintf(stderr, "%s: %s\n", what, classifier_error());
  return 1;
}

int main(void) {
  make_data();
  classifier* const c = classifier_create(1);
  if (!c) return fail("create");
  if (classifier_fit(c, x, y, samples, 20)) return fail("fit");
  if (classifier_predict(c, x, samples, p)) return fail("predict");

  size_t right = 0;
  for (size_t i = 0; i < samples; ++i) {
    const float* const row = p + i * classifier_classes;
    int32_t best = 0;
    for (int32_t k = 1; k < classifier_classes; ++k) {
      if (row[k] > row[best]) best = k;
    }
    right += best == y[i];
  }
  printf("%u of %u samples are read correctly\n", (unsigned)right, (unsigned)samples);

  if (classifier_save(c, "classifier.safetensors")) return fail("save");
  classifier* const copy = classifier_open("classifier.safetensors");
  if (!copy) return fail("open");
  if (classifier_predict(copy, x, samples, again)) return fail("predict");
  printf("the opened one gives the same probabilities: %s\n", memcmp(p, again, sizeof p) ? "no" : "yes");

  x[5] = NAN;
  const int result = classifier_predict(copy, x, samples, p);
  printf("with a NaN: %d, %s\n", result, classifier_error());
  const classifier* const none = classifier_open("no such file");
  printf("without a file: %s, %s\n", none ? "a classifier" : "NULL", classifier_error());

  classifier_destroy(copy);
  classifier_destroy(c);
  return right < samples * 9 / 10 || result == 0 || none;
}
