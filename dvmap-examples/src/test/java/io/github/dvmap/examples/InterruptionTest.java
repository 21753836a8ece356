package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command that is told to end. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptionTest {
  private static final String TOO_LATE = "ended before the work did";

  @TempDir Path folder;

  /** Work that does not heed the interrupt: libtorch computes all the time. */
  static final class Unending {
    private Unending() {}

    /** Prints a word once it computes. */
    public static void main(String[] arguments) {
      Interruption.guard(
          new PrintWriter(System.out, true, StandardCharsets.UTF_8),
          Duration.ofMillis(200),
          Unending::compute);
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static int compute() {
      ModelConfig config =
          ModelConfig.builder()
              .vocabularySize(512)
              .hiddenSize(64)
              .intermediateSize(128)
              .layers(2)
              .heads(4)
              .keyValueHeads(2)
              .headDim(16)
              .contextLength(128)
              .build();
      try (PolicyModel policy = Policies.open(PolicySpec.random(config, 1, Path.of("")))) {
        List<CompletionGroup> groups =
            List.of(new CompletionGroup(new int[64], List.of(new int[64], new int[64])));
        policy.score(groups, 1);
        System.out.println("computing");
        while (true) {
          policy.score(groups, 1);
        }
      }
    }
  }

  /** Starts a program, ends it when it has printed a text, and returns what it printed after. */
  private String terminated(String text, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(ProcessRun.java(List.of(), main, arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader printed = process.inputReader()) {
      List<String> before = new ArrayList<>();
      do {
        before.add(printed.readLine());
        assertThat(before).as("before '%s'", text).doesNotContainNull();
      } while (!before.get(before.size() - 1).contains(text));
      // Process.destroy would close what is read here
      process.toHandle().destroy();
      String rest = printed.lines().collect(Collectors.joining("\n"));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(rest).isEqualTo(Interruption.EXIT_CODE);
      assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("hs_err"));
      return rest;
    }
  }

  private String quickstart(String text, String... further)
      throws IOException, InterruptedException {
    String[] arguments = {"quickstart", "--respondents=300", "--held-out=50", "--out=run"};
    return terminated(text, Main.class, ObjectArrays.concat(arguments, further, String.class));
  }

  @Test
  void quickstart_terminatedInItsWarmUp_endsThereAndLeavesAnOlderRunAlone() throws Exception {
    Files.createDirectories(folder.resolve("run/model"));
    List<Path> older =
        Stream.of("model/tokenizer.json", "report.html", "synthetic-wvs7.csv")
            .map(folder.resolve("run")::resolve)
            .toList();
    for (Path file : older) {
      Files.writeString(file, "older");
    }
    assertThat(quickstart("sft  ", "--warm-up-steps=5000"))
        .contains(
            "ending within 30 seconds", "the warm-up was interrupted after ", " of 5000 steps")
        .doesNotContain("--resume", TOO_LATE);
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(older);
    }
    assertThat(older).allSatisfy(file -> assertThat(file).hasContent("older"));
  }

  @Test
  void quickstart_terminatedInGrpo_savesItsStateAndEnds() throws Exception {
    assertThat(
            quickstart(
                "] 10/100 ",
                "--warm-up-steps=1",
                "--steps=100",
                "--batch=2",
                "--group=2",
                "--max-new-tokens=2"))
        .contains("GRPO was interrupted after ", " of 100 steps; --resume goes on from there")
        .doesNotContain(TOO_LATE);
    assertThat(folder.resolve("run/checkpoint/run.json")).exists();
    assertThat(folder.resolve("run/report.html")).doesNotExist();
  }

  /** Work of which the first interrupt is swallowed, as by a library that is being loaded. */
  static final class Swallowing {
    private Swallowing() {}

    /** Prints a word once it waits, and another at its proper end. */
    public static void main(String[] arguments) {
      PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
      Interruption.guard(
          out,
          Duration.ofSeconds(30),
          () -> {
            out.println("waiting");
            for (int i = 0; i < 2; i++) {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                out.println("interrupt " + i);
              }
            }
            return 0;
          });
    }
  }

  @Test
  void interrupt_swallowedOnce_comesAgain() throws Exception {
    assertThat(terminated("waiting", Swallowing.class))
        .contains("interrupt 0", "interrupt 1")
        .doesNotContain(TOO_LATE);
  }

  @Test
  void main_folderThatTheLocaleCannotName_isRefused() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("eigen ä 中文"));
    var builder =
        new ProcessBuilder(ProcessRun.java(List.of(), Main.class, "devices"))
            .directory(odd.toFile())
            .redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isEqualTo(2);
    assertThat(told).contains("the current folder has a name", "LC_ALL");
  }

  @Test
  void work_thatDoesNotEndInTime_isEndedWithoutACrash() throws Exception {
    assertThat(terminated("computing", Unending.class)).contains("ending within 0 s", TOO_LATE);
  }
}
