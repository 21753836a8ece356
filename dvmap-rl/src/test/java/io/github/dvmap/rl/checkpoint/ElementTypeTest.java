package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {
  // By hand from IEEE 754 binary16: (-1)^s 2^(e-15) (1 + m/1024), and m 2^-24 where e = 0.
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0x0p0",
    "0x8000, -0x0p0",
    "0x0001, 0x1p-24",
    "0x8001, -0x1p-24",
    "0x0200, 0x1p-15",
    "0x03FF, 0x1.ff8p-15",
    "0x0400, 0x1p-14",
    "0x0401, 0x1.004p-14",
    "0x3555, 0x1.554p-2",
    "0x3BFF, 0x1.ffcp-1",
    "0x3C00, 1",
    "0x3C01, 0x1.004p0",
    "0xC000, -2",
    "0x7BFF, 65504",
    "0xFBFF, -65504"
  })
  void f16_eachKindOfValue_isWidenedExactly(String bits, String value) {
    assertBits(ElementType.F16, bits, value);
  }

  // By hand: a bfloat16 is the upper half of the float's bits.
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0x0p0",
    "0x8000, -0x0p0",
    "0x0001, 0x1p-133",
    "0x0080, 0x1p-126",
    "0x3F80, 1",
    "0xC2F7, -123.5",
    "0x7F7F, 0x1.fep127"
  })
  void bf16_eachKindOfValue_isWidenedExactly(String bits, String value) {
    assertBits(ElementType.BF16, bits, value);
  }

  @Test
  void f16_everyFinitePattern_growsWithItsBitsAndMirrorsItsSign() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      float value = read(ElementType.F16, bits);
      assertThat(read(ElementType.F16, bits + 1)).isGreaterThan(value);
      assertThat(read(ElementType.F16, bits | 0x8000)).isEqualTo(-value);
    }
  }

  @ParameterizedTest
  @CsvSource({"0x7C00, Infinity", "0xFC00, -Infinity", "0x7C01, NaN", "0xFE00, NaN"})
  void f16_exponentAllOnes_isInfiniteOrNaN(String bits, Float value) {
    assertThat(read(ElementType.F16, Integer.decode(bits))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"F32, F32", "F16, F16", "BF16, BF16", "F64,", "bf16,", "I64,", "'',"})
  void of_name_findsTheTypeOrNull(String name, ElementType expected) {
    assertThat(ElementType.of(name)).isEqualTo(expected);
  }

  private static void assertBits(ElementType type, String bits, String value) {
    assertThat(Float.floatToRawIntBits(read(type, Integer.decode(bits))))
        .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(value)));
  }

  private static float read(ElementType type, int bits) {
    float[] value = new float[1];
    type.read(
        ByteBuffer.wrap(RawSafeTensors.shorts(bits)).order(ByteOrder.LITTLE_ENDIAN), value, 1);
    return value[0];
  }
}
