package io.github.dvmap.data.table;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of SPSS, Stata, Excel and parquet. */
class TableFuzzTest {
  private static final int MUTANTS = 2_000;

  @TempDir Path folder;

  @Test
  void sav_mutants_parseOrAreRefused() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (int compression = 0; compression <= 2; compression++) {
        Charset charset = StandardCharsets.UTF_8;
        seeds.add(new SavWriter(SampleTable.in(charset), order, compression, charset).write());
      }
    }
    fuzz(1, random -> Mutations.mutate(seeds.get(random.nextInt(seeds.size())), random, 4));
  }

  @Test
  void dta_mutants_parseOrAreRefused() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (int version : new int[] {114, 115, 117, 118, 119}) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        seeds.add(new DtaWriter(DtaTableTest.sample(version), version, order).write());
      }
    }
    fuzz(2, random -> Mutations.mutate(seeds.get(random.nextInt(seeds.size())), random, 4));
  }

  @Test
  void xlsx_mutantsOfArchiveAndOfParts_parseOrAreRefused() throws Exception {
    byte[] archive = XlsxWriter.of(SampleTable.in(StandardCharsets.UTF_8)).write();
    fuzz(
        3,
        random ->
            random.nextInt(3) == 0
                ? Mutations.mutate(archive, random, 4)
                : XlsxWriter.of(SampleTable.in(StandardCharsets.UTF_8))
                    .change(part -> random.nextInt(3) == 0 ? Mutations.text(part, random, 3) : part)
                    .write());
  }

  @Test
  void parquet_mutants_parseOrAreRefused() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (String select :
        List.of(
            "SELECT range AS n, range / 2 AS d, 'a;b' || range % 3 AS s FROM range(300)",
            "SELECT 1::TINYINT AS a, NULL::INTEGER AS b, 'x'::ENUM('x', 'y') AS c, 2.5::FLOAT AS f")) {
      seeds.add(parquet(select));
    }
    fuzz(4, random -> Mutations.mutate(seeds.get(random.nextInt(seeds.size())), random, 4));
  }

  private byte[] parquet(String select) throws SQLException, IOException {
    return Files.readAllBytes(ParquetTableTest.write(folder.resolve("seed"), select));
  }

  private void fuzz(long seed, Function<Random, byte[]> mutant) throws IOException {
    new FuzzRun(folder, file -> TableFiles.open(file).ifPresent(TableFuzzTest::readAll))
        .over(MUTANTS, seed, mutant);
  }

  private static void readAll(SurveyTable table) {
    try (table) {
      while (table.next()) {
        for (int i = 0; i < table.columns().size(); i++) {
          table.text(i);
        }
      }
    }
  }

  /** Seeded damage to bytes. */
  static final class Mutations {
    private static final int[] INTERESTING = {
      0, 1, -1, 7, 255, 32_767, 65_535, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE
    };
    private static final List<String> TEXTS =
        List.of(
            "<", ">", "/", "\"", "&", "1e999", "-1", "99999999999", "r=\"ZZZ9\"", "\0", "t=\"s\"");

    private Mutations() {}

    static byte[] mutate(byte[] seed, Random random, int most) {
      byte[] bytes = seed.clone();
      for (int n = 1 + random.nextInt(most); n > 0; n--) {
        bytes = once(bytes, random);
      }
      return bytes;
    }

    /** Damage that often leaves text well formed: digits and letters change, pieces move. */
    static byte[] text(byte[] seed, Random random, int most) {
      byte[] bytes = seed.clone();
      for (int n = 1 + random.nextInt(most); n > 0; n--) {
        int at = random.nextInt(bytes.length);
        if (random.nextInt(2) == 0) {
          while (at < bytes.length - 1 && !Character.isLetterOrDigit(bytes[at])) {
            at++;
          }
          bytes[at] =
              (byte)
                  (Character.isDigit(bytes[at])
                      ? '0' + random.nextInt(10)
                      : 'a' + random.nextInt(26));
        } else if (random.nextInt(2) == 0) {
          byte[] piece = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
          bytes = replaced(bytes, at, at, piece);
        } else {
          bytes = once(bytes, random);
        }
      }
      return bytes;
    }

    private static byte[] once(byte[] bytes, Random random) {
      if (bytes.length < 8) {
        return bytes;
      }
      int at = random.nextInt(bytes.length - 4);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> {
          int value = INTERESTING[random.nextInt(INTERESTING.length)];
          for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (8 * (random.nextBoolean() ? i : 3 - i)));
          }
        }
        case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 255));
        case 4 -> {
          return Arrays.copyOf(bytes, at + 4);
        }
        case 5 -> {
          return replaced(bytes, at, at + length, new byte[0]);
        }
        case 6 -> {
          byte[] noise = new byte[length];
          random.nextBytes(noise);
          return replaced(bytes, at, at, noise);
        }
        default -> {
          int from = random.nextInt(bytes.length - length + 1);
          return replaced(bytes, at, at, Arrays.copyOfRange(bytes, from, from + length));
        }
      }
      return bytes;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
      byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
      System.arraycopy(by, 0, result, from, by.length);
      System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
      return result;
    }
  }
}
