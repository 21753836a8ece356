package io.github.dvmap.data.table;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The value labels of a Stata file by name. Labels of missing values are left out. */
final class DtaLabels {
  private static final int LONGEST_LONG = 2_147_483_620;
  private static final int PADDING = 3;

  private final BinaryInput in;
  private final DtaHeader header;

  private DtaLabels(BinaryInput in, DtaHeader header) {
    this.in = in;
    this.header = header;
  }

  /** Reads every set of labels, to the end of the file. */
  static Map<String, Map<String, String>> read(BinaryInput in, DtaHeader header) {
    var labels = new DtaLabels(in, header);
    Map<String, Map<String, String>> sets = new HashMap<>();
    if (header.tagged()) {
      header.expectIfTagged("<value_labels>");
      while (header.tag("<lbl>", "</value_labels>")) {
        labels.readSet(sets);
        header.expectIfTagged("</lbl>");
      }
      header.expectIfTagged("</stata_dta>");
    } else {
      while (in.remaining() > 0) {
        labels.readSet(sets);
      }
    }
    return sets;
  }

  private void readSet(Map<String, Map<String, String>> sets) {
    long bytes = in.i32();
    String name = header.name(in.bytes(header.nameBytes()));
    in.skip(PADDING);
    int count = in.count(in.i32(), 2 * Integer.BYTES, "value labels");
    int textBytes = in.i32();
    if (textBytes < 0 || bytes != 8 + 8L * count + textBytes) {
      throw in.fault(
          "declares "
              + bytes
              + " bytes for the value labels "
              + name
              + " of "
              + count
              + " texts in "
              + textBytes
              + " bytes");
    }
    int[] offsets = ints(count);
    int[] values = ints(count);
    byte[] text = in.bytes(textBytes);
    Map<String, String> labels = new LinkedHashMap<>();
    Map<Integer, String> texts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int at = offsets[i];
      boolean startsText = at == 0 || (at > 0 && at < text.length && text[at - 1] == 0);
      if (!startsText) {
        throw in.fault("a value label of " + name + " starts within another, at byte " + at);
      }
      if (values[i] <= LONGEST_LONG) {
        labels.put(
            Integer.toString(values[i]), texts.computeIfAbsent(at, a -> label(name, text, a)));
      }
    }
    sets.put(name, Collections.unmodifiableMap(labels));
  }

  private String label(String set, byte[] text, int at) {
    return header
        .text()
        .field(
            text, at, text.length, problem -> in.fault("a value label of " + set + " " + problem));
  }

  private int[] ints(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.i32();
    }
    return values;
  }
}
