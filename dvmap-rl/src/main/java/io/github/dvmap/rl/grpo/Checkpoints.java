package io.github.dvmap.rl.grpo;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.sample.AlignmentSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a run leaves its state so that it can be taken up: {@code run.json}, which names the state
 * file, is renamed into place after that file is whole, so that there is a usable pair at any time.
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
    this.folder = folder;
    this.every = every;
  }

  /** What makes two runs the same: the caller's label, options, seed and every sample. */
  static String fingerprint(
      String label, Map<String, String> config, long seed, List<AlignmentSample> samples) {
    Hasher hasher = Hashing.sha256().newHasher().putLong(seed);
    hasher.putString(label + '\n', StandardCharsets.UTF_8);
    config.forEach((name, value) -> hasher.putString(name + '=' + value, StandardCharsets.UTF_8));
    for (AlignmentSample sample : samples) {
      hasher.putString(sample.id(), StandardCharsets.UTF_8);
      hasher.putString(sample.prompt().toString(), StandardCharsets.UTF_8);
      hasher.putString(sample.answerLabel(), StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  /**
   * Puts the policy where the last checkpoint left it.
   *
   * @return empty where there is no checkpoint
   * @throws IllegalArgumentException if the checkpoint is of another run or damaged
   */
  Optional<Progress> restore(String run, PolicyModel policy) {
    Optional<Progress> progress = progress(run);
    progress.ifPresent(found -> policy.restoreState(folder.resolve(found.state())));
    return progress;
  }

  /**
   * What the last checkpoint tells, its state left unread.
   *
   * @return empty where there is no checkpoint
   * @throws IllegalArgumentException if the checkpoint is of another run or damaged
   */
  Optional<Progress> progress(String run) {
    if (!isIn(folder)) {
      return Optional.empty();
    }
    Path file = folder.resolve(RUN);
    Progress progress = read(file);
    if (!run.equals(progress.run())) {
      throw new IllegalArgumentException(
          file + " is of a run with another label, other options, another seed or other samples");
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

  void save(String run, PolicyModel policy, List<StepRecord> steps, Map<String, Long> counts) {
    String state = "state-" + steps.size() + ".safetensors";
    policy.saveState(folder.resolve(state));
    var progress = new Progress(run, state, steps, counts);
    AtomicFiles.write(folder.resolve(RUN), out -> out.write(GSON.toJson(progress)));
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
