# SPDX-License-Identifier: MIT
"""embedding.golden: eight steps of a classifier of words with an embedding whose gradient is sparse, in double.

Embedding 12 x 3, mean over 4 words, Dense 2 softmax; mean cross-entropy, batches of 5. The table is an nn.Embedding with sparse=True that
SparseAdam trains: moments of rows that a batch does not touch stay as they are; Adam trains the Dense layer, with epsilon beside the root
before the correction in both, as linnet has it. Learning rate, betas and epsilon are floats, as linnet holds them.

x (8, 5, 4), labels (8, 5), embeddings (12, 3), kernel (3, 2), bias (2): the start; multiples of 1/8.
losses (8). <name>.after: after eight steps.
"""

import numpy as np
import torch
from torch.nn import functional

RATE, BETAS, EPSILON = float(np.float32(0.02)), (float(np.float32(0.9)), float(np.float32(0.999))), float(np.float32(1e-7))


def adam_step(p, g, m, v, t):
    m.mul_(BETAS[0]).add_((1 - BETAS[0]) * g)
    v.mul_(BETAS[1]).add_((1 - BETAS[1]) * g * g)
    rate = RATE * np.sqrt(1 - BETAS[1] ** t) / (1 - BETAS[0] ** t)
    p.data -= rate * m / (v.sqrt() + EPSILON)


def golden():
    random = np.random.default_rng(5)
    x = random.integers(0, 12, (8, 5, 4)) * (random.random((8, 5, 4)) < 0.6)  # index 0 often, others not in each batch
    labels = random.integers(0, 2, (8, 5))
    start = {name: random.integers(-8, 9, shape) / 8.0 for name, shape in
             [("embeddings", (12, 3)), ("kernel", (3, 2)), ("bias", (2,))]}
    table = torch.nn.Embedding.from_pretrained(torch.tensor(start["embeddings"]), freeze=False, sparse=True)
    kernel, bias = (torch.tensor(start[name], requires_grad=True) for name in ("kernel", "bias"))
    optimizer = torch.optim.SparseAdam(table.parameters(), lr=RATE, betas=BETAS, eps=EPSILON)
    moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in (kernel, bias)]
    losses = []
    for t in range(8):
        optimizer.zero_grad()
        kernel.grad = bias.grad = None
        logits = table(torch.tensor(x[t])).mean(1) @ kernel + bias
        loss = functional.cross_entropy(logits, torch.tensor(labels[t]))
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
        for p, (m, v) in zip((kernel, bias), moments):
            adam_step(p, p.grad, m, v, t + 1)
    after = {"embeddings.after": table.weight.detach().numpy(), "kernel.after": kernel.detach().numpy(), "bias.after": bias.detach().numpy()}
    return {"x": x, "labels": labels, **start, "losses": np.array(losses), **after}
