package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.policy.CompletionGroup;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedBatchTest {
  private static final int[] COMPLETION = {7, 8, 9};

  @ParameterizedTest
  @CsvSource({"5, 1, 64, 64", "60, 2, 64, 64", "61, 2, 128, 64", "10, 22, 64, 128"})
  void batch_anySize_hasAMultipleOf64Rows(int prompt, int samples, int rows, int predictions) {
    var batch = new PackedBatch(List.of(group(prompt, samples)));
    assertThat(batch.ids).hasSize(rows);
    assertThat(batch.positions).hasSize(rows);
    assertThat(batch.predictors).hasSize(predictions);
    assertThat(batch.targets).hasSize(predictions);
    assertThat(batch.slots).hasSize(prompt);
    assertThat(batch.taken).hasSize(2 * samples);
  }

  @ParameterizedTest
  @CsvSource({"5, 1", "61, 2", "40, 30"})
  void pack_gradientOfEveryToken_isNoneWhereThereIsNoToken(int prompt, int samples) {
    var batch = new PackedBatch(List.of(group(prompt, samples)));
    float[][] gradient =
        IntStream.range(0, samples).mapToObj(n -> new float[] {1, 2, 3}).toArray(float[][]::new);
    float[] flat = batch.pack(gradient);
    assertThat(flat).hasSameSizeAs(batch.targets);
    for (int i = 0; i < flat.length; i++) {
      assertThat(flat[i]).isEqualTo(i < 3 * samples ? 1 + i % 3 : 0);
    }
    assertThat(batch.unpack(flat)).isDeepEqualTo(gradient);
  }

  private static CompletionGroup group(int prompt, int samples) {
    return new CompletionGroup(
        IntStream.range(1, 1 + prompt).toArray(),
        IntStream.range(0, samples).mapToObj(n -> COMPLETION).toList());
  }
}
