package io.github.dvmap.rl.grpo;

import static io.github.dvmap.rl.grpo.GrpoTrainerTest.SAMPLES;
import static io.github.dvmap.rl.grpo.GrpoTrainerTest.small;
import static io.github.dvmap.rl.grpo.GrpoTrainerTest.trainer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a rollout engine that gives other completions than it was asked for. */
class CheckedRolloutsTest {
  private final TabularPolicy policy = new TabularPolicy(SAMPLES.size(), 6);

  private static Arguments of(String message, UnaryOperator<List<List<Completion>>> fault) {
    return Arguments.of(message, fault);
  }

  /** Spoils the group of request 2. */
  private static Arguments third(String message, UnaryOperator<List<Completion>> fault) {
    return of(
        message,
        groups -> {
          var spoilt = new ArrayList<>(groups);
          spoilt.set(2, fault.apply(new ArrayList<>(groups.get(2))));
          return spoilt;
        });
  }

  private static Arguments first(String message, Completion completion) {
    return third(
        message,
        group -> {
          group.set(0, completion);
          return group;
        });
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        of("the rollout engine's result", groups -> null),
        of("request 0: the rollout engine gave 0 groups for 4 requests", groups -> List.of()),
        of("request 3: .* 3 groups for 4 requests", groups -> groups.subList(0, 3)),
        of(
            "request 4: .* 5 groups for 4 requests",
            groups -> Stream.concat(groups.stream(), groups.stream().limit(1)).toList()),
        third("request 2: .* no list of \\d completions", group -> null),
        third("request 2: .* 0 of \\d completions", group -> List.of()),
        third(
            "request 2: .* (16 of 8|2 of 1) completions",
            group -> Stream.concat(group.stream(), group.stream()).toList()),
        first("request 2: .* a completion of null, not of 1 to 3", null),
        first("request 2: .* of 0 tokens, not of 1 to 3", new Completion(new int[0], true)),
        first("request 2: .* of 4 tokens, not of 1 to 3", new Completion(new int[4], false)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void use_ofAnEngineThatGivesSomethingElse_namesTheRequest(
      String message, UnaryOperator<List<List<Completion>>> fault) {
    policy.drawn = fault;
    for (boolean stop : new boolean[] {false, true}) {
      GrpoTrainer trainer = trainer(policy, small().stopAtAnswer(stop).build()).build();
      assertThatThrownBy(() -> trainer.train(SAMPLES)).hasMessageMatching(message);
      PolicyAnswers answers =
          PolicyAnswers.builder(policy, WordWorld.TOKENIZER)
              .batchSize(4)
              .stopAtAnswer(stop)
              .build();
      assertThatThrownBy(() -> answers.greedy(SAMPLES, 3)).hasMessageMatching(message);
    }
  }
}
