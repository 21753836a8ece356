package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.PolicyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link PolicyModel} promises: its scores, gradients and steps, and what is below, its
 * copies and files.
 */
public abstract class PolicyModelContract extends PolicyStepContract {
  @Test
  public void frozenCopy_afterAStep_scoresAsBefore() {
    try (PolicyModel policy = open();
        PolicyModel frozen = policy.frozenCopy()) {
      float[][] before = policy.score(groups(policy), 1);
      backwardAll(policy, -1);
      policy.step(STEP);
      assertClose(frozen.score(groups(policy), 1), before, tolerance());
      assertThat(sum(policy.score(groups(policy), 1))).isNotEqualTo(sum(before));
    }
  }

  @Test
  public void frozenCopy_afterAStep_hasTheNewWeights() {
    try (PolicyModel policy = open()) {
      backwardAll(policy, -1);
      policy.step(STEP);
      float[][] scores = policy.score(groups(policy), 1);
      try (PolicyModel frozen = policy.frozenCopy()) {
        assertClose(frozen.score(groups(policy), 1), scores, tolerance());
      }
      assertClose(policy.score(groups(policy), 1), scores, tolerance());
    }
  }

  @Test
  public void save_newFolder_isOfHuggingFaceAndNothingElseIsLeft(@TempDir Path folder)
      throws IOException {
    Path target = folder.resolve("saved");
    try (PolicyModel policy = open()) {
      policy.save(target);
    }
    try (var files = Files.list(target)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .containsAnyOf("config.json", "adapter_config.json")
          .anyMatch(name -> name.endsWith(".safetensors"));
    }
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(target);
    }
  }

  @Test
  public void save_insideAFile_throwsUncheckedIo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    try (PolicyModel policy = open()) {
      assertThatThrownBy(() -> policy.save(file.resolve("saved")))
          .isInstanceOf(UncheckedIOException.class);
    }
    assertThat(file).hasContent("not a folder");
  }

  @Test
  public void save_overAnOlderModel_replacesItAndLeavesNothingElse(@TempDir Path folder)
      throws IOException {
    Path target = folder.resolve("saved");
    try (PolicyModel policy = open()) {
      policy.save(target);
      Map<String, String> older = files(target);
      backwardAll(policy, -1);
      policy.step(STEP);
      policy.save(target);
      Map<String, String> newer = files(target);
      assertThat(newer.keySet()).isEqualTo(older.keySet());
      assertThat(newer).as("files after a step").isNotEqualTo(older);
      policy.save(folder.resolve("beside"));
      assertThat(files(folder.resolve("beside"))).isEqualTo(newer);
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(target, folder.resolve("beside"));
    }
  }

  /** A folder's files and what is in them. */
  private static Map<String, String> files(Path folder) throws IOException {
    var files = new HashMap<String, String>();
    try (var paths = Files.walk(folder)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        var content = Files.readString(file, StandardCharsets.ISO_8859_1);
        files.put(folder.relativize(file).toString(), content);
      }
    }
    return files;
  }

  @Test
  public void save_overSomethingElse_throwsIllegalArgumentAndLeavesIt(@TempDir Path folder)
      throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "of mine");
    try (PolicyModel policy = open()) {
      assertThatThrownBy(() -> policy.save(folder)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> policy.save(notes)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(notes).hasContent("of mine");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(notes);
    }
  }

  /** Saves a model's state; the test is skipped where it has none. */
  private static void saveState(PolicyModel policy, Path file) {
    try {
      policy.saveState(file);
    } catch (UnsupportedOperationException e) {
      Assumptions.abort("this model has no state to save: " + e.getMessage());
    }
  }

  @Test
  public void restoreState_afterOtherSteps_makesTheNextStepTheSame(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("state");
    try (PolicyModel policy = open();
        PolicyModel other = open()) {
      saveState(policy, file);
      backwardAll(policy, -1);
      policy.step(STEP);
      saveState(policy, file);
      backwardAll(policy, 0.5f);
      policy.step(STEP);
      float[][] expected = policy.score(groups(policy), 1);
      backwardAll(other, 2);
      other.step(STEP);
      for (PolicyModel each : List.of(policy, other)) {
        backwardAll(each, 5);
        each.restoreState(file);
        backwardAll(each, 0.5f);
        each.step(STEP);
        assertClose(each.score(groups(each), 1), expected, tolerance());
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  public void restoreState_noState_throwsNamingTheFileAndChangesNothing(@TempDir Path folder)
      throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "not a state");
    Path half = folder.resolve("half");
    try (PolicyModel policy = open()) {
      saveState(policy, half);
      byte[] whole = Files.readAllBytes(half);
      Files.write(half, Arrays.copyOf(whole, whole.length / 2));
      backwardAll(policy, -1);
      policy.step(STEP);
      float[][] before = policy.score(groups(policy), 1);
      for (Path file : List.of(text, half, folder.resolve("absent"))) {
        assertThatThrownBy(() -> policy.restoreState(file))
            .isInstanceOf(RuntimeException.class)
            .hasMessageContaining(file.toString());
        assertClose(policy.score(groups(policy), 1), before, 0);
      }
    }
  }

  @Test
  public void close_calledTwice_thenUsed_throwsIllegalState(@TempDir Path folder) {
    PolicyModel policy = open();
    List<CompletionGroup> groups = groups(policy);
    policy.close();
    policy.close();
    List<ThrowingCallable> uses =
        List.of(
            () -> policy.score(groups, 1),
            () -> policy.forward(groups, 1),
            () -> policy.step(STILL),
            policy::resetOptimizer,
            policy::frozenCopy,
            policy::rollouts,
            () -> policy.save(folder.resolve("saved")));
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use).isInstanceOf(IllegalStateException.class);
    }
  }
}
