package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a run leaves its state so that it can be taken up: {@code run.json}, which names the state
 * file, is renamed into place after that file is whole, so that there is a usable pair at any time.
 * An interrupt ends neither reading nor writing; its flag stays.
 */
final class Checkpoints {
  private static final String RUN = "run.json";
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Path folder;
  private final int every;

  /**
   * A run's progress.
   *
   * @param run options, seed and samples as one hash
   * @param state name of the policy's state file
   * @param steps those taken
   * @param counts totals by name
   */
  record Progress(String run, String state, List<StepRecord> steps, Map<String, Long> counts) {}

  Checkpoints(Path folder, int every) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.every = every;
  }

  /**
   * What makes two runs the same: the caller's label, options, seed and every sample with the
   * options and the answer format that its reply is read by.
   */
  static String fingerprint(
      String label, Map<String, String> config, long seed, List<AlignmentSample> samples) {
    Hasher hasher = Hashing.sha256().newHasher().putLong(seed);
    put(hasher, List.of(label));
    config.forEach((name, value) -> put(hasher, List.of(name, value)));
    for (AlignmentSample sample : samples) {
      AnswerFormat format = sample.format();
      put(hasher, List.of(sample.id(), sample.prompt().toString(), sample.answerLabel()));
      put(hasher, sample.question().scale().options());
      put(hasher, List.of(format.instruction()));
      put(hasher, ImmutableSortedSet.copyOf(format.stopStrings()));
    }
    return hasher.hash().toString();
  }

  /** With their number and lengths, so that no other texts give the same. */
  private static void put(Hasher hasher, Collection<String> texts) {
    hasher.putInt(texts.size());
    for (String text : texts) {
      hasher.putInt(text.length()).putUnencodedChars(text);
    }
  }

  /**
   * Puts the policy where the last checkpoint left it.
   *
   * @return empty where there is no checkpoint
   * @throws IllegalArgumentException if the checkpoint is of another run or damaged
   */
  Optional<Progress> restore(String run, PolicyModel policy) {
    Optional<Progress> progress = progress(run);
    progress.ifPresent(
        found -> Interrupts.withhold(() -> policy.restoreState(folder.resolve(found.state()))));
    return progress;
  }

  /**
   * Refuses what {@link #restore} would refuse, as far as can be told without reading a whole
   * state.
   *
   * @throws IllegalArgumentException if there is a checkpoint that is of another run or damaged
   * @throws RuntimeException naming the state file if it is not one of such a policy
   */
  void requireOwn(String run, PolicyModel policy) {
    progress(run).ifPresent(found -> policy.requireState(folder.resolve(found.state())));
  }

  private Optional<Progress> progress(String run) {
    if (!isIn(folder)) {
      return Optional.empty();
    }
    Path file = folder.resolve(RUN);
    Progress progress = read(file);
    if (!run.equals(progress.run())) {
      throw new IllegalArgumentException(
          file + " is of a run with another label, other options, another seed or other samples");
    }
    if (!Files.isRegularFile(folder.resolve(progress.state()))) {
      throw new IllegalArgumentException(
          file + " is damaged: there is no " + progress.state() + " beside it");
    }
    return Optional.of(progress);
  }

  private static Progress read(Path file) {
    try {
      Progress progress = GSON.fromJson(Files.readString(file), Progress.class);
      if (progress == null
          || Stream.of(progress.run(), progress.state(), progress.steps(), progress.counts())
              .anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException(file + " is damaged: it is not whole");
      }
      return progress;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(file + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Whether a run left its state in a folder. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(RUN));
  }

  boolean isDue(long stepsTaken) {
    return stepsTaken % every == 0;
  }

  /**
   * Shows that the policy's state can be saved here, by writing it and removing it again.
   *
   * @throws UnsupportedOperationException if the policy has no state to save
   * @throws UncheckedIOException if it cannot be written
   */
  void requireSavable(PolicyModel policy) {
    Path file = folder.resolve(state(0));
    try {
      Interrupts.withhold(() -> policy.saveState(file));
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }

  private static String state(int steps) {
    return "state-" + steps + ".safetensors";
  }

  void save(String run, PolicyModel policy, List<StepRecord> steps, Map<String, Long> counts) {
    String state = state(steps.size());
    var progress = new Progress(run, state, steps, counts);
    Interrupts.withhold(
        () -> {
          policy.saveState(folder.resolve(state));
          AtomicFiles.write(folder.resolve(RUN), out -> out.write(GSON.toJson(progress)));
        });
    removeOthers(state);
  }

  private void removeOthers(String state) {
    try (var old = Files.newDirectoryStream(folder, "state-*.safetensors")) {
      for (Path file : old) {
        if (!file.getFileName().toString().equals(state)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove older states in " + folder, e);
    }
  }
}
