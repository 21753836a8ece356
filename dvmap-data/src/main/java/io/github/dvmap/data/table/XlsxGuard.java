package io.github.dvmap.data.table;

import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Passes over a workbook once in constant memory, with the zip and XML parsers that read it later,
 * and refuses what would take them more memory or time than its size warrants.
 */
final class XlsxGuard {
  /** An entry inflates to at most this many times its size, beyond its first MiB. */
  static final int MAX_RATIO = 200;

  /** The most bytes that an entry inflates to: 8 GiB. */
  static final long MAX_INFLATED = 1L << 33;

  static final int MAX_ENTRIES = 10_000;

  private static final int ALWAYS_ALLOWED = 1 << 20;
  private static final String WORKBOOK = "xl/";

  private final Path file;
  private final XlsxScan scan = new XlsxScan(this::fault);

  private XlsxGuard(Path file) {
    this.file = file;
  }

  /**
   * Checks a workbook.
   *
   * @throws SurveyFormatException if it is no workbook, is damaged, or exceeds a bound
   * @throws UncheckedIOException if it cannot be read
   */
  static void check(Path file) {
    var guard = new XlsxGuard(file);
    try (ZipFile zip = open(file)) {
      List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
      guard.directory(entries);
      for (ZipArchiveEntry entry : entries) {
        guard.entry(zip, entry);
      }
      guard.scan.finish();
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("cannot read survey " + file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw guard.fault("", "is a damaged zip archive: " + e.getMessage());
    }
  }

  private static ZipFile open(Path file) throws IOException {
    return ZipFile.builder().setPath(file).get();
  }

  private void directory(List<ZipArchiveEntry> entries) throws IOException {
    if (entries.size() > MAX_ENTRIES) {
      throw fault("", "has " + entries.size() + " entries; at most " + MAX_ENTRIES + " are read");
    }
    Set<String> names = new HashSet<>();
    long stored = 0;
    for (ZipArchiveEntry entry : entries) {
      String name = entry.getName();
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw fault(name, "is there twice");
      }
      int method = entry.getMethod();
      if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
        throw fault(name, "is compressed by the method " + method + "; 0 and 8 are read");
      }
      stored += Math.max(0, entry.getCompressedSize());
    }
    if (names.stream().noneMatch(name -> name.startsWith(WORKBOOK))) {
      throw fault("", "is a zip archive that holds no .xlsx workbook");
    }
    if (stored > Files.size(file)) {
      throw fault("", "has entries that overlap: " + stored + " bytes in " + Files.size(file));
    }
  }

  private void entry(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    try (var checked = new Checked(zip.getInputStream(entry), entry)) {
      scan.scan(checked, entry.getName(), checked::markProgress);
      checked.unlimitProgress();
      checked.transferTo(OutputStream.nullOutputStream());
      if (checked.crc.getValue() != entry.getCrc()) {
        throw fault(entry.getName(), "does not have the checksum that the archive declares");
      }
    }
  }

  private SurveyFormatException fault(String entry, String problem) {
    String where = entry.isEmpty() ? "" : "the entry " + entry + " ";
    return new SurveyFormatException(file.toString(), 0, "", "", where + problem);
  }

  /** Counts what comes out of an entry. */
  private final class Checked extends FilterInputStream {
    private final ZipArchiveEntry entry;
    private final CRC32 crc = new CRC32();
    private final long allowed;
    private long count;
    private long progress;

    Checked(InputStream in, ZipArchiveEntry entry) {
      super(in);
      this.entry = entry;
      long proportional = ALWAYS_ALLOWED + MAX_RATIO * Math.max(0, entry.getCompressedSize());
      allowed = Math.min(MAX_INFLATED, proportional);
    }

    void markProgress() {
      progress = count;
    }

    void unlimitProgress() {
      progress = MAX_INFLATED;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int got = super.read(target, from, length);
      if (got > 0) {
        crc.update(target, from, got);
        count += got;
      }
      if (count > allowed) {
        throw fault(
            entry.getName(),
            "of " + entry.getCompressedSize() + " bytes inflates to more than " + allowed);
      }
      if (count - progress > XlsxScan.MAX_MARKUP) {
        throw fault(
            entry.getName(),
            "has markup of more than " + XlsxScan.MAX_MARKUP + " bytes in a piece");
      }
      return got;
    }
  }
}
