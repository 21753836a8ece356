"""Writes golden models of every decoder the library runs, computed by transformers in float64.

    pip install -r docs/interop/requirements.txt
    python docs/interop/golden.py FOLDER [SEED]
    DVMAP_GOLDENS=FOLDER mvn -B -ntp test -pl dvmap-rl -am -Dtest=FurtherGoldenTest \\
        -Dsurefire.failIfNoSpecifiedTests=false

Each model is random and holds golden.json and safetensors in the layout of
dvmap-rl/src/test/resources/golden: logits, greedy tokens, log-probabilities, GRPO losses and
gradients, weights after AdamW steps; "crosscheck" is how far transformers in float32 is from them.
transformers computes norms and angles in float32 whatever the model is in. No network.
"""

import copy
import json
import os
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1")

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM
from transformers import LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

LOSSES = [(kind, beta) for kind in ("grpo", "bnpo", "dr_grpo") for beta in (0.001, 0.0)]
GROUP, PROMPT, COMPLETION, CLIP = 4, 40, 24, 0.2
ADAMW = dict(lr=5e-5, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)


def families():
    """Configurations by the folder's name, of different sizes."""

    def size(hidden, inner, layers, heads, kv, vocabulary, **more):
        return dict(hidden_size=hidden, intermediate_size=inner, num_hidden_layers=layers,
                    num_attention_heads=heads, num_key_value_heads=kv, vocab_size=vocabulary,
                    max_position_embeddings=512, bos_token_id=1, eos_token_id=2, pad_token_id=0,
                    **more)

    llama3 = dict(rope_type="llama3", rope_theta=5e5, factor=32.0, low_freq_factor=1.0,
                  high_freq_factor=4.0, original_max_position_embeddings=32)
    million = dict(rope_type="default", rope_theta=1e6)
    return {
        "qwen3-untied": Qwen3Config(**size(96, 160, 3, 6, 2, 500, head_dim=32),
                                    tie_word_embeddings=False, rope_parameters=million),
        "qwen3-multi-query": Qwen3Config(**size(64, 192, 2, 4, 1, 320, head_dim=24),
                                         tie_word_embeddings=True, rope_parameters=million),
        "qwen3-wide": Qwen3Config(**size(256, 384, 4, 4, 2, 1024, head_dim=128),
                                  tie_word_embeddings=True, rope_parameters=million),
        "qwen3-bias": Qwen3Config(**size(64, 128, 2, 4, 4, 320, head_dim=16),
                                  attention_bias=True, tie_word_embeddings=False),
        "qwen2-multi-query": Qwen2Config(**size(120, 200, 2, 6, 1, 411), tie_word_embeddings=True,
                                         rope_parameters=million),
        "qwen25-untied": Qwen2Config(**size(128, 256, 3, 4, 2, 640), tie_word_embeddings=False,
                                     rope_parameters=million),
        "llama32-untied": LlamaConfig(**size(128, 192, 3, 8, 2, 512, head_dim=16),
                                      tie_word_embeddings=False, rope_parameters=llama3),
        "llama32-multi-query": LlamaConfig(**size(64, 128, 2, 8, 1, 333), tie_word_embeddings=True,
                                           rope_parameters=llama3),
        "smollm2": LlamaConfig(**size(90, 150, 2, 9, 3, 350), tie_word_embeddings=True,
                               rms_norm_eps=1e-5),
        "mistral": MistralConfig(**size(96, 224, 2, 4, 2, 400, head_dim=40), sliding_window=None,
                                 tie_word_embeddings=False, rope_parameters=million),
    }


def random_model(config):
    """In float64, its weights exact in float32; norms and biases are random, too."""
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    for name, weight in model.named_parameters():
        centre = 1.0 if "norm" in name else 0.0
        width = 0.3 if weight.dim() == 1 else weight.shape[1] ** -0.5
        weight.data = centre + (2 if "embed" in name else 1.5) * width * torch.randn_like(weight)
    model.tie_weights()
    return model.double().eval()


def log_probs(model, batch, temperature=1.0):
    """Of the completions' tokens, [N, T]; 0 where the mask is."""
    ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], 1)
    mask = torch.cat([batch["prompt_mask"], batch["completion_mask"]], 1)
    places = (mask.cumsum(1) - 1).clamp(min=0)
    logits = model(input_ids=ids, attention_mask=mask, position_ids=places).logits
    first = batch["prompt_ids"].shape[1]
    all_ = torch.log_softmax(logits[:, first - 1:-1] / temperature, -1)
    return all_.gather(2, batch["completion_ids"][:, :, None])[:, :, 0] * batch["completion_mask"]


def grpo_loss(model, batch, kind, beta):
    """The clipped surrogate with the k3 estimate of the KL divergence (arXiv 2402.03300)."""
    log_prob = log_probs(model, batch)
    ratio = torch.exp(log_prob - batch["old_logps"])
    advantage = batch["advantages"][:, None]
    loss = -torch.minimum(ratio * advantage, ratio.clamp(1 - CLIP, 1 + CLIP) * advantage)
    far = batch["ref_logps"] - log_prob
    loss = (loss + beta * (torch.exp(far) - far - 1)) * batch["completion_mask"]
    tokens = batch["completion_mask"].sum(1)
    if kind == "grpo":
        return (loss.sum(1) / tokens).mean()
    return loss.sum() / (tokens.sum() if kind == "bnpo" else len(loss) * COMPLETION)


def random_batch(model, vocabulary):
    """Two groups of four: prompts padded on the left, completions on the right."""
    rows = 2 * GROUP
    prompts = torch.randint(3, vocabulary, (2, PROMPT)).repeat_interleave(GROUP, 0)
    keep = torch.ones(rows, PROMPT, dtype=torch.long)
    keep[GROUP:, : PROMPT // 3] = 0
    lengths = torch.randint(1, COMPLETION + 1, (rows, 1))
    lengths[0] = COMPLETION
    mask = (torch.arange(COMPLETION)[None] < lengths).long()
    completions = torch.randint(3, vocabulary, (rows, COMPLETION))
    rewards = torch.rand(2, GROUP, dtype=torch.float64)
    centred = rewards - rewards.mean(1, True)
    batch = dict(prompt_ids=prompts * keep, prompt_mask=keep, completion_ids=completions * mask,
                 completion_mask=mask, rewards=rewards.flatten(),
                 advantages=(centred / (rewards.std(1, keepdim=True) + 1e-4)).flatten())
    with torch.no_grad():
        now = log_probs(model, batch)
        for name in ("old_logps", "ref_logps"):
            shifted = now + 0.3 * torch.randn_like(now)
            batch[name] = shifted.float().double() * mask
    return batch


def gradients(model, batch, kind, beta):
    model.zero_grad()
    loss = grpo_loss(model, batch, kind, beta)
    loss.backward()
    return loss.item(), {name: p.grad.clone() for name, p in model.named_parameters()}


def float32(tensors):
    return {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()}


def greedy(model, vocabulary, tokens=16):
    """Two prompts, the second padded on the left."""
    ids = torch.randint(3, vocabulary, (2, 9))
    mask = torch.ones_like(ids)
    mask[1, :4] = 0
    ids *= mask
    case = dict(prompt_ids=ids.tolist(), prompt_mask=mask.tolist(), max_new_tokens=tokens)
    with torch.no_grad():
        for _ in range(tokens):
            places = (mask.cumsum(1) - 1).clamp(min=0)
            logits = model(input_ids=ids, attention_mask=mask, position_ids=places).logits[:, -1]
            ids = torch.cat([ids, logits.argmax(-1)[:, None]], 1)
            mask = torch.cat([mask, torch.ones(2, 1, dtype=torch.long)], 1)
    return dict(**case, generated=ids[:, -tokens:].tolist())


def adamw(model, batch):
    """The losses before each of three steps, and the weights after each."""
    trained, losses, weights = copy.deepcopy(model), [], []
    optimizer = torch.optim.AdamW(trained.parameters(), **ADAMW)
    for _ in range(3):
        losses.append(gradients(trained, batch, "grpo", 0.001)[0])
        optimizer.step()
        weights.append({name: w.detach().clone() for name, w in trained.named_parameters()})
    return losses, weights


def float32_differences(model, batch, ids):
    """How far transformers itself is from these values when it computes in float32."""
    single = copy.deepcopy(model).float()
    batch32 = {k: v.float() if v.is_floating_point() else v for k, v in batch.items()}
    (loss, want), (loss32, got) = (gradients(m, b, "grpo", 0.001)
                                   for m, b in ((model, batch), (single, batch32)))
    with torch.no_grad():
        pairs = {"logits": [m(input_ids=ids[None]).logits for m in (model, single)]}
        for t in (1.0, 0.7):
            pairs[f"logps_temperature_{t}"] = [log_probs(model, batch, t),
                                               log_probs(single, batch32, t)]
    far = {name: (a - b).abs().max().item() for name, (a, b) in pairs.items()}
    weights, weights32 = adamw(model, batch)[1][2], adamw(single, batch32)[1][2]
    moved = torch.cat([(w - weights32[name]).abs().flatten() for name, w in weights.items()])
    return dict(**far, loss=abs(loss - loss32),
                share_of_weights_over_2e_6=(moved > 2e-6).double().mean().item(),
                gradients=max((want[name] - got[name]).abs().max().item() for name in want),
                grad_norms=max(abs(want[name].norm() - got[name].norm()).item() for name in want))


def grpo(model, batch, folder):
    """Log-probabilities, losses and gradients; one variant's gradients go to a file."""
    variants = {}
    for kind, beta in LOSSES:
        loss, found = gradients(model, batch, kind, beta)
        variants[f"{kind}_beta{beta}"] = dict(
            loss_type=kind, beta=beta, clip=CLIP, temperature=1.0, loss=loss,
            grad_norms={name: g.norm().item() for name, g in found.items()})
        if (kind, beta) == ("grpo", 0.001):
            save_file(float32(found), folder / "golden_grads.safetensors")
    with torch.no_grad():
        return dict(group_size=GROUP, max_completion_length=COMPLETION,
                    logps_temperature_1=log_probs(model, batch).tolist(),
                    logps_temperature_0_7=log_probs(model, batch, 0.7).tolist(),
                    **{name: values.tolist() for name, values in batch.items()}, variants=variants)


def write(folder, config):
    model = random_model(config)
    copy.deepcopy(model).float().save_pretrained(folder)
    ids = torch.randint(3, config.vocab_size, (64,))
    batch = random_batch(model, config.vocab_size)
    with torch.no_grad():
        logits = model(input_ids=ids[None]).logits[0].tolist()
    losses, weights = adamw(model, batch)
    save_file(float32(weights[0]), folder / "golden_after_1_step.safetensors")
    save_file(float32(weights[2]), folder / "golden_after_3_steps.safetensors")
    golden = dict(
        about="random model; values by docs/interop/golden.py in float64",
        crosscheck=float32_differences(model, batch, ids),
        logits_case=dict(input_ids=ids.tolist(), logits=logits),
        greedy_case=greedy(model, config.vocab_size),
        grpo_case=grpo(model, batch, folder),
        adamw_case=dict(variant="grpo_beta0.001", **ADAMW, losses_before_each_of_3_steps=losses))
    (folder / "golden.json").write_text(json.dumps(golden), encoding="utf-8")


if __name__ == "__main__":
    torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
    for name, config in families().items():
        place = Path(sys.argv[1]) / name
        place.mkdir(parents=True, exist_ok=True)
        write(place, config)
        print(place, flush=True)
