package io.github.dvmap.data.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value labels of a system file; as bytes until its last records have told the encoding. */
final class SavLabels {
  /** Labels that several variables share; variables are slots counted from 1. */
  private record LabelSet(List<byte[]> values, List<byte[]> texts, int[] variables) {}

  private static final int ENTRY_BYTES = 16;
  private static final int VALUE_BYTES = 8;

  private final BinaryInput in;
  private final List<LabelSet> sets = new ArrayList<>();

  SavLabels(BinaryInput in) {
    this.in = in;
  }

  /** Reads a value label record (type 3, after its type) and the one that says what it is for. */
  void read() {
    int count = in.count(in.i32(), ENTRY_BYTES, "value labels");
    List<byte[]> values = new ArrayList<>();
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(in.bytes(VALUE_BYTES));
      int length = in.u8();
      texts.add(in.bytes(length));
      in.skip((length + 8) / 8 * 8 - 1 - length);
    }
    int type = in.i32();
    if (type != 4) {
      throw in.fault("has a record of type " + type + " where its value labels are assigned");
    }
    int[] variables = new int[in.count(in.i32(), Integer.BYTES, "labelled variables")];
    for (int i = 0; i < variables.length; i++) {
      variables[i] = in.i32();
    }
    sets.add(new LabelSet(values, texts, variables));
  }

  /** Gives each variable its labels; where several sets name one, the last. */
  void assign(Map<Integer, SavDictionary.Raw> bySlot, SavDictionary dictionary) {
    for (LabelSet set : sets) {
      Map<String, String> numbers = null;
      Map<String, String> strings = null;
      for (int slot : set.variables) {
        SavDictionary.Raw variable = bySlot.get(slot - 1);
        if (variable == null) {
          throw in.fault("labels values of variable " + slot + ", which there is not");
        }
        if (variable.width == 0) {
          numbers = numbers == null ? decoded(set, true, dictionary) : numbers;
          variable.labels = numbers;
        } else {
          strings = strings == null ? decoded(set, false, dictionary) : strings;
          variable.labels = strings;
        }
      }
    }
  }

  private Map<String, String> decoded(LabelSet set, boolean numbers, SavDictionary dictionary) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < set.values.size(); i++) {
      byte[] value = set.values.get(i);
      String code = numbers ? dictionary.number(in.piece(value).f64()) : padded(value, dictionary);
      labels.put(code, padded(set.texts.get(i), dictionary));
    }
    return Collections.unmodifiableMap(labels);
  }

  /** The labels of strings over eight bytes, which have a record of their own. */
  void assignLong(byte[] record, List<SavDictionary.Raw> variables, SavDictionary dictionary) {
    if (record.length == 0) {
      return;
    }
    Map<String, SavDictionary.Raw> byName = new HashMap<>();
    variables.forEach(v -> byName.put(padded(v.shortName, dictionary), v));
    variables.forEach(v -> byName.put(v.name, v));
    BinaryInput piece = in.piece(record);
    while (piece.remaining() > 0) {
      String name = text(piece, dictionary);
      SavDictionary.Raw variable = byName.get(name);
      if (variable == null) {
        throw in.fault("labels values of variable " + name + ", which there is not");
      }
      piece.skip(Integer.BYTES);
      int count = piece.count(piece.i32(), 2 * Integer.BYTES, "long value labels");
      Map<String, String> labels = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String code = text(piece, dictionary);
        labels.put(code, text(piece, dictionary));
      }
      variable.labels = Collections.unmodifiableMap(labels);
    }
  }

  private String text(BinaryInput piece, SavDictionary dictionary) {
    return padded(piece.bytes(piece.i32()), dictionary);
  }

  private static String padded(byte[] bytes, SavDictionary dictionary) {
    return dictionary.text().padded(bytes, 0, bytes.length, dictionary.inDictionary());
  }
}
