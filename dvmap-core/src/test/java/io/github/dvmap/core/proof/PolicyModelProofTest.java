package io.github.dvmap.core.proof;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.testkit.PolicyModelContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyModelProofTest {
  @TempDir static Path folder;

  static Arguments proof(
      String broken, Supplier<PolicyModel> policy, Consumer<PolicyModelContract> test) {
    var contract =
        new PolicyModelContract() {
          @Override
          protected PolicyModel open() {
            return policy.get();
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static Arguments score(
      String broken, UnaryOperator<float[][]> change, Consumer<PolicyModelContract> test) {
    return proof(
        broken,
        () ->
            new DelegatingPolicy() {
              @Override
              public float[][] score(List<CompletionGroup> groups, double temperature) {
                return change.apply(sound.score(groups, temperature));
              }
            },
        test);
  }

  private static Arguments pass(
      String broken, Function<ForwardPass, ForwardPass> change, Consumer<PolicyModelContract> t) {
    return proof(
        broken,
        () ->
            new DelegatingPolicy() {
              @Override
              public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
                return change.apply(sound.forward(groups, temperature));
              }
            },
        t);
  }

  private static Arguments backward(
      String broken, UnaryOperator<float[][]> change, Consumer<PolicyModelContract> test) {
    return pass(
        broken,
        sound ->
            new DelegatingPolicy.DelegatingPass(sound) {
              @Override
              public void backward(float[][] gradient) {
                sound.backward(change.apply(gradient));
              }
            },
        test);
  }

  private static float[][] plus(float[][] rows, float value, int from) {
    return Arrays.stream(rows)
        .map(
            row -> {
              float[] changed = row.clone();
              for (int t = from; t < row.length; t++) {
                changed[t] += value;
              }
              return changed;
            })
        .toArray(float[][]::new);
  }

  private static float[][] turned(float[][] rows) {
    float[][] turned = rows.clone();
    for (int n = 0; n < rows.length; n++) {
      turned[n] = rows[rows.length - 1 - n];
    }
    return turned;
  }

  static Stream<Arguments> scores() {
    return Stream.of(
        score("logits", s -> plus(s, 3, 0), PolicyModelContract::score_allFirstTokens_sumToOne),
        score(
            "positive",
            s -> plus(s, 9, 0),
            PolicyModelContract::score_any_givesALogProbabilityForEachToken),
        score(
            "not that of the pass",
            s -> plus(s, -0.001f, 0),
            PolicyModelContract::forward_logProbs_equalScore),
        score(
            "turned round",
            PolicyModelProofTest::turned,
            PolicyModelContract::score_any_givesALogProbabilityForEachToken),
        score(
            "sorted by length",
            s -> Arrays.stream(s).sorted((a, b) -> b.length - a.length).toArray(float[][]::new),
            PolicyModelContract::score_groupsTurnedRound_areInTheirNewOrder),
        score(
            "depends on the batch",
            s -> plus(s, 1e-4f * s.length, 0),
            PolicyModelContract::score_eachGroupAlone_isWhatItIsTogether),
        score(
            "depends on the length",
            s -> plus(s, 1e-4f * s[0].length, 0),
            PolicyModelContract::score_beginningOfACompletion_doesNotDependOnItsRest),
        score(
            "loses what came before",
            s -> plus(s, -0.1f, 2),
            PolicyModelContract::score_laterTokens_followThoseBeforeAsAPromptDoes),
        proof(
            "no temperature",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public float[][] score(List<CompletionGroup> groups, double temperature) {
                    return sound.score(groups, 1);
                  }
                },
            PolicyModelContract::score_higherTemperature_dividesTheLogits),
        proof(
            "no vocabulary",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public long parameterCount() {
                    return 0;
                  }
                },
            PolicyModelContract::sizes_any_arePositive));
  }

  static Stream<Arguments> gradients() {
    return Stream.of(
        backward(
            "twice the size",
            g -> scaled(g, 2),
            PolicyModelContract::step_shortStepForOneCompletion_raisesItByTheSquaredNorm),
        backward(
            "without the last completion",
            g -> {
              float[][] cut = g.clone();
              cut[g.length - 1] = new float[g[g.length - 1].length];
              return cut;
            },
            PolicyModelContract::step_shortStepForOneCompletion_raisesItByTheSquaredNorm),
        backward(
            "upwards",
            g -> scaled(g, -1),
            PolicyModelContract::step_alongTheGradient_raisesTheLogProbabilities),
        backward(
            "size ignored",
            g -> scaled(g, 1 / Math.abs(g[0][0])),
            PolicyModelContract::backward_severalPasses_addUp),
        backward(
            "any shape",
            g -> new float[][] {{1, 1, 1}, {1}, {1, 1}, {1, 1, 1, 1}},
            PolicyModelContract::backward_wrongShape_throwsIllegalArgument),
        pass(
            "as often as called",
            sound ->
                new DelegatingPolicy.DelegatingPass(sound) {
                  private boolean done;

                  @Override
                  public void backward(float[][] gradient) {
                    if (!done) {
                      sound.backward(gradient);
                    }
                    done = true;
                  }
                },
            PolicyModelContract::backward_calledTwice_throwsIllegalState),
        pass(
            "open for ever",
            sound ->
                new DelegatingPolicy.DelegatingPass(sound) {
                  @Override
                  public void close() {}
                },
            PolicyModelContract::backward_afterClose_throwsIllegalState),
        pass(
            "log-probabilities of another temperature",
            sound ->
                new DelegatingPolicy.DelegatingPass(sound) {
                  @Override
                  public float[][] logProbs() {
                    return scaled(sound.logProbs(), 2);
                  }
                },
            PolicyModelContract::forward_logProbs_equalScore));
  }

  private static float[][] scaled(float[][] rows, float factor) {
    return Arrays.stream(rows)
        .map(
            row -> {
              float[] changed = row.clone();
              for (int t = 0; t < row.length; t++) {
                changed[t] *= factor;
              }
              return changed;
            })
        .toArray(float[][]::new);
  }

  private static void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path fresh() {
    try {
      return Files.createTempDirectory(folder, "proof");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void saves(PolicyModelContract contract) {
    try {
      contract.save_newFolder_isOfHuggingFaceAndNothingElseIsLeft(fresh());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface OnFolder {
    void run(Path folder) throws IOException;
  }

  private static void savesAgain(OnFolder test) {
    try {
      test.run(fresh());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> files() {
    return Stream.of(
        proof(
            "no weights saved",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void save(Path target) {
                    write(target.resolve("config.json"));
                  }
                },
            PolicyModelProofTest::saves),
        proof(
            "half-written folder left",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void save(Path target) {
                    write(target.resolveSibling("part").resolve("config.json"));
                    sound.save(target);
                  }
                },
            PolicyModelProofTest::saves),
        proof(
            "saved once only",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void save(Path target) {
                    if (!Files.exists(target)) {
                      sound.save(target);
                    }
                  }
                },
            contract -> savesAgain(contract::save_overAnOlderModel_replacesItAndLeavesNothingElse)),
        proof(
            "whatever is there replaced",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void save(Path target) {
                    AtomicFiles.writeFolder(target, whole -> {});
                  }
                },
            contract ->
                savesAgain(contract::save_overSomethingElse_throwsIllegalArgumentAndLeavesIt)),
        proof(
            "failure to save kept quiet",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void save(Path target) {}
                },
            contract -> {
              try {
                contract.save_insideAFile_throwsUncheckedIo(fresh());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }),
        proof(
            "usable after close",
            () ->
                new DelegatingPolicy() {
                  @Override
                  public void close() {}
                },
            contract -> contract.close_calledTwice_thenUsed_throwsIllegalState(fresh())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"scores", "gradients", "files"})
  void contract_brokenPolicy_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
