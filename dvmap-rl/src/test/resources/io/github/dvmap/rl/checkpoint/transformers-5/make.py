"""Writes the config.json files beside it as transformers 5.17.0 does: python make.py"""

from pathlib import Path

from transformers import LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

SIZE = dict(vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, dtype="bfloat16")
MILLION = dict(rope_type="default", rope_theta=1e6)
CONFIGS = {
    "qwen3": Qwen3Config(**SIZE, head_dim=16, tie_word_embeddings=True, max_position_embeddings=40960,
                         rope_parameters=MILLION, bos_token_id=11, eos_token_id=12),
    "qwen2": Qwen2Config(**SIZE, tie_word_embeddings=True, rope_parameters=MILLION,
                         eos_token_id=[12, 11], pad_token_id=11),
    "llama": LlamaConfig(**SIZE, rms_norm_eps=1e-5, max_position_embeddings=131072, attention_bias=True,
                         rope_parameters=dict(rope_type="llama3", rope_theta=5e5, factor=32.0,
                                              low_freq_factor=1.0, high_freq_factor=4.0,
                                              original_max_position_embeddings=8192)),
    "mistral": MistralConfig(**SIZE, sliding_window=None, rope_parameters=MILLION),
}

for name, config in CONFIGS.items():
    config.architectures = [type(config).__name__.replace("Config", "ForCausalLM")]
    text = config.to_json_string()
    Path(__file__).with_name(f"{name}.json").write_text(text, encoding="utf-8")
