package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.CompletionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingTest {
  @ParameterizedTest
  @CsvSource({"10, 3, 4", "10, 5, 2", "1, 64, 1", "64, 64, 1", "65, 64, 2"})
  void batch_anEpoch_visitsEachSampleOnce(int size, int batchSize, long steps) {
    var order = new SampleOrder(3, size, batchSize);
    assertThat(order.stepsPerEpoch()).isEqualTo(steps);
    for (long epoch = 0; epoch < 3; epoch++) {
      var seen = new ArrayList<Integer>();
      for (long step = epoch * steps; step < (epoch + 1) * steps; step++) {
        Arrays.stream(order.batch(step)).forEach(seen::add);
      }
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size).boxed().toList());
    }
  }

  @Test
  void batch_otherSeedOrEpoch_isAnotherOrder() {
    var order = new SampleOrder(3, 50, 50);
    assertThat(order.batch(0)).isEqualTo(new SampleOrder(3, 50, 50).batch(0));
    assertThat(order.batch(0)).isNotEqualTo(order.batch(1));
    assertThat(order.batch(0)).isNotEqualTo(new SampleOrder(4, 50, 50).batch(0));
  }

  @Test
  void batch_manyShuffles_putEachSampleFirstEquallyOften() {
    var order = new SampleOrder(5, 4, 4);
    var first = new int[4];
    for (int epoch = 0; epoch < 4000; epoch++) {
      first[order.batch(epoch)[0]]++;
    }
    // Binomial(4000, 1/4) has standard deviation 27.4.
    assertThat(Arrays.stream(first).boxed()).allMatch(count -> Math.abs(count - 1000) < 140);
  }

  private static CompletionGroup group(int prompt, int... lengths) {
    return new CompletionGroup(
        new int[prompt], IntStream.of(lengths).mapToObj(int[]::new).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 11, 20, 1000})
  void split_anyBudget_keepsEveryCompletionInOrder(int budget) {
    List<CompletionGroup> groups = List.of(group(2, 3, 1, 4), group(1, 5), group(3, 2, 2, 2, 2));
    List<MicroBatch> parts = MicroBatch.split(groups, budget);
    var lengths = new ArrayList<Integer>();
    int next = 0;
    for (MicroBatch part : parts) {
      assertThat(part.first()).isEqualTo(next);
      next += part.size();
      long tokens = 0;
      for (CompletionGroup group : part.groups()) {
        tokens += group.prompt().length;
        for (int[] completion : group.completions()) {
          tokens += completion.length;
          lengths.add(completion.length);
        }
      }
      assertThat(tokens <= budget || part.size() == 1).isTrue();
    }
    assertThat(lengths).containsExactly(3, 1, 4, 5, 2, 2, 2, 2);
  }

  @Test
  void split_groupsThatFit_stayWhole() {
    List<MicroBatch> parts = MicroBatch.split(List.of(group(2, 3, 3), group(2, 3, 3)), 12);
    assertThat(parts).hasSize(2);
    assertThat(parts).allMatch(p -> p.groups().size() == 1 && p.size() == 2);
  }

  @Test
  void split_nothing_givesNoParts() {
    assertThat(MicroBatch.split(List.of(), 5)).isEmpty();
    assertThatThrownBy(() -> MicroBatch.split(List.of(), 0)).hasMessageContaining("0");
  }
}
