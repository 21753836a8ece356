package io.github.dvmap.data.corpus;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A column of a parquet file whose rows are of type R; every row has a value.
 *
 * @param <R> a row
 */
sealed interface ParquetColumn<R> {
  /** The column's name. */
  String name();

  /** Texts, most of them different. */
  record Texts<R>(String name, Function<R, String> value) implements ParquetColumn<R> {}

  /** Texts in pieces, to be joined, of which most are other rows' too. */
  record Joined<R>(String name, Function<R, List<String>> value) implements ParquetColumn<R> {}

  /** Texts, most of them the same. */
  record Levels<R>(String name, Function<R, String> value) implements ParquetColumn<R> {}

  /** Numbers. */
  record Numbers<R>(String name, ToDoubleFunction<R> value) implements ParquetColumn<R> {}

  /** Lists of one text or more, most of them the same. */
  record Lists<R>(String name, Function<R, List<String>> value) implements ParquetColumn<R> {}
}
