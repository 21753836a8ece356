package io.github.dvmap.data.corpus;

import com.google.common.collect.Lists;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows as a parquet file, after the format's specification (Apache Parquet 2.11): optional
 * columns of UTF-8 text, doubles and lists of text, compressed by gzip, in row groups of {@link
 * #GROUP_ROWS} rows. Row groups are encoded by several threads; the bytes do not depend on how
 * many.
 *
 * @param <R> a row
 */
final class ParquetWriter<R> {
  static final int GROUP_ROWS = 2048;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int GROUPS_AT_ONCE = 64;
  private static final int GZIP = 2;
  private static final int DOUBLE = 5;
  private static final int BYTE_ARRAY = 6;
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int UTF8 = 0;
  private static final int LIST = 3;

  private final List<ParquetColumn<R>> columns;
  private final String createdBy;

  /**
   * A writer of these columns.
   *
   * @param createdBy the program's name, which the file carries
   */
  ParquetWriter(List<ParquetColumn<R>> columns, String createdBy) {
    this.columns = List.copyOf(columns);
    this.createdBy = createdBy;
  }

  /**
   * A column of a row group in the file.
   *
   * @param at the file's byte that it starts at
   */
  private record Placed(ParquetColumn<?> column, ParquetChunk chunk, int size, long at) {}

  /** A row group in the file. */
  private record Group(List<Placed> columns, int rows) {}

  /**
   * Writes the file.
   *
   * @throws java.nio.charset.CharacterCodingException if a text holds half a surrogate pair
   */
  void write(Path file, List<R> rows) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(MAGIC);
      List<Group> groups = new ArrayList<>();
      long at = MAGIC.length;
      for (List<List<R>> some :
          Lists.partition(Lists.partition(rows, GROUP_ROWS), GROUPS_AT_ONCE)) {
        List<List<ParquetChunk>> encoded = encodedInParallel(some);
        for (int g = 0; g < encoded.size(); g++) {
          List<Placed> placed = new ArrayList<>();
          for (int c = 0; c < columns.size(); c++) {
            ParquetChunk chunk = encoded.get(g).get(c);
            out.write(chunk.pages());
            placed.add(new Placed(columns.get(c), chunk.withoutPages(), chunk.pages().length, at));
            at += chunk.pages().length;
          }
          groups.add(new Group(placed, some.get(g).size()));
        }
      }
      byte[] footer = footer(groups, rows.size());
      out.write(footer);
      out.write(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
      out.write(MAGIC);
    }
  }

  private List<List<ParquetChunk>> encodedInParallel(List<List<R>> groups) throws IOException {
    try {
      return groups.parallelStream().map(this::encoded).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<ParquetChunk> encoded(List<R> rows) {
    try (var gzip = new Gzip()) {
      List<ParquetChunk> chunks = new ArrayList<>();
      for (ParquetColumn<R> column : columns) {
        chunks.add(ParquetChunk.of(column, rows, gzip));
      }
      return chunks;
    }
  }

  private byte[] footer(List<Group> groups, int rows) {
    List<SchemaNode> schema = schema();
    return ThriftWriter.struct(
        file ->
            file.i32(1, 1)
                .structs(2, schema, (fields, node) -> node.write(fields))
                .i64(3, rows)
                .structs(4, groups, ParquetWriter::group)
                .text(6, createdBy));
  }

  private static void group(ThriftWriter fields, Group group) {
    fields
        .structs(1, group.columns(), ParquetWriter::chunk)
        .i64(2, group.columns().stream().mapToLong(c -> c.chunk().uncompressed()).sum())
        .i64(3, group.rows());
  }

  private static void chunk(ThriftWriter fields, Placed placed) {
    ParquetChunk chunk = placed.chunk();
    boolean dictionary = chunk.dictionary() > 0;
    String name = placed.column().name();
    boolean list = placed.column() instanceof ParquetColumn.Lists;
    fields
        .i64(2, placed.at())
        .struct(
            3,
            meta -> {
              meta.i32(1, type(placed.column()))
                  .i32s(
                      2,
                      dictionary
                          ? List.of(
                              ParquetChunk.PLAIN, ParquetChunk.RLE, ParquetChunk.RLE_DICTIONARY)
                          : List.of(ParquetChunk.PLAIN, ParquetChunk.RLE))
                  .texts(3, list ? List.of(name, "list", "element") : List.of(name))
                  .i32(4, GZIP)
                  .i64(5, chunk.values())
                  .i64(6, chunk.uncompressed())
                  .i64(7, placed.size())
                  .i64(9, placed.at() + chunk.dictionary());
              if (dictionary) {
                meta.i64(11, placed.at());
              }
            });
  }

  private static int type(ParquetColumn<?> column) {
    return column instanceof ParquetColumn.Numbers ? DOUBLE : BYTE_ARRAY;
  }

  /**
   * An element of the schema, which is a tree in depth-first order.
   *
   * @param type of its values; -1 of a group
   * @param repetition -1 of the root
   * @param children 0 of a leaf
   * @param converted the older name of what it means; -1 for nothing
   */
  private record SchemaNode(String name, int type, int repetition, int children, int converted) {
    void write(ThriftWriter fields) {
      if (type >= 0) {
        fields.i32(1, type);
      }
      if (repetition >= 0) {
        fields.i32(3, repetition);
      }
      fields.text(4, name);
      if (children > 0) {
        fields.i32(5, children);
      }
      if (converted >= 0) {
        // the logical type's number: 1 for text, 3 for a list
        fields
            .i32(6, converted)
            .struct(10, logical -> logical.struct(converted == UTF8 ? 1 : 3, f -> {}));
      }
    }
  }

  private List<SchemaNode> schema() {
    List<SchemaNode> nodes = new ArrayList<>();
    nodes.add(new SchemaNode("schema", -1, -1, columns.size(), -1));
    for (ParquetColumn<R> column : columns) {
      if (column instanceof ParquetColumn.Numbers) {
        nodes.add(new SchemaNode(column.name(), DOUBLE, OPTIONAL, 0, -1));
      } else if (column instanceof ParquetColumn.Lists) {
        nodes.add(new SchemaNode(column.name(), -1, OPTIONAL, 1, LIST));
        nodes.add(new SchemaNode("list", -1, REPEATED, 1, -1));
        nodes.add(new SchemaNode("element", BYTE_ARRAY, OPTIONAL, 0, UTF8));
      } else {
        nodes.add(new SchemaNode(column.name(), BYTE_ARRAY, OPTIONAL, 0, UTF8));
      }
    }
    return nodes;
  }
}
