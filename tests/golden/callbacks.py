# SPDX-License-Identifier: MIT
"""callbacks.golden: what Keras's callbacks decide on made-up series of a monitored number. Made with Keras 3.15.1.

Keras (with JAX) is imported only here; its numpy backend is enough: the callbacks are run, nothing is trained.

series (S, E): the number after each epoch; NaN is written as -99, infinities as 98 and -98. No series starts with NaN: Keras takes
that for the best for ever, linnet waits for a number.

early_stopping.settings (C, 4): 1 if larger is better, min_delta, patience, start_from_epoch; all with restore_best_weights.
early_stopping.results (C, S, 3): epochs that were run, best_epoch, the epoch whose weights the model has in the end.
early_stopping_baseline.settings (C, 5), .results: the same with a baseline, the last of the settings.

reduce.settings (C, 6): 1 if larger is better, factor, patience, min_delta, cooldown, min_lr. reduce.rates_f32 (C, S, E): the learning
rate that each epoch starts with, from 1 on.

checkpoint.saved (2, S, E): 1 where ModelCheckpoint(save_best_only=True) wrote a file; smaller is better, larger is better.
"""

import itertools
import os
import tempfile
from pathlib import Path

import numpy as np

NAN, INFINITY = -99.0, 98.0

SERIES = {
    "falls then rises": [5, 4, 3, 4, 5, 2, 3, 3, 3, 3, 1, 2, 3, 4, 5, 6],
    "rises then falls": [1, 2, 3, 2, 1, 4, 3, 3, 3, 3, 5, 4, 3, 2, 1, 0],
    "constant": [2] * 16,
    "plateaus": [3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3],
    "zig-zag": [4, 2, 4, 2, 3, 1, 3, 1, 5, 0, 5, 0, 6, -1, 6, -1],
    "steps of less than 0.25": [4 - 0.125 * k for k in range(16)],
    "steps of exactly 0.25": [1 + 0.25 * k for k in range(16)],
    "NaN between": [3, NAN, 2, 2, NAN, NAN, NAN, 1, 4, NAN, 5, 0, 0, NAN, 1, 2],
    "NaN from an epoch on": [3, 2, 1, 2, 3, 2, 1] + [NAN] * 9,
    "infinity first": [INFINITY, INFINITY, INFINITY, 5, 4, 3, 4, 5, 4, 3, 2, 1, 2, 3, INFINITY, 4],
    "minus infinity first": [-INFINITY, -INFINITY, 1, 5, 4, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3],
    "better late": [1, 2, 2, 2, 2, 2, 0.5, 2, 2, 2, 2, 2, 0.25, 3, 3, 3],
}
EPOCHS = 16


def value(number):
    return np.nan if number == NAN else np.sign(number) * np.inf if abs(number) == INFINITY else float(number)


def model_of(keras):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    model.stop_training = False
    return model


def play(keras, callback, numbers):
    """Runs an epoch for each of `numbers`: epochs that were run, the rates they started with, the epoch whose weights are left."""
    model = model_of(keras)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, number in enumerate(numbers):
        rates.append(float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
        callback.on_epoch_begin(epoch)
        model.set_weights([np.full((1, 1), epoch, np.float32)])
        callback.on_epoch_end(epoch, {"number": value(number)})
        if model.stop_training:
            break
    callback.on_train_end()
    return len(rates), rates, int(model.get_weights()[0][0, 0])


def golden():
    os.environ.setdefault("KERAS_BACKEND", "numpy")
    import keras

    mode = ["min", "max"]
    series = list(SERIES.values())
    arrays = {"series": np.array(series, float)}

    def add_early_stopping(name, settings):
        results = []
        for larger, min_delta, patience, start, *baseline in settings:
            for numbers in series:
                callback = keras.callbacks.EarlyStopping("number", min_delta, patience, 0, mode[larger], *(baseline or [None]),
                                                         restore_best_weights=True, start_from_epoch=start)
                epochs, _, left = play(keras, callback, numbers)
                results.append([epochs, callback.best_epoch, left])
        arrays[f"{name}.settings"] = settings
        arrays[f"{name}.results"] = np.reshape(results, (len(settings), len(series), 3))

    add_early_stopping("early_stopping", list(itertools.product((0, 1), (0.0, 0.25), (0, 1, 2, 4), (0, 3))))
    add_early_stopping("early_stopping_baseline", list(itertools.product((0, 1), (0.0, 0.25), (1, 2, 4), (0, 3), (1.5, 3.0))))

    settings = [(larger, *rest) for larger in (0, 1) for rest in (
        (0.5, 1, 0.0, 0, 0.0), (0.5, 2, 0.0, 0, 0.0), (0.5, 2, 0.25, 0, 0.0), (0.5, 1, 0.0, 2, 0.0), (0.5, 2, 0.25, 1, 0.125),
        (0.5, 1, 0.25, 0, 0.2), (0.1, 3, 0.0, 3, 0.0), (0.3, 1, 0.0, 1, 0.05))]
    rates = []
    for larger, factor, patience, min_delta, cooldown, min_lr in settings:
        for numbers in series:
            callback = keras.callbacks.ReduceLROnPlateau("number", factor, patience, mode=mode[larger], min_delta=min_delta,
                                                         cooldown=cooldown, min_lr=min_lr)
            rates.append(play(keras, callback, numbers)[1])
    arrays["reduce.settings"] = settings
    arrays["reduce.rates_f32"] = np.reshape(np.array(rates, np.float32), (len(settings), len(series), EPOCHS))

    saved = []
    for larger in (0, 1):
        for numbers in series:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "{epoch}.weights.h5"
                callback = keras.callbacks.ModelCheckpoint(path, "number", save_best_only=True, save_weights_only=True,
                                                           mode=mode[larger])
                play(keras, callback, numbers)
                saved.append([(Path(folder) / f"{epoch + 1}.weights.h5").exists() for epoch in range(EPOCHS)])
    arrays["checkpoint.saved"] = np.reshape(np.array(saved, float), (2, len(series), EPOCHS))
    return {name: np.asarray(array) for name, array in arrays.items()}
