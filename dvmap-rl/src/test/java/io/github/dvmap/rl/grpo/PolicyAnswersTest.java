package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PolicyAnswersTest {
  private static final List<AlignmentSample> SAMPLES = WordWorld.samples(7);

  private final TabularPolicy policy = new TabularPolicy(SAMPLES.size(), 6);

  private PolicyAnswers.Builder answers() {
    return PolicyAnswers.builder(policy, WordWorld.TOKENIZER);
  }

  @Test
  void sampled_anotherBatchSize_givesTheSameReplies() {
    List<Answered> whole = answers().build().sampled(SAMPLES, 1, 3, 5);
    assertThat(answers().batchSize(2).build().sampled(SAMPLES, 1, 3, 5)).isEqualTo(whole);
    assertThat(answers().build().sampled(SAMPLES, 1, 3, 6)).isNotEqualTo(whole);
    assertThat(whole.stream().map(Answered::sample)).containsExactlyElementsOf(SAMPLES);
  }

  @Test
  void greedy_untrainedPolicy_keepsUnparsedRepliesAsWrong() {
    // All logits are equal, so the first token, the end, is taken everywhere.
    List<Answered> found = answers().build().greedy(SAMPLES, 3);
    assertThat(found).hasSize(7);
    assertThat(found).allMatch(a -> a.reply().isEmpty());
    assertThat(found).allMatch(a -> a.answer() instanceof ParsedAnswer.Missing);
    assertThat(found).noneMatch(a -> a.toPrediction().correct());
  }

  @Test
  void greedy_inBatches_tellsTheListenerAndClosesTheEngine() {
    var events = new ArrayList<ProgressEvent>();
    answers().batchSize(3).stage("dev").listener(events::add).build().greedy(SAMPLES, 3);
    assertThat(events)
        .extracting(ProgressEvent::stage)
        .containsExactly("dev", "dev", "dev", "dev", "dev");
    assertThat(((ProgressEvent.Advanced) events.get(3)).done()).isEqualTo(7);
    assertThat(policy.engines).singleElement().matches(e -> e.closes == 1);
    assertThat(policy.closes).isZero();
  }

  @Test
  void greedy_interrupted_isCancelledAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> answers().build().greedy(SAMPLES, 3))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(policy.engines).singleElement().matches(e -> e.closes == 1);
  }

  @Test
  void greedy_promptBeyondTheContext_namesTheSample() {
    assertThatThrownBy(() -> answers().build().greedy(SAMPLES, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample-0");
  }
}
