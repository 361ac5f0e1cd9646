/* SPDX-License-Identifier: MIT
 * A library with a plain C interface: a network that learns three classes of four numbers. Its callers need neither C++ nor linnet.
 *
 * Functions that return int return 0, or -1 after an error, which classifier_error describes. Threads may share a classifier to predict,
 * as long as no thread trains or loads it. */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(_WIN32)
#define CLASSIFIER_API __attribute__((visibility("default"))) /* everything else is hidden in the shared library */
#else
#define CLASSIFIER_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { classifier_features = 4, classifier_classes = 3 };

typedef struct classifier classifier;

/* A new classifier; NULL after an error. The same seed gives the same classifier. */
CLASSIFIER_API classifier* classifier_create(uint64_t seed);
/* A classifier that classifier_save has written; NULL after an error. */
CLASSIFIER_API classifier* classifier_open(const char* path);
CLASSIFIER_API void classifier_destroy(classifier* c);

/* x has `samples` rows of classifier_features numbers, y a class from 0 for each of them. */
CLASSIFIER_API int classifier_fit(classifier* c, const float* x, const int32_t* y, size_t samples, int epochs);
/* p receives `samples` rows of classifier_classes probabilities. */
CLASSIFIER_API int classifier_predict(const classifier* c, const float* x, size_t samples, float* p);
CLASSIFIER_API int classifier_save(const classifier* c, const char* path);

/* The last error of this thread, in words. */
CLASSIFIER_API const char* classifier_error(void);

#ifdef __cplusplus
}
#endif

#endif
