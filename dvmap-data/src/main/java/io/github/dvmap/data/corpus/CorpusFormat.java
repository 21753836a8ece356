package io.github.dvmap.data.corpus;

/** How the splits of a corpus lie in a folder. */
public enum CorpusFormat {
  /** {@code SPLIT.parquet}. */
  PARQUET,
  /** {@code SPLIT.jsonl}. */
  JSONL,
  /**
   * A Hugging Face {@code datasets} folder: parquet under {@code data/} and a dataset card, {@code
   * README.md}, with features and split sizes; {@code load_dataset(folder)} reads it.
   */
  HF;

  /** The file of a split, by its path in the folder. */
  public String file(String split) {
    return switch (this) {
      case PARQUET -> split + ".parquet";
      case JSONL -> split + ".jsonl";
      case HF -> "data/" + split + "-00000-of-00001.parquet";
    };
  }
}
