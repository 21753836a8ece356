package io.github.dvmap.core.proof;

import static io.github.dvmap.core.proof.PolicyModelProofTest.proof;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** What a policy may lack, but not have broken: saved state and entropies. */
class OptionalProofTest {
  @TempDir static Path folder;

  /** A contract's test on a folder of its own. */
  private interface OnFolder {
    void run(PolicyModelContract contract, Path folder) throws IOException;
  }

  private static Consumer<PolicyModelContract> on(OnFolder test) {
    return contract -> {
      try {
        test.run(contract, Files.createTempDirectory(folder, "proof"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static Arguments state(
      String broken,
      BiConsumer<PolicyModel, Path> save,
      BiConsumer<PolicyModel, Path> restore,
      OnFolder test) {
    return proof(
        broken,
        () ->
            new DelegatingPolicy() {
              @Override
              public void saveState(Path file) {
                save.accept(sound, file);
              }

              @Override
              public void restoreState(Path file) {
                restore.accept(sound, file);
              }
            },
        on(test));
  }

  private static void writeNothing(PolicyModel policy, Path file) {
    try {
      Files.writeString(file, "nothing");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> states() {
    return Stream.of(
        state(
            "nothing saved or restored",
            OptionalProofTest::writeNothing,
            (sound, file) -> {},
            PolicyModelContract::restoreState_afterOtherSteps_makesTheNextStepTheSame),
        state(
            "anything restored",
            PolicyModel::saveState,
            (sound, file) -> {},
            PolicyModelContract::restoreState_noState_throwsNamingTheFileAndChangesNothing),
        state(
            "weights without moments",
            PolicyModel::saveState,
            (sound, file) -> {
              sound.restoreState(file);
              sound.resetOptimizer();
            },
            PolicyModelContract::restoreState_afterOtherSteps_makesTheNextStepTheSame),
        state(
            "part left beside",
            (sound, file) -> {
              sound.saveState(file);
              writeNothing(sound, file.resolveSibling("part"));
            },
            PolicyModel::restoreState,
            PolicyModelContract::restoreState_afterOtherSteps_makesTheNextStepTheSame),
        state(
            "fault without the file's name",
            PolicyModel::saveState,
            (sound, file) -> {
              try {
                sound.restoreState(file);
              } catch (RuntimeException e) {
                throw new IllegalArgumentException("no state", e);
              }
            },
            PolicyModelContract::restoreState_noState_throwsNamingTheFileAndChangesNothing),
        state(
            "reset by what is no state",
            PolicyModel::saveState,
            (sound, file) -> {
              sound.restoreState(file.resolveSibling("half"));
              sound.restoreState(file);
            },
            PolicyModelContract::restoreState_noState_throwsNamingTheFileAndChangesNothing));
  }

  private static Arguments pass(
      String broken, Function<ForwardPass, ForwardPass> change, Consumer<PolicyModelContract> t) {
    return proof(broken, () -> policy((sound, temperature) -> change.apply(sound)), t);
  }

  private interface Change {
    ForwardPass of(ForwardPass sound, double temperature);
  }

  private static DelegatingPolicy policy(Change change) {
    return new DelegatingPolicy() {
      @Override
      public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
        return change.of(sound.forward(groups, temperature), temperature);
      }
    };
  }

  private static DelegatingPolicy.DelegatingPass entropies(
      ForwardPass sound, Function<float[][], float[][]> change) {
    return new DelegatingPolicy.DelegatingPass(sound) {
      @Override
      public float[][] entropies() {
        return change.apply(sound.entropies());
      }
    };
  }

  private static float[][] scaled(float[][] rows, float factor) {
    float[][] scaled = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    for (float[] row : scaled) {
      for (int t = 0; t < row.length; t++) {
        row[t] *= factor;
      }
    }
    return scaled;
  }

  private static DelegatingPolicy.DelegatingPass backward(
      ForwardPass sound, BiConsumer<float[][], float[][]> backward) {
    return new DelegatingPolicy.DelegatingPass(sound) {
      @Override
      public void backward(float[][] gradient, float[][] entropyGradient) {
        backward.accept(gradient, entropyGradient);
      }
    };
  }

  static Stream<Arguments> entropies() {
    return Stream.of(
        pass(
            "nonsense",
            sound -> entropies(sound, e -> new float[][] {{-5}}),
            PolicyModelContract::entropies_any_areThoseOfAllTokensScores),
        pass(
            "in bits",
            sound -> entropies(sound, e -> scaled(e, (float) (1 / Math.log(2)))),
            PolicyModelContract::entropies_any_areThoseOfAllTokensScores),
        pass(
            "of the tokens drawn",
            sound -> entropies(sound, e -> scaled(sound.logProbs(), -1)),
            PolicyModelContract::entropies_any_areThoseOfAllTokensScores),
        pass(
            "gradient ignored",
            sound -> backward(sound, (gradient, entropy) -> sound.backward(gradient)),
            PolicyModelContract::backward_entropiesOfOneCompletion_raisesThemByTheSquaredNorm),
        pass(
            "gradient downwards",
            sound -> backward(sound, (g, entropy) -> sound.backward(g, scaled(entropy, -1))),
            PolicyModelContract::backward_entropiesOfOneCompletion_raisesThemByTheSquaredNorm),
        pass(
            "log-probabilities' gradient ignored",
            sound -> backward(sound, (g, entropy) -> sound.backward(scaled(g, 0), entropy)),
            PolicyModelContract::backward_entropiesOfNoWeight_isThatOfTheLogProbabilities));
  }

  /** A policy whose gradients are those of another temperature, times a number. */
  private static Arguments temperature(
      String broken, boolean ignored, boolean divided, Consumer<PolicyModelContract> test) {
    return proof(
        broken,
        () ->
            new DelegatingPolicy() {
              @Override
              public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
                float[][] logProbs = sound.score(groups, temperature);
                double used = ignored ? 1 : temperature;
                double scale = divided ? used / temperature : used;
                return new DelegatingPass(sound.forward(groups, used)) {
                  @Override
                  public float[][] logProbs() {
                    return logProbs;
                  }

                  @Override
                  public void backward(float[][] gradient) {
                    sound.backward(scaled(gradient, (float) scale));
                  }
                };
              }
            },
        test);
  }

  static Stream<Arguments> temperatures() {
    return Stream.of(
        temperature(
            "not divided by the temperature",
            false,
            false,
            PolicyModelContract::step_shortStepForOneCompletion_raisesItByTheSquaredNorm),
        temperature(
            "as at temperature 1",
            true,
            false,
            PolicyModelContract::step_shortStepForOneCompletion_raisesItByTheSquaredNorm),
        temperature(
            "probabilities of temperature 1",
            true,
            true,
            PolicyModelContract::backward_everyTokenByItsProbability_isNoGradient));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"states", "entropies", "temperatures"})
  void contract_brokenExtra_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }

  @Test
  void contract_noState_isSkipped() {
    Arguments none =
        state(
            "none",
            (sound, file) -> {
              throw new UnsupportedOperationException("none");
            },
            (sound, file) -> {},
            PolicyModelContract::restoreState_afterOtherSteps_makesTheNextStepTheSame);
    assertThatThrownBy(((Runnable) none.get()[1])::run).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void contract_noEntropies_isSkipped() {
    Arguments none =
        pass(
            "none",
            sound ->
                entropies(
                    sound,
                    e -> {
                      throw new UnsupportedOperationException("none");
                    }),
            PolicyModelContract::entropies_any_areThoseOfAllTokensScores);
    assertThatThrownBy(((Runnable) none.get()[1])::run).isInstanceOf(TestAbortedException.class);
  }
}
