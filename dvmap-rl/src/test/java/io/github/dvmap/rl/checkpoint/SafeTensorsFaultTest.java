package io.github.dvmap.rl.checkpoint;

import static io.github.dvmap.rl.checkpoint.RawSafeTensors.entry;
import static io.github.dvmap.rl.checkpoint.RawSafeTensors.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsFaultTest {
  private static final String TWO =
      "{\"a\":" + entry("F32", "[2]", "%s") + ",\"b\":" + entry("F32", "[1]", "%s") + "}";

  @TempDir Path folder;

  static Stream<Arguments> headers() {
    String two63 = "9223372036854775808";
    return Stream.of(
        arguments("{ ", "", "header is not a JSON object"),
        arguments("hello", "", "header is not a JSON object"),
        arguments("[1]", "", "header is not a JSON object"),
        arguments("null", "", "header is not a JSON object"),
        arguments("{'w':1}", "", "header is not a JSON object"),
        arguments("{} {}", "", "header is not a JSON object"),
        arguments("{}\0", "", "header is not a JSON object"),
        arguments("[".repeat(5000), "", "header is not a JSON object"),
        arguments("{\"w\":" + "[".repeat(5000), "", "header is not a JSON object"),
        arguments("{\"w\":7}", "w", "header entry is malformed: 7"),
        arguments("{\"w\":null}", "w", "header entry is malformed: null"),
        arguments("{\"w\":{}}", "w", "header entry is malformed: {}"),
        arguments("{\"w\":{\"dtype\":\"F32\"}}", "w", "header entry is malformed"),
        arguments("{\"w\":{\"dtype\":{}}}", "w", "header entry is malformed"),
        arguments(header("F32", "3", "[0,12]"), "w", "header entry is malformed"),
        arguments(header("F32", "[3]", "{}"), "w", "header entry is malformed"),
        arguments(header("F64", "[3]", "[0,12]"), "w", "dtype F64 is none of F32, F16, BF16"),
        arguments(header("f32", "[3]", "[0,12]"), "w", "dtype f32 is none of F32, F16, BF16"),
        arguments(header("F32", "[-3]", "[0,12]"), "w", "shape holds -3, not an integer >= 0"),
        arguments(header("F32", "[3.5]", "[0,12]"), "w", "shape holds 3.5, not an integer >= 0"),
        arguments(header("F32", "[\"3\"]", "[0,12]"), "w", "shape holds \"3\", not an integer"),
        arguments(header("F32", "[[3]]", "[0,12]"), "w", "shape holds [3], not an integer"),
        arguments(header("F32", "[null]", "[0,12]"), "w", "shape holds null, not an integer"),
        arguments(header("F32", "[" + two63 + "]", "[0,12]"), "w", "shape holds " + two63),
        arguments(header("F32", "[3]", "[-1,11]"), "w", "data_offsets holds -1, not an integer"),
        arguments(header("F32", "[3]", "[0.0,12]"), "w", "data_offsets holds 0.0, not an integer"),
        arguments(header("F32", "[3]", "[0,1e1]"), "w", "data_offsets holds 1e1, not an integer"),
        arguments(header("F32", "[3]", "[0,NaN]"), "", "header is not a JSON object"),
        arguments(header("F32", "[3]", "[0,Infinity]"), "", "header is not a JSON object"),
        arguments(header("F32", "[3]", "[0]"), "w", "data_offsets [0] are not in [0, 12]"),
        arguments(header("F32", "[3]", "[0,6,12]"), "w", "data_offsets [0, 6, 12] are not in"),
        arguments(header("F32", "[3]", "[12,0]"), "w", "data_offsets [12, 0] are not in [0, 12]"),
        arguments(header("F32", "[3]", "[4,16]"), "w", "data_offsets [4, 16] are not in [0, 12]"),
        arguments(header("F32", "[4]", "[0,12]"), "w", "has 12 bytes, F32 [4] needs 16"),
        arguments(header("BF16", "[3, 1]", "[0,12]"), "w", "has 12 bytes, BF16 [3, 1] needs 6"),
        arguments(header("F32", "[4294967296,4294967296]", "[0,12]"), "w", "shape overflows"),
        arguments(header("F32", "[4611686018427387904]", "[0,12]"), "w", "shape overflows"),
        arguments("{\"w\":1,\"w\":2}", "w", "is there twice"),
        arguments("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}", "w.dtype", "is there twice"),
        arguments(TWO.formatted("[0,8]", "[4,8]"), "b", "begins at byte 4, overlapping"),
        arguments(TWO.formatted("[4,12]", "[0,4]") + "{", "", "header is not a JSON object"),
        arguments(TWO.formatted("[0,8]", "[0,4]"), "a", "begins at byte 0, overlapping"),
        arguments(header("F32", "[2]", "[4,12]"), "w", "begins at byte 4, leaving a hole after"),
        arguments(header("F32", "[2]", "[0,8]"), "", "the tensors end at byte 8, the data at 12"),
        arguments("{}", "", "the tensors end at byte 0, the data at 12"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void open_badHeader_namesFileTensorAndValues(String header, String tensor, String problem) {
    Path file = RawSafeTensors.write(folder.resolve("bad.safetensors"), header, new byte[12]);
    assertFault(file, tensor, problem);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, has 0 bytes, too few for a safetensors header",
    "7, 0, has 7 bytes, too few for a safetensors header",
    "8, 0, 'header length 0 is not in [2, 0], the file has 8 bytes'",
    "20, 1, 'header length 1 is not in [2, 12], the file has 20 bytes'",
    "20, 13, 'header length 13 is not in [2, 12], the file has 20 bytes'",
    "20, 1152921504606846976, 'header length 1152921504606846976 is not in [2, 12]'",
    "20, -1, 'header length 18446744073709551615 is not in [2, 12]'"
  })
  void open_badLength_namesFileAndBothLengths(int size, long length, String problem) {
    byte[] content =
        java.nio.ByteBuffer.allocate(Math.max(8, size))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putLong(length)
            .array();
    Path file = RawSafeTensors.write(folder.resolve("l"), java.util.Arrays.copyOf(content, size));
    assertFault(file, "", problem);
  }

  @Test
  void open_headerAboveTheFormatsLimit_isRefusedThoughTheFileHoldsIt() throws IOException {
    Path file = folder.resolve("sparse.safetensors");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeLong(Long.reverseBytes(100_000_001));
      sparse.setLength(200_000_000);
    }
    assertFault(file, "", "header length 100000001 is not in [2, 100000000]");
  }

  @Test
  void open_headerNotUtf8_isRefused() {
    byte[] header = "{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1);
    Path file = RawSafeTensors.write(folder.resolve("l"), header.length, header, new byte[0]);
    assertFault(file, "", "header is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F16:7c00:Infinity", "F16:fe00:NaN", "BF16:ff80:-Infinity"})
  void floats_valueNotFinite_namesTensorIndexAndValue(String row) {
    String[] parts = row.split(":", -1);
    byte[] data = RawSafeTensors.shorts(0, Integer.parseInt(parts[1], 16));
    Path file = RawSafeTensors.write(folder.resolve("n"), header(parts[0], "[2]", "[0,4]"), data);
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThatThrownBy(() -> read.floats("w"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessage(file + ", w: value 1 is " + parts[2]);
    }
  }

  @Test
  void floats_fileCutAfterItWasOpened_namesWhereItEnds() throws IOException {
    Path file =
        RawSafeTensors.write(folder.resolve("c"), header("F32", "[4]", "[0,16]"), new byte[16]);
    long end = Files.size(file) - 3;
    try (SafeTensors read = SafeTensors.open(file)) {
      try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.setLength(end);
      }
      assertThatThrownBy(() -> read.floats("w"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessage(file + ": ends at byte " + end);
    }
  }

  @Test
  void open_emptyTensorsAtAnyPlace_areRead() {
    String empty = entry("F32", "[0,3]", "[0,0]");
    String header = "{\"w\":" + entry("F32", "[1]", "[0,4]") + ",\"e\":" + empty + "}";
    Path file = RawSafeTensors.write(folder.resolve("z"), header, new byte[4]);
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThat(read.floats("e")).isEmpty();
      assertThat(read.floats("w")).containsExactly(0f);
    }
  }

  @Test
  void open_mutants_loadOrAreRefusedWithoutAHugeAllocation() throws IOException {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":"
            + entry("F32", "[2,2]", "[0,16]")
            + ",\"b\":"
            + entry("BF16", "[3]", "[16,22]")
            + ",\"c\":"
            + entry("F16", "[]", "[22,24]")
            + "}";
    Path file = RawSafeTensors.write(folder.resolve("m"), header, new byte[24]);
    byte[] valid = Files.readAllBytes(file);
    var mutator = new ByteMutator(new Random(11));
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int loaded = 0;
    for (int i = 0; i < 2000; i++) {
      if (i % 2 == 0) {
        RawSafeTensors.write(file, mutator.mutate(valid));
      } else {
        byte[] changed = mutator.mutate(header.getBytes(StandardCharsets.UTF_8));
        RawSafeTensors.write(file, changed.length, changed, new byte[24]);
      }
      long before = memory.getCurrentThreadAllocatedBytes();
      loaded += loads(file) ? 1 : 0;
      assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
    assertThat(loaded).isBetween(50, 1950);
  }

  private static boolean loads(Path file) {
    try (SafeTensors read = SafeTensors.open(file)) {
      read.names().forEach(read::floats);
      return true;
    } catch (ModelFormatException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
      return false;
    }
  }

  private static void assertFault(Path file, String tensor, String problem) {
    assertThatThrownBy(() -> SafeTensors.open(file).close())
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file.toString());
              assertThat(e.item()).isEqualTo(tensor);
            })
        .hasMessageStartingWith(file + (tensor.isEmpty() ? ": " : ", " + tensor + ": ") + problem);
  }
}
