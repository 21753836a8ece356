package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.testkit.BracketTokenizer;
import io.github.dvmap.core.testkit.SamplingLaw;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutSamplingTest {
  /** Longer than the first slots for keys and values, so that these grow. */
  private static final int LONG = 90;

  private final TorchPolicy policy =
      Policies.openTorch(PolicySpec.huggingFace(Golden.FOLDER).withDevice("cpu"));

  @AfterEach
  void close() {
    policy.close();
  }

  private List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
    try (RolloutEngine engine = policy.rollouts()) {
      return engine.generate(requests, sampling);
    }
  }

  /** Decodes, and interrupts a thread at the first call. */
  private record Interrupting(Thread thread, AtomicInteger calls) implements TextTokenizer {
    @Override
    public String decode(int[] ids) {
      if (calls.getAndIncrement() == 0) {
        thread.interrupt();
      }
      return BracketTokenizer.INSTANCE.decode(ids);
    }

    @Override
    public int[] encode(String text) {
      return BracketTokenizer.INSTANCE.encode(text);
    }

    @Override
    public int[] encodePrompt(Prompt prompt) {
      return BracketTokenizer.INSTANCE.encodePrompt(prompt);
    }

    @Override
    public int endOfText() {
      return 0;
    }
  }

  /** One completion is drawn by the thread that asks, many are by workers. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void generate_interruptedWhileItDraws_endsBeforeTheLastToken(int samples) {
    var tokenizer = new Interrupting(Thread.currentThread(), new AtomicInteger());
    int most = 160;
    Sampling sampling =
        new Sampling(1, most, Set.of(), 3)
            .withStopStrings(StopStrings.of(Set.of("never"), tokenizer));
    List<RolloutRequest> request = List.of(new RolloutRequest(new int[] {1, 2, 3}, samples, 0));
    int arrays = policy.managedArrays();
    tokenizer.calls().set(0);
    assertThatThrownBy(() -> generate(request, sampling)).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    int calls = tokenizer.calls().get();
    assertThat(policy.managedArrays()).isEqualTo(arrays);
    assertThat(generate(request, sampling).get(0).get(0).length()).isEqualTo(most);
    assertThat(calls).isLessThan(tokenizer.calls().get() - calls);
  }

  static Stream<Sampling> samplings() {
    var drawn = new Sampling(0.7, 1, Set.of(), 3);
    return Stream.of(
        drawn,
        drawn.withTopK(5),
        drawn.withTemperature(2).withTopP(0.5),
        drawn.withTemperature(2).withMinP(0.2),
        drawn.withTemperature(1).withTopK(20).withTopP(0.6).withMinP(0.1),
        // keeps more than the 256 most likely, so that all of the vocabulary is sorted
        drawn.withTemperature(2).withTopP(0.97),
        drawn.withTemperature(100));
  }

  @ParameterizedTest
  @MethodSource("samplings")
  void generate_tokensDrawn_followTheLawByChiSquare(Sampling sampling) {
    int[] prompt = {5, 9, 200};
    assertFollows(policy, prompt, sampling, 4096);
  }

  private static void assertFollows(
      TorchPolicy policy, int[] prompt, Sampling sampling, int draws) {
    double[] law = SamplingLaw.probabilities(logits(policy, prompt), sampling);
    long[] counts = new long[law.length];
    try (RolloutEngine engine = policy.rollouts()) {
      var request = new RolloutRequest(prompt, draws, 0);
      engine.generate(List.of(request), sampling).get(0).forEach(c -> counts[c.tokens()[0]]++);
    }
    double chi = 0;
    int cells = 0;
    for (int v = 0; v < law.length; v++) {
      if (law[v] == 0) {
        assertThat(counts[v]).as("token %d is filtered out", v).isZero();
      } else if (law[v] * draws >= 5) {
        chi += Math.pow(counts[v] - law[v] * draws, 2) / (law[v] * draws);
        cells++;
      }
    }
    // mean of chi-square is its degrees of freedom, standard deviation sqrt(2 df)
    assertThat(cells).isGreaterThan(2);
    assertThat(chi)
        .isBetween(cells - 5 * Math.sqrt(2.0 * cells), cells + 5 * Math.sqrt(2.0 * cells));
  }

  private static double[] logits(TorchPolicy policy, int[] prompt) {
    List<int[]> every =
        IntStream.range(0, policy.vocabularySize()).mapToObj(v -> new int[] {v}).toList();
    float[][] logProbs = policy.score(List.of(new CompletionGroup(prompt, every)), 1);
    return Arrays.stream(logProbs).mapToDouble(row -> row[0]).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1.3})
  void generate_logProbs_equalTheScoringPass(double temperature) {
    List<RolloutRequest> requests = requests(4, 7, 40);
    Sampling sampling = new Sampling(temperature, LONG, stops(40), 3).withTopP(0.9);
    List<List<Completion>> drawn = generate(requests, sampling);
    for (int i = 0; i < drawn.size(); i++) {
      List<int[]> tokens = drawn.get(i).stream().map(Completion::tokens).toList();
      var group = new CompletionGroup(requests.get(i).prompt(), tokens);
      float[][] scores = policy.score(List.of(group), sampling.scoringTemperature());
      for (int g = 0; g < scores.length; g++) {
        assertThat(drawn.get(i).get(g).logProbs().orElseThrow())
            .containsExactly(scores[g], within(1e-4f));
      }
    }
  }

  @Test
  void generate_anyOrderAndCompany_drawsTheSame() {
    List<RolloutRequest> requests = requests(5, 12, 60);
    var sampling = new Sampling(1, LONG, stops(10), 3);
    List<List<Completion>> together = generate(requests, sampling);
    Set<Integer> lengths =
        together.stream().flatMap(List::stream).map(Completion::length).collect(Collectors.toSet());
    assertThat(lengths).hasSizeGreaterThan(10).contains(LONG);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
    Collections.shuffle(order, new Random(2));
    List<List<Completion>> shuffled =
        generate(order.stream().map(requests::get).toList(), sampling);
    for (int i = 0; i < 12; i++) {
      assertSame(shuffled.get(i), together.get(order.get(i)));
      assertSame(generate(requests.subList(i, i + 1), sampling).get(0), together.get(i));
    }
  }

  private static void assertSame(List<Completion> got, List<Completion> want) {
    assertThat(got).hasSameSizeAs(want);
    for (int g = 0; g < got.size(); g++) {
      assertThat(got.get(g).tokens()).isEqualTo(want.get(g).tokens());
      assertThat(got.get(g).stopped()).isEqualTo(want.get(g).stopped());
      assertThat(got.get(g).logProbs().orElseThrow())
          .containsExactly(want.get(g).logProbs().orElseThrow(), within(1e-5f));
    }
  }

  @Test
  void generate_stopStringsOverManyChunks_cutWhatIsDrawnWithoutThem() {
    List<RolloutRequest> requests = requests(6, 5, 20);
    var sampling = new Sampling(0.3, LONG, Set.of(), 3);
    Set<String> strings = Set.of("7][1", "9][2", "[11][", "]");
    for (int keep = 1; keep <= strings.size(); keep++) {
      Set<String> some = strings.stream().sorted().skip(4 - keep).collect(Collectors.toSet());
      StopStrings stops = StopStrings.of(some, BracketTokenizer.INSTANCE);
      List<List<Completion>> whole = generate(requests, sampling);
      List<List<Completion>> cut = generate(requests, sampling.withStopStrings(stops));
      for (int i = 0; i < whole.size(); i++) {
        for (int g = 0; g < whole.get(i).size(); g++) {
          int[] tokens = whole.get(i).get(g).tokens();
          int end = BracketTokenizer.firstEnd(Arrays.stream(tokens).boxed().toList(), some);
          assertThat(cut.get(i).get(g).tokens())
              .isEqualTo(end < 0 ? tokens : Arrays.copyOf(tokens, end));
          assertThat(cut.get(i).get(g).stopped()).isEqualTo(end >= 0);
        }
      }
    }
  }

  @Test
  void advance_completionsEnd_leaveTheBatch() {
    var sampling = new Sampling(1, LONG, stops(10), 3);
    var rows = new ArrayList<DecodeRow>();
    for (RolloutRequest request : requests(5, 4, 30)) {
      for (int g = 0; g < 8; g++) {
        rows.add(new DecodeRow(0, request.prompt(), request.stream(), g, sampling));
      }
    }
    try (NDManager scope = policy.newScope();
        var batch = new DecodeBatch(policy, policy.decodeWeights(scope), rows, sampling)) {
      int chunks = 0;
      while (!batch.live().isEmpty()) {
        int before = batch.live().size();
        batch.advance();
        assertThat(batch.live()).allMatch(DecodeRow::isLive).hasSizeLessThanOrEqualTo(before);
        chunks++;
      }
      assertThat(chunks).isBetween(5, 32);
    }
    assertThat(rows).noneMatch(DecodeRow::isLive);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-38, 1e-4, 100, 1e300})
  void generate_extremeTemperature_staysFinite(double temperature) {
    List<RolloutRequest> requests = requests(6, 3, 20);
    var sampling = new Sampling(temperature, 8, Set.of(), 3).withTopP(0.9).withMinP(0.01);
    List<List<Completion>> drawn = generate(requests, sampling);
    assertThat(drawn.stream().flatMap(List::stream).map(c -> c.logProbs().orElseThrow()))
        .allSatisfy(
            own -> {
              for (float logProb : own) {
                assertThat(logProb).isFinite().isLessThanOrEqualTo(1e-6f);
              }
            });
    if (temperature <= 1e-4) {
      List<List<Completion>> greedy = generate(requests, sampling.withTemperature(0));
      for (int i = 0; i < 3; i++) {
        assertThat(drawn.get(i).get(0).tokens()).isEqualTo(greedy.get(i).get(0).tokens());
      }
    }
  }

  @Test
  void generate_equalLogits_areKeptTogetherAndGreedyTakesTheLowestId(@TempDir Path folder) {
    ModelConfig config =
        ModelConfig.builder()
            .vocabularySize(70)
            .hiddenSize(16)
            .intermediateSize(16)
            .layers(1)
            .heads(2)
            .keyValueHeads(1)
            .headDim(8)
            .contextLength(64)
            .initializerRange(1e-30)
            .build();
    try (TorchPolicy equal =
            Policies.openTorch(PolicySpec.random(config, 1, folder).withDevice("cpu"));
        RolloutEngine engine = equal.rollouts()) {
      var greedy = new Sampling(0, 5, Set.of(), 1);
      var request = List.of(new RolloutRequest(new int[] {3}, 2, 0));
      for (Completion completion : engine.generate(request, greedy).get(0)) {
        assertThat(completion.tokens()).containsOnly(0);
      }
      Sampling filtered = new Sampling(1, 1, Set.of(), 1).withTopK(3).withTopP(0.1).withMinP(0.9);
      assertFollows(equal, new int[] {3}, filtered, 2000);
    }
  }

  @Test
  void generate_badRequest_isNamed() {
    var good = new RolloutRequest(new int[] {1}, 1, 0);
    var bad = new RolloutRequest(new int[] {1, 320}, 1, 0);
    var sampling = new Sampling(1, 2, Set.of(), 1);
    assertThatThrownBy(() -> generate(List.of(good, bad), sampling))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("request 1: token id 320 is not in [0, 320)");
    var longer = new RolloutRequest(new int[policy.contextLength()], 1, 0);
    assertThatThrownBy(() -> generate(List.of(longer), sampling))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request 0: prompt of " + policy.contextLength());
  }

  @Test
  void generate_manyTimes_leavesNoArrayInTheModelsManager() {
    var sampling = new Sampling(1, LONG, stops(10), 3);
    generate(requests(1, 3, 20), sampling);
    int before = policy.managedArrays();
    for (int i = 0; i < 5; i++) {
      generate(requests(i, 3, 20), sampling);
    }
    assertThat(policy.managedArrays()).isEqualTo(before);
  }

  /** The first ids as stop tokens. */
  static Set<Integer> stops(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toSet());
  }

  /** Prompts of 1 to {@code longest} tokens with 1 to 9 completions each. */
  static List<RolloutRequest> requests(long seed, int count, int longest) {
    var random = new SplittableRandom(seed);
    var requests = new ArrayList<RolloutRequest>();
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(1 + random.nextInt(longest), 0, 320).toArray();
      requests.add(new RolloutRequest(prompt, 1 + random.nextInt(9), i));
    }
    return requests;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7})
  void generate_weightsThatHaveDiverged_drawsTokensOfNoLikelihood(double temperature) {
    List<CompletionGroup> groups =
        List.of(new CompletionGroup(new int[] {1, 2}, List.of(new int[] {3, 4})));
    try (ForwardPass pass = policy.forward(groups, 1)) {
      pass.backward(new float[][] {{-1, -1}});
    }
    policy.step(new OptimizerStep(1e39, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY));
    var request = new RolloutRequest(new int[] {5, 6, 7}, 2, 0);
    for (Completion drawn :
        generate(List.of(request), new Sampling(temperature, 4, Set.of(), 1)).get(0)) {
      assertThat(IntStream.of(drawn.tokens()).boxed())
          .hasSize(4)
          .allMatch(token -> token >= 0 && token < policy.vocabularySize());
      assertThat(drawn.logProbs().orElseThrow()).containsOnly(Float.NaN);
    }
  }
}
