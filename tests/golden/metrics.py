# SPDX-License-Identifier: MIT
"""metrics.golden: scikit-learn's metrics, in double. Made with scikit-learn 1.9.1.

Other versions: before 1.3 there is no zero_division NaN, the first threshold of a ROC curve is the highest score + 1 (here it
is left out: linnet has infinity), and F-beta without samples and predictions is 0 whatever zero_division says. Before 1.5
log_loss divides rows by their sum; before 1.2 its eps is 1e-15. Where a figure is not defined, scikit-learn's Matthews
correlation is 0 and its kappa NaN; linnet has zero_division for both.

Numbers that are not defined (NaN) are written as -99. Random(11) makes all problems.

Decisions: <problem>.targets, .predictions (class indices), .confusion (C, C), .shares (3, C, C; of row, column, all),
.agreement (balanced accuracy, Matthews, kappa), and for each figure f in precision, recall, specificity, f1, fbeta_0.5,
fbeta_2 and zero_division z in 0, 1, nan: <problem>.<f>.<z>: macro, micro, weighted, one class after the other. The class 1 of
two is scikit-learn's average='binary'. .report_<digits>, .report_names and .report_zero_<z>: the text of classification_report as its characters,
the numbers of samples as integers (scikit-learn writes 7.0 where no prediction is right).

Scores: <problem>.labels, .scores (rows of several classes sum to 1), .auc (macro, weighted), .log_loss, .top_k for k = 1, 2, 3,
.mean_average_precision (macro, weighted; of one-hot labels),
and for each class k: .average_precision (C), .roc_<k> and .roc_full_<k> (3, points without the first: false positive rate, true
positive rate, threshold; _full: drop_intermediate=False), .precision_recall_<k> (2, points), .thresholds_<k>. Of a single
score k is 1 only, and .binned_auc is keras.metrics.AUC(num_thresholds=200), computed by its formula.

clipped_*.scores, .labels, .log_loss: probabilities 0 and 1. soft.targets, .scores, .log_loss: rows of probabilities as targets.

made_<n>_<classes>: labels and scores that made() here and in metric_problems.hpp computes alike, 1 to 10,000 samples of 2 to 20 classes:
.decisions: accuracy, balanced accuracy, Matthews, kappa; .averages: precision, recall, F1, F2, each macro, micro, weighted; .areas:
ROC AUC macro, weighted, average precision macro, weighted (not defined where a class does not occur); .log_loss; .top_2.

Labels, of which a sample has any number: <problem>.targets, .scores (n, labels; those above 0.5 are predicted),
.matrices (labels, 2, 2), .shares (binary accuracy, Hamming loss, exact match),
for each figure f and zero_division z <problem>.<f>.<z>: macro, micro, weighted, samples, one label after the other;
.areas (ROC AUC macro, weighted, average precision macro, weighted), .each_auc, .each_average_precision (labels), .binned_auc;
.report_2, .report_names, .report_zero_<z>. Where a label has no positives the areas are not defined, though scikit-learn's average
precision is 0 then.

Numbers: <problem>.targets, .predictions (n, outputs), .errors: mean squared error, mean absolute error, R2.
"""

import re
import warnings

import numpy as np
from sklearn import metrics

from linnet_random import Random

UNDEFINED = -99.0


def defined(values):
    return np.nan_to_num(np.asarray(values, float), nan=UNDEFINED)


def ratio(part, whole, zero_division):
    return np.where(whole == 0, zero_division, part / np.where(whole == 0, 1, whole))


def specificities(y, p, labels, average, zero_division):
    """scikit-learn has none: recall of what is not the class, from its confusion matrices of each class."""
    matrices = metrics.multilabel_confusion_matrix(y, p, labels=labels, samplewise=average == "samples")
    tn, fp = matrices[:, 0, 0], matrices[:, 0, 1]
    if average == "micro":
        return float(ratio(tn.sum(), tn.sum() + fp.sum(), zero_division))
    each = ratio(tn, tn + fp, zero_division)
    if average is None:
        return each
    weights = matrices[:, 1].sum(1) if average == "weighted" else np.ones(len(each))
    each, weights = each[~np.isnan(each)], weights[~np.isnan(each)]
    if len(each) == 0:
        return zero_division
    return np.average(each, weights=weights if weights.sum() else None)


FIGURES = {
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "specificity": specificities,
    "f1": metrics.f1_score,
    "fbeta_0.5": lambda y, p, **options: metrics.fbeta_score(y, p, beta=0.5, **options),
    "fbeta_2": lambda y, p, **options: metrics.fbeta_score(y, p, beta=2, **options),
}


def add_decisions(arrays, name, classes, y, p, names=None):
    labels = np.arange(classes)
    arrays[f"{name}.targets"], arrays[f"{name}.predictions"] = y, p
    arrays[f"{name}.confusion"] = metrics.confusion_matrix(y, p, labels=labels)
    arrays[f"{name}.shares"] = [metrics.confusion_matrix(y, p, labels=labels, normalize=by) for by in ("true", "pred", "all")]
    arrays[f"{name}.agreement"] = defined([metrics.balanced_accuracy_score(y, p), metrics.matthews_corrcoef(y, p),
                                           metrics.cohen_kappa_score(y, p)])
    for figure, function in FIGURES.items():
        for z in 0.0, 1.0, np.nan:
            averages = [function(y, p, labels=None, average=a, zero_division=z) for a in ("macro", "micro", "weighted")]
            each = function(y, p, labels=labels, average=None, zero_division=z)
            if classes == 2 and function is not specificities and len(set(y) | set(p)) == 2:
                assert np.array_equal(each[1], function(y, p, average="binary", zero_division=z), equal_nan=True)
            arrays[f"{name}.{figure}.{z:g}"] = defined([*averages, *each])
    present = sorted(set(y) | set(p))
    reports = {"2": {}, "4": {"digits": 4}}
    if names:
        reports["names"] = {"digits": 3, "target_names": [names[k] for k in present]}
    if name.startswith(("no_target", "no_prediction", "always")):
        reports |= {"zero_1": {"zero_division": 1}, "zero_nan": {"zero_division": np.nan}}
    for suffix, options in reports.items():
        report = metrics.classification_report(y, p, **{"zero_division": 0, **options})
        if not np.any(y == p):  # then scikit-learn writes 7.0 samples
            report = re.sub(r"  (\S+)\.0$", r"    \1", report, flags=re.M)
        arrays[f"{name}.report_{suffix}"] = [ord(c) for c in report]


def draw(random, below, count):
    return np.array([random.next() * below >> 32 for _ in range(count)])


def decisions(arrays, random):
    for classes in 2, 3, 10:
        y, p = draw(random, classes, 70), draw(random, classes, 70)
        p = np.where(draw(random, 2, 70) == 0, y, p)
        names = {2: ["no", "yes"], 3: ["a name longer than the titles", "b", "Größe"], 10: [f"digit {k}" for k in range(10)]}
        add_decisions(arrays, f"random_{classes}", classes, y, p, names[classes])
        add_decisions(arrays, f"right_{classes}", classes, y, y)
        add_decisions(arrays, f"wrong_{classes}", classes, y, (y + 1) % classes)
    y, p = draw(random, 3, 40), draw(random, 3, 40)
    names = ["first", "a name longer than the titles", "third"]
    for class_, name in (0, "first"), (1, "middle"), (2, "last"):
        other = (class_ + 1) % 3
        without_y, without_p = np.where(y == class_, other, y), np.where(p == class_, other, p)
        add_decisions(arrays, f"no_target_{name}", 3, without_y, p, names)
        add_decisions(arrays, f"no_prediction_{name}", 3, y, without_p, names)
        add_decisions(arrays, f"no_class_{name}", 3, without_y, without_p, names)
    y = draw(random, 2, 20)
    zeros, ones = np.zeros(20, int), np.ones(20, int)
    for name, (targets, predictions) in {"always_0": (y, zeros), "always_1": (y, ones), "only_0": (zeros, y), "only_1": (ones, y),
                                         "all_0": (zeros, zeros), "all_1": (ones, ones), "all_0_as_1": (zeros, ones)}.items():
        add_decisions(arrays, name, 2, targets, predictions)
    # Only 3 of 10 classes occur, one of them without samples.
    few = np.where(y == 0, 3, 7)
    add_decisions(arrays, "few_of_10", 10, few, np.where(draw(random, 2, 20) == 0, few, 5))


def binned_auc(y, scores, thresholds=200):
    """keras.metrics.AUC, curve 'ROC', summation 'interpolation': its buckets ceil(score (thresholds - 1)) - 1 and trapezoids."""
    bins = np.maximum(np.ceil(scores * (thresholds - 1)).astype(int) - 1, 0)
    above = [np.cumsum(np.bincount(bins[y == side], minlength=thresholds)[::-1])[::-1] for side in (0, 1)]
    fpr, tpr = above[0] / above[0][0], above[1] / above[1][0]
    return np.sum((fpr[:-1] - fpr[1:]) * (tpr[:-1] + tpr[1:]) / 2)


def add_scores(arrays, name, y, scores):
    arrays[f"{name}.labels"], arrays[f"{name}.scores"] = y, scores
    columns = [(1, scores)] if scores.ndim == 1 else list(enumerate(scores.T))
    labels = np.arange(max(2, len(columns)))
    if scores.ndim == 1:
        arrays[f"{name}.auc"] = [metrics.roc_auc_score(y, scores)] * 2
        arrays[f"{name}.binned_auc"] = binned_auc(y, scores)
        arrays[f"{name}.mean_average_precision"] = [metrics.average_precision_score(y, scores)] * 2
    else:
        averages = "macro", "weighted"
        arrays[f"{name}.auc"] = [metrics.roc_auc_score(y, scores, multi_class="ovr", average=a) for a in averages]
        rows = np.eye(len(columns), dtype=int)[y]
        arrays[f"{name}.mean_average_precision"] = [metrics.average_precision_score(rows, scores, average=a) for a in averages]
    arrays[f"{name}.log_loss"] = metrics.log_loss(y, scores, labels=labels)
    arrays[f"{name}.top_k"] = [metrics.top_k_accuracy_score(y, scores, k=k, labels=labels) for k in (1, 2, 3)]
    arrays[f"{name}.average_precision"] = [metrics.average_precision_score(y == k, column) for k, column in columns]
    for k, column in columns:
        for suffix, drop in ("roc", True), ("roc_full", False):
            curve = metrics.roc_curve(y == k, column, drop_intermediate=drop)
            arrays[f"{name}.{suffix}_{k}"] = [part[1:] for part in curve]
        precision, recall, arrays[f"{name}.thresholds_{k}"] = metrics.precision_recall_curve(y == k, column)
        arrays[f"{name}.precision_recall_{k}"] = [precision, recall]


def probabilities(random, samples, classes, parts):
    """Rows of multiples of 1 / parts that sum to exactly 1, so that many are equal."""
    rows = np.zeros((samples, classes))
    for row in rows:
        np.add.at(row, draw(random, classes, parts), 1 / parts)
    return rows


def scores(arrays, random):
    y = draw(random, 2, 60)
    close = 0.25 * y + 0.75 * random.uniform(0, 1, (60,), np.float64)
    add_scores(arrays, "score", y, close)
    add_scores(arrays, "score_ties", y, np.round(close * 8) / 8)
    add_scores(arrays, "score_right", y, 0.5 * y + 0.25 + random.uniform(0, 0.25, (60,), np.float64))
    add_scores(arrays, "score_wrong", y, 0.75 - 0.5 * y + random.uniform(0, 0.25, (60,), np.float64))
    add_scores(arrays, "score_equal", y, np.full(60, 0.5))
    add_scores(arrays, "score_two", np.array([0, 1]), np.array([0.25, 0.75]))
    add_scores(arrays, "score_one_positive", (np.arange(60) == 17).astype(int), close)
    for classes in 3, 10:
        y = np.concatenate([np.arange(classes), draw(random, classes, 50)])
        logits = random.uniform(-2, 2, (len(y), classes), np.float64) + np.eye(classes)[y]
        softmax = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        add_scores(arrays, f"scores_{classes}", y, softmax)
        add_scores(arrays, f"scores_{classes}_ties", y, probabilities(random, len(y), classes, 8))
    for name, y, values in (("clipped_1", [0, 1, 0, 1, 1], np.array([0, 1, 1, 0, 0.5])),
                            ("clipped_3", [0, 1, 2], np.array([[1, 0, 0], [1, 0, 0], [0.25, 0.25, 0.5]]))):
        arrays[f"{name}.labels"], arrays[f"{name}.scores"] = y, values
        arrays[f"{name}.log_loss"] = metrics.log_loss(y, values)
    targets, values = probabilities(random, 12, 3, 4), probabilities(random, 12, 3, 64)
    arrays["soft.targets"], arrays["soft.scores"] = targets, values
    epsilon = np.finfo(float).eps
    arrays["soft.log_loss"] = -(targets * np.log(np.clip(values, epsilon, 1 - epsilon))).sum(1).mean()


def made(n, classes):
    """Labels (n), rarer the higher they are, and scores (n, classes), multiples of 1/64 with many ties and a sum above 0."""
    bits = np.arange(n * (classes + 2), dtype=np.uint64).reshape(n, classes + 2)
    bits = (bits * 2654435761 + 12345) % 2**32
    bits = ((bits ^ (bits >> 15)) * 2246822519) % 2**32 >> 16
    labels = np.minimum(bits[:, 0] % classes, bits[:, 1] % classes).astype(int)
    return labels, (bits[:, 2:] % 64 + 1 + 24 * np.eye(classes, dtype=int)[labels]) / 64.0


def made_problems(arrays):
    for n, classes in (1, 2), (1, 20), (2, 3), (10, 5), (300, 20), (1000, 2), (10000, 2), (10000, 20):
        name = f"made_{n}_{classes}"
        y, scores = made(n, classes)
        p, labels = scores.argmax(1), np.arange(classes)
        arrays[f"{name}.decisions"] = defined([metrics.accuracy_score(y, p), metrics.balanced_accuracy_score(y, p),
                                               metrics.matthews_corrcoef(y, p), metrics.cohen_kappa_score(y, p)])
        figures = (metrics.precision_score, metrics.recall_score, metrics.f1_score,
                   lambda y, p, **options: metrics.fbeta_score(y, p, beta=2, **options))
        arrays[f"{name}.averages"] = [[figure(y, p, average=a, zero_division=0) for a in ("macro", "micro", "weighted")]
                                      for figure in figures]
        averages = "macro", "weighted"
        shares = scores / scores.sum(1, keepdims=True)
        if len(set(y)) < classes:
            areas = [np.nan] * 4
        elif classes == 2:
            areas = [f(y, scores[:, 1]) for f in (metrics.roc_auc_score, metrics.average_precision_score) for a in averages]
        else:  # of each class alone: scikit-learn asks for rows that sum to 1, whose ties would depend on rounding
            rows = np.eye(classes, dtype=int)[y]
            areas = [f(rows, scores, average=a) for f in (metrics.roc_auc_score, metrics.average_precision_score) for a in averages]
        arrays[f"{name}.areas"] = defined(areas)
        arrays[f"{name}.log_loss"] = metrics.log_loss(y, shares, labels=labels)
        two = shares[:, 1] if classes == 2 else shares
        arrays[f"{name}.top_2"] = metrics.top_k_accuracy_score(y, two, k=2, labels=labels)


def add_labels(arrays, name, y, scores):
    labels = y.shape[1]
    p = (scores > 0.5).astype(int)
    arrays[f"{name}.targets"], arrays[f"{name}.scores"] = y, scores
    arrays[f"{name}.matrices"] = metrics.multilabel_confusion_matrix(y, p)
    arrays[f"{name}.shares"] = [np.mean(y == p), metrics.hamming_loss(y, p), metrics.accuracy_score(y, p)]
    for figure, function in FIGURES.items():
        for z in 0.0, 1.0, np.nan:
            averages = [function(y, p, labels=None, average=a, zero_division=z) for a in ("macro", "micro", "weighted", "samples")]
            each = function(y, p, labels=None, average=None, zero_division=z)
            arrays[f"{name}.{figure}.{z:g}"] = defined([*averages, *each])
    if np.all((y.sum(0) > 0) & (y.sum(0) < len(y))):
        arrays[f"{name}.areas"] = [f(y, scores, average=a) for f in (metrics.roc_auc_score, metrics.average_precision_score)
                                   for a in ("macro", "weighted")]
        arrays[f"{name}.each_auc"] = metrics.roc_auc_score(y, scores, average=None)
        arrays[f"{name}.each_average_precision"] = metrics.average_precision_score(y, scores, average=None)
        arrays[f"{name}.binned_auc"] = np.mean([binned_auc(y[:, k], scores[:, k]) for k in range(labels)])
    reports = {"2": {}}
    if name in ("labels_10", "labels_neither"):
        reports |= {"names": {"digits": 3, "target_names": [f"Größe {k}" for k in range(labels)]},
                    "zero_1": {"zero_division": 1}, "zero_nan": {"zero_division": np.nan}}
    for suffix, options in reports.items():
        report = metrics.classification_report(y, p, **{"zero_division": 0, **options})
        arrays[f"{name}.report_{suffix}"] = [ord(c) for c in report]


def multilabel(arrays, random):
    def drawn(samples, labels):
        y = draw(random, 2, samples * labels).reshape(samples, labels)
        return y, 0.25 * y + 0.75 * random.uniform(0, 1, y.shape, np.float64)

    add_labels(arrays, "labels_issue", np.array([[1, 0, 1], [0, 1, 1], [0, 0, 0], [1, 1, 1]]),
               np.array([[0.9, 0.2, 0.8], [0.1, 0.7, 0.4], [0.3, 0.2, 0.1], [0.6, 0.9, 0.8]]))
    y, scores = drawn(40, 3)
    add_labels(arrays, "labels_3", y, scores)
    add_labels(arrays, "labels_3_ties", y, np.round(scores * 8) / 8)
    add_labels(arrays, "labels_2", y[:, :2], scores[:, :2])
    add_labels(arrays, "labels_10", *drawn(30, 10))
    never, always = y.copy(), y.copy()
    never[:, 1], always[:, 1] = 0, 1
    add_labels(arrays, "labels_no_target", never, scores)
    add_labels(arrays, "labels_all_target", always, scores)
    low = np.where(np.arange(3) == 1, 0.5 * scores, scores)
    add_labels(arrays, "labels_no_prediction", y, low)
    add_labels(arrays, "labels_neither", never, low)
    add_labels(arrays, "labels_none", 0 * y, 0.5 * scores)
    add_labels(arrays, "labels_one_hot", np.eye(3, dtype=int)[draw(random, 3, 40)], scores)


def numbers(arrays, random):
    y, noise = random.uniform(-3, 5, (40, 3), np.float64), random.uniform(-1, 1, (40, 3), np.float64)
    constant = np.where(np.arange(3) == 1, 2.5, y)
    exact = np.where(np.arange(3) == 1, 0, noise)
    problems = {"number": (y[:, :1], noise[:, :1]), "numbers": (y, noise), "constant": (constant, noise),
                "constant_exact": (constant, exact), "number_constant": (constant[:, 1:2], noise[:, :1]),
                "number_exact": (y[:, :1], 0 * y[:, :1]), "two_samples": (y[:2], noise[:2]),
                "far_from_0": (y[:, :1] + 1e5, noise[:, :1])}
    for name, (targets, errors) in problems.items():
        p = targets + errors
        arrays[f"{name}.targets"], arrays[f"{name}.predictions"] = targets, p
        arrays[f"{name}.errors"] = [f(targets, p) for f in (metrics.mean_squared_error, metrics.mean_absolute_error,
                                                            metrics.r2_score)]


def golden():
    random = Random(11)
    arrays = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of figures that are not defined
        decisions(arrays, random)
        scores(arrays, random)
        numbers(arrays, random)
        made_problems(arrays)
        multilabel(arrays, random)
    return {name: np.asarray(array) for name, array in arrays.items()}
