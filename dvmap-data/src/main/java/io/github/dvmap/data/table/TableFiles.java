package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tables that are not delimited text, told apart by their first bytes, never by their names. A
 * signature of letters is none where text in fields or lines follows, since a header may begin so.
 */
final class TableFiles {
  private static final int START_BYTES = 80;
  private static final int OLDEST_DTA = 102;
  private static final int NEWEST_OLD_DTA = 115;

  private TableFiles() {}

  /**
   * Opens a file of SPSS, Stata, Excel or parquet; the caller closes the table.
   *
   * @return empty where the file starts like none of these
   * @throws SurveyFormatException if it starts like one and is damaged, or is of a version that is
   *     not read
   * @throws UncheckedIOException if it cannot be read
   */
  static Optional<SurveyTable> open(Path file) {
    byte[] start = start(file);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    boolean fields = looksLikeFields(text);
    if (!fields && (text.startsWith("$FL2") || text.startsWith("$FL3"))) {
      return Optional.of(SavTable.open(file));
    }
    if (text.startsWith("<stata_dta>") || isOldStata(start)) {
      return Optional.of(DtaTable.open(file));
    }
    if (!fields && text.startsWith("PAR1")) {
      return Optional.of(ParquetTable.open(file));
    }
    if (text.startsWith("PK\3\4")) {
      return Optional.of(XlsxTable.open(file));
    }
    if (text.startsWith("\u00d0\u00cf\u0011\u00e0")) {
      throw new SurveyFormatException(
          file.toString(), 0, "", "", "is an old .xls or an encrypted workbook; save it as .xlsx");
    }
    return Optional.empty();
  }

  /** Whether nothing but text is there, with what separates fields or lines. */
  private static boolean looksLikeFields(String start) {
    return start.chars().allMatch(c -> c >= ' ' || "\t\n\r".indexOf(c) >= 0)
        && start.chars().anyMatch(c -> ",;|\t\n\r".indexOf(c) >= 0);
  }

  private static byte[] start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    }
  }

  /** Format number, byte order 1 or 2, file type 1, 0; no text has such bytes. */
  private static boolean isOldStata(byte[] start) {
    return start.length >= 4
        && start[0] >= OLDEST_DTA
        && start[0] <= NEWEST_OLD_DTA
        && (start[1] == 1 || start[1] == 2)
        && start[2] == 1
        && start[3] == 0;
  }
}
