package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.reward.RewardContext;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Reward} promises. */
public abstract class RewardContract {
  /** The reward. */
  protected abstract Reward reward();

  /** Replies of every kind: right, wrong, unknown, malformed, empty. */
  protected List<RewardContext> contexts() {
    var contexts = new ArrayList<RewardContext>();
    for (AlignmentSample sample : Fixtures.samples()) {
      for (String label : sample.question().scale().options()) {
        contexts.add(RewardContext.of(sample, sample.format().write(label)));
        contexts.add(RewardContext.of(sample, "I say " + label));
      }
      for (String reply : List.of("", "<answer>", "</answer><answer>", "<answer>42</answer> x")) {
        contexts.add(RewardContext.of(sample, reply));
      }
    }
    return contexts;
  }

  @Test
  public void score_anyReply_isFinite() {
    for (RewardContext context : contexts()) {
      assertThat(reward().score(context)).isFinite();
    }
  }

  @Test
  public void score_sameContext_isTheSame() {
    Reward reward = reward();
    for (RewardContext context : contexts()) {
      assertThat(reward.score(context)).isEqualTo(reward.score(context));
    }
  }

  @Test
  public void score_manyThreads_agreeWithOne() {
    Reward reward = reward();
    List<RewardContext> contexts = contexts();
    double[] one = contexts.stream().mapToDouble(reward::score).toArray();
    for (int round = 0; round < 20; round++) {
      assertThat(Threads.each(() -> contexts.stream().mapToDouble(reward::score).toArray()))
          .allSatisfy(scores -> assertThat(scores).isEqualTo(one));
    }
  }
}
