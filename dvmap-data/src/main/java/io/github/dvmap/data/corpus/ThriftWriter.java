package io.github.dvmap.data.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Thrift's compact protocol, as far as parquet's headers use it. The fields of a structure are
 * written in ascending order of their ids.
 */
final class ThriftWriter {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int SHORT_LIST = 14;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  /** The bytes of one structure. */
  static byte[] struct(Consumer<ThriftWriter> fields) {
    var writer = new ThriftWriter();
    writer.fields(fields);
    return writer.out.toByteArray();
  }

  private void fields(Consumer<ThriftWriter> fields) {
    outer.push(last);
    last = 0;
    fields.accept(this);
    last = outer.pop();
    out.write(0);
  }

  private void field(int id, int type) {
    out.write(((id - last) << 4) | type);
    last = id;
  }

  ThriftWriter i32(int id, int value) {
    field(id, I32);
    zigzag(value);
    return this;
  }

  ThriftWriter i64(int id, long value) {
    field(id, I64);
    zigzag(value);
    return this;
  }

  ThriftWriter text(int id, String value) {
    field(id, BINARY);
    bytes(value);
    return this;
  }

  ThriftWriter struct(int id, Consumer<ThriftWriter> fields) {
    field(id, STRUCT);
    fields(fields);
    return this;
  }

  ThriftWriter i32s(int id, Collection<Integer> values) {
    list(id, I32, values.size());
    values.forEach(this::zigzag);
    return this;
  }

  ThriftWriter texts(int id, Collection<String> values) {
    list(id, BINARY, values.size());
    values.forEach(this::bytes);
    return this;
  }

  <T> ThriftWriter structs(int id, Collection<T> values, StructFields<T> fields) {
    list(id, STRUCT, values.size());
    values.forEach(value -> fields(writer -> fields.write(writer, value)));
    return this;
  }

  /** Writes the fields of one of a list's structures. */
  interface StructFields<T> {
    void write(ThriftWriter writer, T value);
  }

  private void list(int id, int type, int size) {
    field(id, LIST);
    if (size <= SHORT_LIST) {
      out.write((size << 4) | type);
    } else {
      out.write(0xF0 | type);
      varint(size);
    }
  }

  private void bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
