"""Times Hugging Face transformers at the work of `dvmap bench policy`: the peer of a GPU run.

    python docs/interop/gpu_peer.py [PROMPTS]     # Qwen3-0.6B's shape, random weights, bfloat16
Rollout, scoring and update of 8 (or PROMPTS) prompts of 256 tokens x 8 samples of 128 new tokens;
medians of 3 rounds after one that is not counted. Tokens are those of the completions.
"""
import statistics
import sys
import time

import torch
import transformers

PROMPTS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
PROMPT, SAMPLES, NEW, ROUNDS = 256, 8, 128, 3
config = transformers.Qwen3Config(
    vocab_size=151936, hidden_size=1024, intermediate_size=3072, num_hidden_layers=28,
    num_attention_heads=16, num_key_value_heads=8, head_dim=128, max_position_embeddings=40960,
    rope_theta=1e6, tie_word_embeddings=True)
torch.manual_seed(1)
model = transformers.Qwen3ForCausalLM._from_config(config, attn_implementation="sdpa").cuda()
rolling = transformers.Qwen3ForCausalLM._from_config(config, attn_implementation="sdpa").cuda().bfloat16()
rolling.load_state_dict(model.state_dict())
prompts = torch.randint(0, 151936, (PROMPTS, PROMPT), device="cuda").repeat_interleave(SAMPLES, 0)
whole = torch.cat([prompts, torch.randint(0, 151936, (PROMPTS * SAMPLES, NEW), device="cuda")], 1)
adamw = torch.optim.AdamW(model.parameters(), lr=5e-6, fused=True)


def log_probs(policy, ids):
    logits = policy(ids, logits_to_keep=NEW + 1, use_cache=False).logits[:, :-1].float()
    return logits.log_softmax(-1).gather(2, ids[:, -NEW:, None])


def rollout():
    rolling.eval()
    rolling.generate(
        prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=0.7, top_k=0,
        min_new_tokens=NEW, max_new_tokens=NEW, pad_token_id=0)


@torch.no_grad()
def score():
    for ids in whole.split(16):
        log_probs(rolling, ids)


def update():
    for ids in whole.split(16):
        with torch.autocast("cuda", torch.bfloat16):
            log_probs(model, ids).mean().backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adamw.step()
    adamw.zero_grad()


print("torch", torch.__version__, "transformers", transformers.__version__, torch.cuda.get_device_name())
for work in (rollout, score, update):
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_reserved()
    seconds = []
    for _ in range(ROUNDS + 1):
        torch.cuda.synchronize()
        start = time.time()
        work()
        torch.cuda.synchronize()
        seconds.append(time.time() - start)
    median = statistics.median(seconds[1:])
    peak = (torch.cuda.max_memory_reserved() - before) >> 20
    print(f"{work.__name__:8} {PROMPTS * SAMPLES * NEW / median:9.0f} tokens/s {median:9.3f} s {peak:8} MiB")
