#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test accuracy of the 784-256-64-32-10 network trained by PyTorch on MNIST: the target for linnet's own training.

As in linnet's example, it uses Glorot-uniform kernels (linnet's own, by seed), zero biases, Adam in Keras's form, a new shuffled order in
every epoch, and the partial last batch.
"""

import os

for library in "OMP", "OPENBLAS", "MKL", "BLIS":
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse
import statistics
import sys
from pathlib import Path

import torch
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "golden"))
from idx import TEST, TRAIN, load_mnist
from torch_mlp import mlp, set_keras_epsilon


def train(network, images, labels, options):
    optimizer = torch.optim.Adam(network.parameters(), lr=options.learning_rate)
    step = 0
    for _ in range(options.epochs):
        for index in torch.randperm(len(images)).split(options.batch):
            step += 1
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(network(images[index]), labels[index]).backward()
            set_keras_epsilon(optimizer, step)
            optimizer.step()


def evaluate(network, images, labels):
    """Returns mean cross-entropy and share of correct predictions."""
    with torch.no_grad():
        logits = network(images)
        return functional.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).double().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "mnist", help="folder of MNIST's IDX files")
    parser.add_argument("--train", type=int, metavar="N", help="only the first N training images")
    parser.add_argument("--test", type=int, metavar="N", help="only the first N test images")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    options = parser.parse_args()

    torch.set_num_threads(1)
    train_set = [torch.from_numpy(array) for array in load_mnist(options.data, TRAIN, options.train)]
    test_set = [torch.from_numpy(array) for array in load_mnist(options.data, TEST, options.test)]
    print(f"{len(train_set[0])} training and {len(test_set[0])} test images, {options.epochs} epochs of batch {options.batch}")
    accuracies = []
    for seed in options.seeds:
        network = mlp(seed)
        torch.manual_seed(seed)
        train(network, *train_set, options)
        loss, accuracy = evaluate(network, *test_set)
        accuracies.append(accuracy)
        print(f"seed {seed}: test loss {loss:.4f}, accuracy {100 * accuracy:.2f} %", flush=True)
    print(f"mean accuracy {100 * statistics.mean(accuracies):.2f} %, lowest {100 * min(accuracies):.2f} %")


if __name__ == "__main__":
    main()
