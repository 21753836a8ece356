package io.github.dvmap.rl.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.rl.reward.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnswerRolloutsTest {
  private static final Sampling SAMPLING = new Sampling(1, 6, Set.of(0), 7);

  private final TabularPolicy policy = new TabularPolicy(8, 7);

  /** Every other sample's replies end after "so" or "very". */
  private static List<AlignmentSample> samples() {
    var samples = new ArrayList<AlignmentSample>();
    for (AlignmentSample s : WordWorld.samples(8)) {
      AnswerFormat format =
          samples.size() % 2 == 0
              ? new WordWorld.Format("One word.", ImmutableSet.of("so", "very"))
              : s.format();
      samples.add(
          new AlignmentSample(
              s.id(), s.profile(), s.question(), s.answer(), s.frequency(), s.prompt(), format));
    }
    return samples;
  }

  private static boolean ends(String text) {
    return text.contains("so") || text.contains("very");
  }

  private static boolean endsAtOnce(String text) {
    return ends(text) && !ends(text.substring(0, text.length() - 1));
  }

  @Test
  void generate_formatsOfTwoKinds_endEachAsItsFormatSays() {
    var requests = new ArrayList<RolloutRequest>();
    for (int i = 0; i < 8; i++) {
      requests.add(new RolloutRequest(new int[] {i}, 20, i));
    }
    List<List<Completion>> whole = policy.rollouts().generate(requests, SAMPLING);
    List<List<Completion>> drawn =
        AnswerRollouts.generate(
            policy.rollouts(), WordWorld.TOKENIZER, samples(), requests, SAMPLING);
    int cut = 0;
    for (int i = 0; i < 8; i++) {
      for (int g = 0; g < 20; g++) {
        String all = WordWorld.TOKENIZER.decode(whole.get(i).get(g).tokens());
        String text = WordWorld.TOKENIZER.decode(drawn.get(i).get(g).tokens());
        assertThat(all).startsWith(text);
        if (i % 2 == 0 && ends(all)) {
          assertThat(text).matches(AnswerRolloutsTest::endsAtOnce);
          assertThat(drawn.get(i).get(g).stopped()).isTrue();
          cut += text.length() < all.length() ? 1 : 0;
        } else {
          assertThat(text).isEqualTo(all);
        }
      }
    }
    assertThat(cut).isGreaterThan(10);
  }

  @Test
  void answer_stopAtAnswer_endsRepliesAtTheAnswer() {
    for (boolean stop : new boolean[] {false, true}) {
      List<String> replies =
          PolicyAnswers.builder(policy, WordWorld.TOKENIZER)
              .batchSize(3)
              .stopAtAnswer(stop)
              .build()
              .answer(samples(), SAMPLING.withSeed(5))
              .stream()
              .map(Answered::reply)
              .toList();
      boolean cut =
          Stream.of(0, 2, 4, 6).map(replies::get).allMatch(r -> !ends(r) || endsAtOnce(r));
      assertThat(cut).as("%s", replies).isEqualTo(stop);
    }
  }

  @Test
  void train_stopAtAnswer_drawsFewerTokens() {
    long[] tokens = new long[2];
    for (int i = 0; i < 2; i++) {
      GrpoConfig config =
          GrpoConfig.builder().batchSize(8).steps(1).maxNewTokens(6).stopAtAnswer(i == 1).build();
      var fresh = new TabularPolicy(8, 7);
      TrainingReport report =
          GrpoTrainer.builder(fresh, WordWorld.TOKENIZER)
              .config(config)
              .reward(Rewards.accuracy())
              .seed(7)
              .build()
              .train(samples());
      tokens[i] = report.steps().get(0).tokens();
    }
    assertThat(tokens[1]).isLessThan(tokens[0]);
  }
}
