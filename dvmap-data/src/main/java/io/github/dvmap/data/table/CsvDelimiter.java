package io.github.dvmap.data.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what separates the fields of a text: of comma, semicolon, tab and vertical bar, the one
 * that the first line has most of outside quotes. One of which the lines after it have as many, or
 * one more, goes before one of which they have not, since a header may be prose.
 */
final class CsvDelimiter {
  private static final byte[] CANDIDATES = {',', ';', '\t', '|'};
  private static final int LINES = 50;

  private CsvDelimiter() {}

  /**
   * The delimiter of the first bytes of a file.
   *
   * @param ended whether the file ends with these bytes
   */
  static byte of(byte[] head, int start, int length, byte lineEnd, boolean ended) {
    List<int[]> lines = counts(head, start, length, lineEnd, ended);
    int[] header = lines.get(0);
    int best = 0;
    for (int d = 1; d < CANDIDATES.length; d++) {
      boolean steadier = steady(lines, d) && !steady(lines, best);
      boolean lessSteady = !steady(lines, d) && steady(lines, best);
      best = steadier || (!lessSteady && header[d] > header[best]) ? d : best;
    }
    return CANDIDATES[best];
  }

  /** Whether the header has the candidate and the lines after it as many, or one more. */
  private static boolean steady(List<int[]> lines, int candidate) {
    int header = lines.get(0)[candidate];
    return header > 0
        && lines.stream()
            .allMatch(line -> line[candidate] == header || line[candidate] == header + 1);
  }

  /** How often the first lines that are not blank have each candidate outside quotes. */
  private static List<int[]> counts(
      byte[] head, int start, int length, byte lineEnd, boolean ended) {
    List<int[]> lines = new ArrayList<>();
    int[] line = new int[CANDIDATES.length];
    boolean quoted = false;
    boolean any = false;
    for (int i = start; i < length && lines.size() < LINES; i++) {
      quoted ^= head[i] == '"';
      any |= head[i] > ' ' || head[i] < 0;
      for (int d = 0; d < CANDIDATES.length; d++) {
        line[d] += !quoted && head[i] == CANDIDATES[d] ? 1 : 0;
      }
      if (any && !quoted && head[i] == lineEnd) {
        lines.add(line);
        line = new int[CANDIDATES.length];
        any = false;
      }
    }
    if (lines.isEmpty() || (ended && any && lines.size() < LINES)) {
      lines.add(line);
    }
    return lines;
  }
}
