package io.github.dvmap.core.proof;

import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import io.github.dvmap.core.testkit.RolloutEngineContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutEngineProofTest {
  /** Draws in place of the sound engine. */
  private interface Draw {
    List<List<Completion>> generate(
        RolloutEngine sound, List<RolloutRequest> requests, Sampling sampling);
  }

  private record Engine(RolloutEngine sound, Draw draw) implements RolloutEngine {
    @Override
    public List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
      return draw.generate(sound, requests, sampling);
    }

    @Override
    public void policyUpdated() {
      sound.policyUpdated();
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private static Arguments draw(String broken, Draw draw, Consumer<RolloutEngineContract> test) {
    return proof(broken, policy -> new Engine(policy.rollouts(), draw), test);
  }

  private static Arguments sampling(
      String broken, UnaryOperator<Sampling> change, Consumer<RolloutEngineContract> test) {
    return draw(broken, (sound, requests, s) -> sound.generate(requests, change.apply(s)), test);
  }

  private static Arguments request(
      String broken, UnaryOperator<RolloutRequest> change, Consumer<RolloutEngineContract> test) {
    return draw(
        broken,
        (sound, requests, s) -> sound.generate(requests.stream().map(change).toList(), s),
        test);
  }

  private static Arguments completion(
      String broken, UnaryOperator<Completion> change, Consumer<RolloutEngineContract> test) {
    return draw(
        broken,
        (sound, requests, s) ->
            sound.generate(requests, s).stream()
                .map(group -> group.stream().map(change).toList())
                .toList(),
        test);
  }

  private interface MakeEngine {
    RolloutEngine over(PolicyModel policy);
  }

  private static Arguments proof(
      String broken, MakeEngine engine, Consumer<RolloutEngineContract> test) {
    var contract =
        new RolloutEngineContract() {
          @Override
          protected PolicyModel open() {
            return new DelegatingPolicy() {
              @Override
              public RolloutEngine rollouts() {
                return engine.over(sound);
              }
            };
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static <T> List<T> turned(List<T> list) {
    var turned = new ArrayList<>(list);
    Collections.reverse(turned);
    return turned;
  }

  static Stream<Arguments> order() {
    return Stream.of(
        request(
            "one sample each",
            r -> new RolloutRequest(r.prompt(), 1, r.stream()),
            RolloutEngineContract::generate_any_givesEveryRequestItsCompletions),
        draw(
            "turned round",
            (sound, requests, s) -> turned(sound.generate(requests, s)),
            RolloutEngineContract::generate_any_givesEveryRequestItsCompletions),
        draw(
            "stream by place in the batch",
            (sound, requests, s) -> {
              var moved = new ArrayList<RolloutRequest>();
              requests.forEach(
                  r -> moved.add(new RolloutRequest(r.prompt(), r.samples(), moved.size())));
              return sound.generate(moved, s);
            },
            RolloutEngineContract::generate_oneRequestAtATime_drawsWhatOneBatchDraws),
        request(
            "one stream for all",
            r -> new RolloutRequest(r.prompt(), r.samples(), 0),
            RolloutEngineContract::generate_otherStream_drawsOtherTokens),
        request(
            "stream from the number of samples",
            r -> new RolloutRequest(r.prompt(), r.samples(), r.samples()),
            RolloutEngineContract::generate_moreSamples_beginWithTheSameOnes),
        draw(
            "a group for nothing",
            (sound, requests, s) -> requests.isEmpty() ? List.of(List.of()) : List.of(),
            RolloutEngineContract::generate_nothing_givesNothing));
  }

  static Stream<Arguments> law() {
    return Stream.of(
        sampling(
            "clock as seed",
            s -> s.withSeed(System.nanoTime()),
            RolloutEngineContract::generate_sameSeed_drawsTheSame),
        sampling(
            "seed ignored",
            s -> s.withSeed(0),
            RolloutEngineContract::generate_otherSeed_drawsOtherTokens),
        sampling(
            "seed from the limit",
            s -> s.withSeed(s.maxTokens()),
            RolloutEngineContract::generate_lowerLimit_drawsTheBeginnings),
        sampling(
            "temperature ignored",
            s -> s.withTemperature(1),
            RolloutEngineContract::generate_manySamples_followTheScoredProbabilities),
        sampling(
            "temperature 0 drawn at 1",
            s -> s.withTemperature(1),
            RolloutEngineContract::generate_temperatureZero_givesEverySampleTheSame),
        completion(
            "greedy takes token 0",
            c -> new Completion(new int[c.length()], c.stopped()),
            RolloutEngineContract::generate_temperatureZero_picksTheMostLikelyTokens),
        draw(
            "interrupt not heeded",
            (sound, requests, s) -> {
              boolean interrupted = Thread.interrupted();
              List<List<Completion>> drawn = sound.generate(requests, s);
              if (interrupted) {
                Thread.currentThread().interrupt();
              }
              return drawn;
            },
            RolloutEngineContract::generate_interrupted_isCancelledKeepsTheFlagAndDrawsAgain),
        draw(
            "interrupt swallowed",
            (sound, requests, s) -> {
              if (Thread.interrupted()) {
                throw new CancellationException();
              }
              return sound.generate(requests, s);
            },
            RolloutEngineContract::generate_interrupted_isCancelledKeepsTheFlagAndDrawsAgain),
        proof(
            "old weights",
            policy -> policy.frozenCopy().rollouts(),
            RolloutEngineContract::generate_afterTheWeightsChanged_usesTheNewOnes));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        sampling(
            "stop tokens ignored",
            s -> s.withStopTokens(Set.of()),
            RolloutEngineContract::generate_any_endsAtTheStopTokenOrTheLimit),
        completion(
            "stop token cut off",
            c ->
                c.stopped() && c.length() > 1
                    ? new Completion(Arrays.copyOf(c.tokens(), c.length() - 1), true)
                    : c,
            RolloutEngineContract::generate_stopTokens_cutWhatIsDrawnWithoutThem),
        completion(
            "always stopped",
            c -> new Completion(c.tokens(), true),
            RolloutEngineContract::generate_noStopTokens_runsToTheLimit),
        sampling(
            "one token too many",
            s -> s.withMaxTokens(s.maxTokens() + 1),
            RolloutEngineContract::generate_any_endsAtTheStopTokenOrTheLimit),
        completion(
            "never stopped",
            c -> new Completion(c.tokens(), false),
            RolloutEngineContract::generate_stopTokens_cutWhatIsDrawnWithoutThem),
        request(
            "prompt cut to the context",
            r ->
                r.prompt().length < 20
                    ? r
                    : new RolloutRequest(Arrays.copyOf(r.prompt(), 20), r.samples(), r.stream()),
            RolloutEngineContract::generate_longerThanTheContext_throwsIllegalArgument));
  }

  private static Completion withLogProbs(Completion c, UnaryOperator<float[]> change) {
    return new Completion(c.tokens(), c.stopped(), c.logProbs().map(change));
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        sampling(
            "top-k ignored",
            s -> s.withTopK(0),
            RolloutEngineContract::generate_topK_drawsFromTheMostLikelyTokens),
        sampling(
            "one token too few",
            s -> s.withTopK(Math.max(1, s.topK() - 1)),
            RolloutEngineContract::generate_topK_drawsFromTheMostLikelyTokens),
        sampling(
            "top-p ignored",
            s -> s.withTopP(1),
            RolloutEngineContract::generate_topP_drawsFromTheMassThatIsAskedFor),
        sampling(
            "top-p before top-k",
            s -> s.withTopK(0),
            RolloutEngineContract::generate_topKThenTopP_takesTheMassOfWhatIsLeft),
        sampling(
            "min-p ignored",
            s -> s.withMinP(0),
            RolloutEngineContract::generate_minP_drawsNoneThatIsFarBelowTheMostLikely),
        completion(
            "log-probabilities of 0",
            c -> withLogProbs(c, own -> new float[own.length]),
            RolloutEngineContract::generate_logProbs_whereGivenAreTheScores),
        completion(
            "probabilities for log-probabilities",
            c ->
                withLogProbs(
                    c,
                    own -> {
                      float[] p = own.clone();
                      for (int t = 0; t < p.length; t++) {
                        p[t] = (float) Math.exp(p[t]);
                      }
                      return p;
                    }),
            RolloutEngineContract::generate_logProbs_whereGivenAreTheScores),
        sampling(
            "stop strings ignored",
            s -> s.withStopStrings(StopStrings.none()),
            RolloutEngineContract::generate_stopStrings_endWithTheTokenThatCompletesOne),
        completion(
            "ending token cut off",
            c ->
                c.stopped() && c.length() > 1
                    ? new Completion(Arrays.copyOf(c.tokens(), c.length() - 1), true)
                    : c,
            RolloutEngineContract::generate_stopStrings_endWithTheTokenThatCompletesOne));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"order", "law", "ends", "filters"})
  void contract_brokenEngine_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
