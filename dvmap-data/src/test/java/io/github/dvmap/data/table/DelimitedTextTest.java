package io.github.dvmap.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts with delimiters, quotes, newlines and scripts of either direction, written and read. */
class DelimitedTextTest {
  private static final String[] PIECES = {
    ",", ";", "\t", "|", "\"", "\"\"", "'", "a", "Q1", "-2.0", " ", "\\", "\n", "\r\n"
  };
  private static final String[] WESTERN = {"é", "Ü", "ñß"};
  private static final String[] ANY = {
    "é", "لا إجابة", "\u202Bעברית\u202C", "日本語", "\uD83D\uDE00", "\u2028", "\uFEFF"
  };

  @TempDir Path folder;

  /** How a file is written. */
  private record Dialect(
      String delimiter, boolean allQuoted, String lineEnd, boolean mark, Charset charset) {
    byte[] write(List<List<String>> rows) {
      String text =
          rows.stream()
              .map(row -> row.stream().map(this::cell).collect(Collectors.joining(delimiter)))
              .collect(Collectors.joining(lineEnd));
      var out = new ByteArrayOutputStream();
      if (mark) {
        out.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
      }
      out.writeBytes((text + lineEnd).getBytes(charset));
      return out.toByteArray();
    }

    private String cell(String text) {
      boolean needed =
          text.contains(delimiter)
              || text.contains("\"")
              || text.contains("\n")
              || text.contains("\r");
      return allQuoted || needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** A text without blank ends that can be written so. */
    String text(Random random) {
      String[] foreign = charset.equals(StandardCharsets.UTF_8) ? ANY : WESTERN;
      var text = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        String[] from = random.nextInt(3) == 0 ? foreign : PIECES;
        text.append(from[random.nextInt(from.length)]);
      }
      String result = lineEnd.equals("\r") ? text.toString().replace("\n", "") : text.toString();
      return result.isBlank() ? "b" : result.strip();
    }
  }

  static Stream<Dialect> dialects() {
    List<Dialect> all = new ArrayList<>();
    for (String delimiter : List.of(",", ";", "\t", "|")) {
      for (boolean quoted : new boolean[] {false, true}) {
        for (String end : List.of("\n", "\r\n", "\r")) {
          for (boolean mark : new boolean[] {false, true}) {
            all.add(new Dialect(delimiter, quoted, end, mark, StandardCharsets.UTF_8));
            all.add(new Dialect(delimiter, quoted, end, mark, Charset.forName("windows-1252")));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void read_whatWasWritten_isTheSame(Dialect dialect) throws IOException {
    var random = new Random(dialect.hashCode());
    for (int round = 0; round < 8; round++) {
      List<String> labels =
          Stream.generate(() -> dialect.text(random)).distinct().limit(4).toList();
      SurveyMapping mapping =
          SurveyMapping.builder("S")
              .id("id")
              .attribute("Faith", "faith", c -> labels.forEach(label -> c.code(label, label)))
              .question("q", "q", "Well?", c -> labels.forEach(label -> c.code(label, label)))
              .build();
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("id", "other", "faith", "q"));
      for (int i = 0; i < 20; i++) {
        String other = dialect.text(random);
        rows.add(List.of(i + dialect.text(random), other, labels.get(i % 4), labels.get(i / 5)));
      }
      Path file = Files.write(folder.resolve("t.csv"), dialect.write(rows));
      List<Respondent> found = new ArrayList<>();
      try (RespondentStream stream = CsvSurvey.of(file, mapping).withThreads(1).open()) {
        stream.forEachRemaining(found::add);
      }
      assertThat(IntStream.range(0, found.size()).mapToObj(i -> cells(found.get(i), labels)))
          .isEqualTo(
              rows.stream().skip(1).map(r -> List.of(r.get(0), r.get(2), r.get(3))).toList());
    }
  }

  private static List<String> cells(Respondent found, List<String> labels) {
    int option = found.responses().get("q").option();
    return List.of(found.id(), found.profile().level("Faith"), labels.get(option));
  }
}
