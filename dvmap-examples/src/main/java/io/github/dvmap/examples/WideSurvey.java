package io.github.dvmap.examples;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.data.synthetic.SyntheticSurvey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A synthetic survey as wide as the cross-national file of WVS wave 7, for timing: columns that
 * nobody reads lie between the others, and of 9 rows 7 are of a country outside the mapping.
 */
final class WideSurvey {
  private static final String[] FILLERS = {
    "1", "2", "3", "-1", "-4", "10", "2018", "1.25", "7", "840001"
  };
  private static final int PERIOD = 9;
  private static final int MAPPED = 2;

  private final long seed;
  private final int rows;
  private final int columns;

  WideSurvey(long seed, int rows, int columns) {
    this.seed = seed;
    this.rows = rows;
    this.columns = columns;
  }

  /** Writes the file. */
  void write(Path csv) {
    Path narrow = csv.resolveSibling(csv.getFileName() + ".narrow");
    narrow.toFile().deleteOnExit();
    SyntheticSurvey.of(seed, rows).write(narrow);
    AtomicFiles.write(csv, out -> widen(narrow, out));
  }

  private void widen(Path narrow, Writer out) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(narrow)) {
      List<String> header = List.of(lines.readLine().split(",", -1));
      int country = header.indexOf("B_COUNTRY");
      int each = columns / header.size() - 1;
      for (int row = -1; row < rows; row++) {
        String[] cells = row < 0 ? header.toArray(new String[0]) : lines.readLine().split(",", -1);
        if (row >= 0 && row % PERIOD >= MAPPED) {
          cells[country] = "8";
        }
        out.write(widened(cells, row, each));
      }
    }
  }

  private String widened(String[] cells, int row, int each) {
    var text = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      text.append(i > 0 ? "," : "").append(cells[i]);
      long bits = CounterRandom.derive(seed, (long) row * cells.length + i);
      for (int k = 0; k < each; k++) {
        bits = bits * 6364136223846793005L + 1442695040888963407L;
        int pick = (int) ((bits >>> 33) % FILLERS.length);
        text.append(',').append(row < 0 ? "X" + i + "_" + k : FILLERS[pick]);
      }
    }
    for (int extra = cells.length * (each + 1); extra < columns; extra++) {
      text.append(',').append(row < 0 ? "Y" + extra : "1");
    }
    return text.append('\n').toString();
  }
}
