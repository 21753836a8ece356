"""Checks that Python reads what DVMap for Java writes, and that both compute the same from it.

    pip install -r docs/interop/requirements.txt
    mvn -q -B -ntp package -DskipTests && python docs/interop/check.py [FOLDER]

transformers makes tiny random models; the command line trains, adapts, merges and saves them, and
extracts corpora; transformers, PEFT, datasets and pyarrow read all of it back. Prints a line a
check and exits with 1 if one failed. Leaves its files in FOLDER, if one is given. No network.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TQDM_DISABLE="1")

import datasets
import peft
import pyarrow.parquet
import safetensors
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig, Qwen2Tokenizer
from transformers import LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "dvmap-examples/target/dvmap.jar"
PROBE = ROOT / "dvmap-examples/src/test/java/io/github/dvmap/examples/ModelProbe.java"
TEMPLATES = ROOT / "dvmap-rl/src/test/resources/io/github/dvmap/rl/tokenizer"

TOLERANCE = 1e-4  # of a log-probability, float32 on both sides
EXTRACT = "extract --respondents 400 --profiles-per-country 20 --prompt ANSWER_ONLY".split()
BENCHMARK = "benchmark --respondents 1500 --profiles-per-country 20 --preset released".split()
TRAIN = ("train --steps 1 --batch 2 --group 4 --max-new-tokens 8 --held-out 4 --warm-up-steps 3"
         " --warm-up-learning-rate 1e-3").split()

# The columns of the released corpus, then those that this library adds.
COLUMNS = """Q_id|Country|Gender|Marital Status|Has Children|Education Level|Occupation|Work Nature
Religion|Life Stage|Income Bracket|Common Language|frequency|Category|Question|prompt|Options
answer|data_source|id|option_list|system""".replace("\n", "|").split("|")

failures = []


def expect(what, wrong, seen):
    """Prints a check: what is wrong, or what was seen where nothing is."""
    print(f"FAIL  {what}: {'; '.join(wrong)}" if wrong else f"ok    {what}: {seen}", flush=True)
    failures.extend([what] if wrong else [])


def unmet(**facts):
    """The names of what is not so."""
    return [f"not {name.replace('_', ' ')}" for name, so in facts.items() if not so]


def java(*arguments):
    run = subprocess.run(["java", *map(str, arguments)], capture_output=True, encoding="utf-8")
    if run.returncode != 0:
        sys.exit(f"java {' '.join(map(str, arguments))}\n{run.stdout}{run.stderr}")
    return run.stdout


def dvmap(*arguments):
    return java("-jar", JAR, *arguments)


# ---- Corpora ----

def rows(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def check_corpus(work, command):
    """Each format holds the same rows, in the released columns, as many as the manifest says."""
    for form in ("jsonl", "parquet", "hf"):
        dvmap(*command, "--seed", 3, "--format", form, "--out", work / form)
    manifest = json.loads((work / "hf/manifest.json").read_text(encoding="utf-8"))
    counts = {split: facts["samples"] for split, facts in manifest["splits"].items()}
    card = datasets.load_dataset_builder(str(work / "hf"), cache_dir=str(work / "cache")).info
    loaded = datasets.load_dataset(str(work / "hf"), cache_dir=str(work / "cache"))
    sizes = {split: data.num_rows for split, data in loaded.items()}
    expect(f"{command[0]}: splits", unmet(
        as_in_the_manifest=sizes == counts,
        as_in_the_card=sizes == {name: split.num_examples for name, split in card.splits.items()},
    ), sizes)
    for split, data in loaded.items():
        lines = rows(work / f"jsonl/{split}.jsonl")
        table = pyarrow.parquet.read_table(work / f"parquet/{split}.parquet")
        expect(f"{command[0]}: {split}", unmet(
            pyarrow_reads_the_JSON_Lines=table.to_pylist() == lines,
            load_dataset_reads_the_JSON_Lines=data.to_list() == lines,
            released_columns=list(lines[0]) == table.column_names == data.column_names == COLUMNS,
            types_of_the_card=card.features == data.features
            == datasets.Features.from_arrow_schema(table.schema),
        ), f"{len(lines)} rows in three formats")


# ---- Models ----

def tokenizers(trained):
    """The one that `train` made, and a Qwen tokenizer with its vocabulary and merges."""
    own = AutoTokenizer.from_pretrained(trained)
    bpe = json.loads(own.backend_tokenizer.to_str())["model"]
    qwen = Qwen2Tokenizer(vocab=bpe["vocab"], merges=[tuple(pair) for pair in bpe["merges"]],
                          eos_token=own.eos_token, pad_token=own.pad_token)
    qwen.add_tokens([token for token in own.added_tokens_decoder.values() if not token.special])
    own.chat_template = (TEMPLATES / "dated.jinja").read_text(encoding="utf-8")
    qwen.chat_template = (TEMPLATES / "thinking.jinja").read_text(encoding="utf-8")
    return own, qwen


def families(own, qwen):
    """Tiny configurations of the decoders that the library runs, with a tokenizer each."""
    size = dict(vocab_size=len(own), hidden_size=128, intermediate_size=512, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=4096, bos_token_id=None,
                eos_token_id=own.eos_token_id, pad_token_id=own.pad_token_id)
    million = dict(rope_type="default", rope_theta=1e6)
    llama3 = dict(rope_type="llama3", rope_theta=5e5, factor=8.0, low_freq_factor=1.0,
                  high_freq_factor=4.0, original_max_position_embeddings=64)
    return {
        "Qwen3": (qwen, Qwen3Config(**size, num_key_value_heads=2, head_dim=48,
                                    tie_word_embeddings=True, rope_parameters=million)),
        "Qwen3 with biases": (own, Qwen3Config(**size, num_key_value_heads=4, head_dim=32,
                                               attention_bias=True)),
        "Qwen2.5": (qwen, Qwen2Config(**size, num_key_value_heads=1, tie_word_embeddings=True,
                                      rope_parameters=million)),
        "Llama 3.2": (own, LlamaConfig(**size, num_key_value_heads=2, rope_parameters=llama3)),
        "SmolLM2": (own, LlamaConfig(**size, tie_word_embeddings=True, rms_norm_eps=1e-5)),
        "Mistral": (own, MistralConfig(**size, num_key_value_heads=2, head_dim=24,
                                       sliding_window=None, rope_parameters=million)),
    }


def write_random(config, tokenizer, folder, dtype, shard):
    """A model as transformers saves it, with no weight that could be left out unseen."""
    torch.manual_seed(5)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    model.load_state_dict({k: w + 0.1 * torch.randn_like(w) for k, w in model.state_dict().items()})
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    tokenizer.save_pretrained(folder)


def write_adapters(base, folder):
    """Adapters as PEFT saves them, with no matrix left at 0."""
    config = peft.LoraConfig(r=3, lora_alpha=7, target_modules="all-linear", task_type="CAUSAL_LM")
    model = peft.get_peft_model(load(base), config)
    for name, weight in model.named_parameters():
        weight.data += 0.1 * torch.randn_like(weight) if "lora_" in name else 0
    model.save_pretrained(folder)


def write_family(work, corpus, tokenizer, config):
    """A base and what the command line makes of it; the adapters' base is found through PEFT."""
    base, half, theirs = work / "base", work / "base-bf16", work / "theirs"
    write_random(config, tokenizer, base, torch.float32, "5GB")
    write_random(config, tokenizer, half, torch.bfloat16, "300KB")
    write_adapters(base, theirs)
    start = ["--corpus", corpus, "--model", base]
    dvmap(*TRAIN, *start, "--out", work / "f32")
    dvmap(*TRAIN, *start, "--out", work / "bf16", "--save-type", "bf16", "--max-shard-size", 1)
    dvmap(*TRAIN, *start, "--out", work / "lora", "--lora-rank", 4)
    dvmap("merge", "--model", work / "lora/model", "--out", work / "merged")
    dvmap("merge", "--model", theirs, "--out", work / "theirs-merged")
    return {"written by transformers": base, "written by transformers, BF16 in shards": half,
            "trained": work / "f32/model", "trained, BF16 in shards": work / "bf16/model",
            "adapters": work / "lora/model", "adapters merged": work / "merged",
            "adapters written by PEFT": theirs, "these merged": work / "theirs-merged"}


def conversations(corpus):
    """A corpus's prompt, a system message, many turns; variables of chat templates."""
    user = {"role": "user", "content": rows(corpus)[0]["prompt"]}
    system = {"role": "system", "content": "Answer as ¡this! person would, in 1234 words.  \n"}
    reply = {"role": "assistant", "content": "<think>\nwell\n</think>\n\n<answer>No</answer>"}
    return [
        {"messages": [user], "variables": {"enable_thinking": False, "date_string": "26 Jul 2024"}},
        {"messages": [system, user], "variables": {"enable_thinking": True}},
        {"messages": [system, *[user, reply] * 7, user], "variables": {}},
    ]


def load(folder):
    """The model in a folder in float32, with PEFT's adapters if the folder holds such."""
    if (folder / "adapter_config.json").exists():
        return peft.AutoPeftModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    model, report = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, output_loading_info=True)
    lost = {kind: keys for kind, keys in report.items() if keys}
    if lost:
        raise ValueError(f"{folder}: {lost}")
    return model.eval()


def replies(model, tokenizer, asked):
    """What ModelProbe prints, computed by transformers."""
    for one in asked:
        text = tokenizer.apply_chat_template(
            one["messages"], tokenize=False, add_generation_prompt=True, **one["variables"])
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        whole = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids)),
                               max_new_tokens=16, do_sample=False)
        reply = whole[0, len(ids):].tolist()
        with torch.no_grad():
            scores = torch.log_softmax(model(whole).logits[0, len(ids) - 1:].double(), -1)
        yield {"text": text, "ids": ids, "reply": reply,
               "replyText": tokenizer.decode(reply, skip_special_tokens=True),
               "next": scores[0].tolist(),
               "replyLogProbs": [scores[i, token].item() for i, token in enumerate(reply)]}


def distance(ones, others):
    return max((abs(a - b) for a, b in zip(ones, others, strict=True)), default=0)


def check_model(name, folder, base, asked, ours):
    """transformers reads a folder whole and finds the texts, numbers and replies that we find."""
    texts = folder if (folder / "tokenizer.json").exists() else base  # PEFT writes no tokenizer
    theirs = list(replies(load(folder), AutoTokenizer.from_pretrained(texts), asked))
    worst = max(distance(a[key], b[key]) for a, b in zip(theirs, ours, strict=True)
                for key in ("next", "replyLogProbs") if len(a[key]) == len(b[key]))
    same = {key: [one[key] for one in theirs] == [one[key] for one in ours]
            for key in ("text", "ids", "reply", "replyText")}
    expect(name, unmet(**{f"the same {key}": so for key, so in same.items()},
                       close=worst < TOLERANCE),
           f"{[len(one['ids']) for one in ours]} tokens and {[len(one['reply']) for one in ours]} "
           f"drawn alike, log-probabilities within {worst:.0e}")


def layout(folder):
    """What any loader of such folders, vLLM's included, goes by: tensors and configuration."""
    tensors = {}
    for file in sorted(folder.glob("*.safetensors")):
        with safetensors.safe_open(file, "pt") as opened:
            for key in opened.keys():
                part = opened.get_slice(key)
                tensors[key] = (part.get_shape(), part.get_dtype())
    config = transformers.AutoConfig.from_pretrained(folder).to_dict()
    return tensors, {key: config[key] for key in config if key not in ("_name_or_path",)}


def check_files(name, work):
    """Weights are stored as asked for, training has moved them, and no setting is lost."""
    def stored(folder):
        return AutoModelForCausalLM.from_pretrained(folder).dtype
    base = load(work / "base").state_dict()
    def moved(folder):
        return distance([0], [max((w - base[k]).abs().max() for k, w in
                                  load(folder).state_dict().items())]) > 1e-4
    trained, half = work / "f32/model", work / "bf16/model"
    expect(f"{name}: files", unmet(
        stored_in_F32=stored(trained) == stored(work / "merged") == torch.float32,
        stored_in_BF16=stored(half) == torch.bfloat16,
        in_shards=len(list(half.glob("model-0000*.safetensors"))) > 1,
        laid_out_as_by_transformers=layout(trained) == layout(work / "merged")
        == layout(work / "base") and layout(half) == layout(work / "base-bf16"),
        trained=moved(trained) and moved(work / "merged"),
        generation_config_kept=GenerationConfig.from_pretrained(trained)
        == GenerationConfig.from_pretrained(work / "base"),
    ), "F32, BF16 in shards, trained, tensors, config.json and generation_config.json")


def check_models(name, work, folders, base, asked):
    """Compares folders with what ModelProbe prints for them; returns that."""
    (work / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    printed = json.loads(java("-cp", JAR, PROBE, work / "asked.json", *folders.values()))
    ours = {what: printed[str(folder)] for what, folder in folders.items()}
    for what, folder in folders.items():
        check_model(f"{name}, {what}", folder, base, asked, ours[what])
    return ours


def check_family(work, name, corpus, tokenizer, config):
    folders = write_family(work, corpus, tokenizer, config)
    check_files(name, work)
    ours = check_models(name, work, folders, work / "base", conversations(corpus))
    pairs = {"adapters": "adapters merged", "adapters written by PEFT": "these merged"}
    for one, other in pairs.items():
        worst = max(distance(a["next"], b["next"]) for a, b in zip(ours[one], ours[other]))
        expect(f"{name}, {one} and {other}", unmet(close=worst < TOLERANCE),
               f"log-probabilities within {worst:.0e}")


def main(work):
    transformers.utils.logging.set_verbosity_error()
    check_corpus(work / "extract", EXTRACT)
    check_corpus(work / "benchmark", BENCHMARK)
    corpus = work / "extract/jsonl/test.jsonl"
    small = work / "small/model"
    dvmap(*TRAIN, "--corpus", corpus, "--out", small.parent)
    asked = conversations(corpus)[:2]  # its context has 1,024 tokens
    check_models("small policy", work, {"from random weights": small}, small, asked)
    for number, (name, parts) in enumerate(families(*tokenizers(small)).items()):
        check_family(work / f"model-{number}", name, corpus, *parts)
    print(f"{len(failures)} failed" if failures else "all passed")
    return bool(failures)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).absolute()))
    with tempfile.TemporaryDirectory(prefix="dvmap-interop-") as folder:
        sys.exit(main(Path(folder)))
