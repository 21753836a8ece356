package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final List<ElementType> TYPES = List.of(ElementType.values());

  @TempDir Path folder;

  @Test
  void floats_bf16Golden_areTheF32GoldenRoundedToNearestEven() {
    try (SafeTensors full = SafeTensors.open(GOLDEN.resolve("qwen3-tied/model.safetensors"));
        SafeTensors half = SafeTensors.open(GOLDEN.resolve("qwen3-tied-bf16/model.safetensors"))) {
      assertThat(half.names()).isEqualTo(full.names());
      long rounded = 0;
      for (String name : full.names()) {
        float[] expected = full.floats(name);
        for (int i = 0; i < expected.length; i++) {
          int bits = Float.floatToRawIntBits(expected[i]);
          expected[i] = Float.intBitsToFloat((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
          rounded += bits == Float.floatToRawIntBits(expected[i]) ? 0 : 1;
        }
        assertThat(half.floats(name)).as(name).isEqualTo(expected);
      }
      assertThat(rounded).isPositive();
    }
  }

  @Test
  void writeThenOpen_randomFiles_areEqualBitForBit() throws IOException {
    var random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<TensorSpec> specs = specs(random, random.nextInt(6));
      Map<String, float[]> values = new HashMap<>();
      specs.forEach(spec -> values.put(spec.name(), finite(random, (int) spec.size())));
      Path file = folder.resolve("random.safetensors");
      SafeTensorsWriter.write(file, specs, ElementType.F32, TensorValues.of(values::get));
      assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .isGreaterThan(0)
          .matches(length -> length % 8 == 0);
      try (SafeTensors read = SafeTensors.open(file)) {
        assertThat(read.names()).containsExactlyElementsOf(names(specs));
        for (TensorSpec spec : specs) {
          assertThat(read.spec(spec.name())).isEqualTo(spec);
          assertThat(bits(read.floats(spec.name()))).isEqualTo(bits(values.get(spec.name())));
        }
      }
    }
  }

  @Test
  void open_randomTypesInRandomHeaderOrder_readsEachFromItsBytes() {
    var random = new Random(4);
    for (int round = 0; round < 200; round++) {
      List<TensorSpec> specs = specs(random, 1 + random.nextInt(5));
      List<String> entries = new ArrayList<>();
      Map<String, float[]> values = new HashMap<>();
      ByteBuffer data = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
      for (TensorSpec spec : specs) {
        ElementType type = TYPES.get(random.nextInt(3));
        int from = data.position();
        float[] written = new float[(int) spec.size()];
        for (int i = 0; i < written.length; i++) {
          written[i] = put(data, type, random);
        }
        values.put(spec.name(), written);
        entries.add(entry(spec, type, from, data.position()));
      }
      Collections.shuffle(entries, random);
      byte[] bytes = new byte[data.position()];
      data.flip().get(bytes);
      String header = "{\"__metadata__\":{\"a\":\"b\"}," + String.join(",", entries) + "}  ";
      try (SafeTensors read =
          SafeTensors.open(RawSafeTensors.write(folder.resolve("r"), header, bytes))) {
        assertThat(read.names()).containsExactlyInAnyOrderElementsOf(names(specs));
        values.forEach((name, want) -> assertThat(read.floats(name)).isEqualTo(want));
      }
    }
  }

  @Test
  void spec_shapeChangedByTheCaller_staysAsItIs() {
    String header = RawSafeTensors.header("F16", "[2]", "[0,4]");
    try (SafeTensors read =
        SafeTensors.open(RawSafeTensors.write(folder.resolve("f"), header, new byte[4]))) {
      read.spec("w").shape()[0] = 7;
      assertThat(read.spec("w")).isEqualTo(new TensorSpec("w", 2)).hasToString("w[2]");
      assertThat(read.spec("w").hashCode()).isEqualTo(new TensorSpec("w", 2).hashCode());
      assertThat(read.spec("w")).isNotEqualTo(new TensorSpec("w", 1, 2));
    }
  }

  /** A channel would be closed by an interrupt that comes between two pieces. */
  @Test
  void writeAndRead_interruptedBetweenPieces_goOnToTheEnd() throws IOException {
    Path file = folder.resolve("interrupted.safetensors");
    var spec = new TensorSpec("w", TensorValues.PIECE + 5);
    float[] values = finite(new Random(7), TensorValues.PIECE + 5);
    try {
      SafeTensorsWriter.write(
          file,
          List.of(spec),
          ElementType.F32,
          (tensor, sink) -> {
            sink.accept(FloatBuffer.wrap(values, 0, 100_000));
            Thread.currentThread().interrupt();
            sink.accept(FloatBuffer.wrap(values, 100_000, values.length - 100_000));
          });
      assertThat(Thread.interrupted()).isTrue();
      FloatBuffer read = FloatBuffer.allocate(values.length);
      try (SafeTensors tensors = SafeTensors.open(file)) {
        tensors.read(
            "w",
            piece -> {
              read.put(piece);
              Thread.currentThread().interrupt();
            });
      }
      assertThat(bits(read.array())).isEqualTo(bits(values));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void open_noSuchFile_throwsUncheckedIoNamingIt() {
    Path absent = folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> SafeTensors.open(absent))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  void writeThenOpen_bf16_isRoundedToNearestEvenAndStaysFinite() throws IOException {
    float[] values = finite(new Random(5), 5000);
    values[0] = Float.MAX_VALUE;
    values[1] = Float.intBitsToFloat(0x3F808000); // a tie, to the even below
    values[2] = Float.intBitsToFloat(0x3F818000); // a tie, to the even above
    Path file = folder.resolve("half.safetensors");
    List<TensorSpec> specs = List.of(new TensorSpec("w", 50, 100));
    SafeTensorsWriter.write(file, specs, ElementType.BF16, TensorValues.of(n -> values));
    assertThat(Files.size(file)).isLessThan(10_000 + 200);
    try (SafeTensors read = SafeTensors.open(file)) {
      float[] half = read.floats("w");
      assertThat(bits(half)).startsWith(0x7F7F0000, 0x3F800000, 0x3F820000);
      for (int i = 3; i < values.length; i++) {
        assertThat(Math.abs(half[i] - (double) values[i]))
            .isLessThanOrEqualTo(Math.ulp(values[i]) * 0x1p15);
      }
    }
  }

  @Test
  void floats_tensorOfSeveralPieces_isReadWhole() throws IOException {
    int size = 2 * TensorValues.PIECE + 77;
    Path file = folder.resolve("large.safetensors");
    List<TensorSpec> specs = List.of(new TensorSpec("a", 3), new TensorSpec("w", size));
    SafeTensorsWriter.write(
        file,
        specs,
        ElementType.F32,
        (spec, sink) -> {
          for (int i = 0; i < spec.size(); i++) {
            sink.accept(FloatBuffer.wrap(new float[] {i}));
          }
        });
    try (SafeTensors read = SafeTensors.open(file)) {
      float[] values = read.floats("w");
      assertThat(values).hasSize(size);
      for (int i = 0; i < size; i++) {
        assertThat(values[i] == i).isTrue();
      }
      assertThat(read.floats("a")).containsExactly(0, 1, 2);
    }
  }

  @Test
  void floats_unknownTensor_namesFileAndTensor() {
    Path file = RawSafeTensors.write(folder.resolve("e.safetensors"), "{}", new byte[0]);
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThatThrownBy(() -> read.floats("w"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessage(file + ", w: there is no such tensor");
    }
  }

  @Test
  void floats_afterClose_throwsUncheckedIoNamingTheFile() {
    String header = RawSafeTensors.header("F16", "[2]", "[0,4]");
    SafeTensors read =
        SafeTensors.open(RawSafeTensors.write(folder.resolve("c"), header, new byte[4]));
    read.close();
    read.close();
    assertThatThrownBy(() -> read.floats("w"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.resolve("c").toString());
  }

  @Test
  void write_otherNumberOfValuesThanTheShape_isRefusedByName() {
    assertThatThrownBy(
            () ->
                SafeTensorsWriter.write(
                    folder.resolve("w"),
                    List.of(new TensorSpec("w", 2, 3)),
                    ElementType.F32,
                    TensorValues.of(n -> new float[5])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w[2, 3] was given 5 values");
  }

  private static List<TensorSpec> specs(Random random, int count) {
    var specs = new ArrayList<TensorSpec>();
    for (int i = 0; i < count; i++) {
      long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
      String odd = List.of("", "\"\\", "é\u0000", "\uD83D\uDE00", "/../").get(random.nextInt(5));
      specs.add(new TensorSpec("t" + i + odd, shape));
    }
    return specs;
  }

  private static List<String> names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).toList();
  }

  private static float[] finite(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    return values;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  /** Puts an integer that each type holds exactly. */
  private static float put(ByteBuffer data, ElementType type, Random random) {
    int value = 1 << random.nextInt(8);
    int power = Integer.numberOfTrailingZeros(value);
    switch (type) {
      case F32 -> data.putFloat(value);
      case BF16 -> data.putShort((short) (Float.floatToRawIntBits(value) >> 16));
      case F16 -> data.putShort((short) ((power + 15) << 10));
    }
    return value;
  }

  private static String entry(TensorSpec spec, ElementType type, long from, long to) {
    String name = new com.google.gson.JsonPrimitive(spec.name()).toString();
    String shape =
        java.util.Arrays.stream(spec.shape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(",", "[", "]"));
    return name + ":" + RawSafeTensors.entry(type.name(), shape, "[" + from + "," + to + "]");
  }
}
