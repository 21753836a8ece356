package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads that share the cores. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class DecodeWorkersTest {
  private CpuThreads cpu;
  private int before;

  @BeforeEach
  void loadLibtorch() {
    Policies.engine();
    cpu = CpuThreads.ofThisProcess();
    before = cpu.count();
  }

  @AfterEach
  void restoreThreads() {
    cpu.set(before);
  }

  @Test
  void run_twoWorkersOfOneCore_workAtATimeWithAThreadEach() {
    cpu.set(2);
    var both = new CountDownLatch(2);
    Set<Integer> counts = ConcurrentHashMap.newKeySet();
    Runnable task =
        () -> {
          counts.add(JniUtils.getNumThreads());
          both.countDown();
          Uninterruptibles.awaitUninterruptibly(both);
        };
    try (var workers = new DecodeWorkers(2, 1, cpu)) {
      workers.run(List.of(task, task));
    }
    assertThat(counts).containsExactly(1);
    assertThat(cpu.count()).isEqualTo(2);
  }

  @Test
  void run_moreTasksThanWorkers_runsEach() {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int task = i;
      tasks.add(() -> done.add(task));
    }
    try (var workers = new DecodeWorkers(3, 1, cpu)) {
      workers.run(tasks);
    }
    assertThat(done).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void run_tasksFail_throwsTheFirstsFailureWhenAllHaveEnded() {
    var ended = new AtomicInteger();
    Runnable fails =
        () -> {
          ended.incrementAndGet();
          throw new IllegalStateException("no memory");
        };
    try (var workers = new DecodeWorkers(2, 1, cpu)) {
      assertThatThrownBy(() -> workers.run(List.of(fails, ended::incrementAndGet, fails)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no memory");
      assertThat(ended).hasValue(3);
    }
  }

  @Test
  void run_callerIsInterrupted_endsTheWorkAndStaysInterrupted() {
    var done = new AtomicInteger();
    try (var workers = new DecodeWorkers(2, 1, cpu)) {
      Thread.currentThread().interrupt();
      workers.run(List.of(done::incrementAndGet, done::incrementAndGet));
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasValue(2);
  }

  @Test
  void run_callerIsInterruptedMeanwhile_tellsTheTasks() {
    Thread caller = Thread.currentThread();
    try (var workers = new DecodeWorkers(2, 1, cpu)) {
      Runnable heeds =
          () -> {
            caller.interrupt();
            while (!workers.areInterrupted()) {
              Thread.onSpinWait();
            }
          };
      workers.run(List.of(heeds, heeds, heeds));
      assertThat(Thread.interrupted()).isTrue();
      workers.run(List.of(() -> assertThat(workers.areInterrupted()).isFalse()));
    }
  }

  /** 262,144 bytes of keys and values a token; they lie there twice as rows leave. */
  @ParameterizedTest
  @CsvSource({"64, 1, 1000, 24", "8, 8, 1000, 24", "512, 1, 10, 6", "1, 600, 4000, 1"})
  void batches_longPrompts_fitTheMemory(int prompts, int samples, int length, int maxTokens) {
    ModelConfig config =
        ModelConfig.builder()
            .hiddenSize(64)
            .intermediateSize(64)
            .layers(4)
            .heads(64)
            .keyValueHeads(64)
            .headDim(128)
            .vocabularySize(16)
            .contextLength(5000)
            .build();
    var sampling = new Sampling(1, maxTokens, Set.of(), 1);
    List<DecodeRow> rows = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      int[] prompt = new int[length];
      for (int g = 0; g < samples; g++) {
        rows.add(new DecodeRow(i, prompt, i, g, sampling));
      }
    }
    try (var policy =
            Policies.openTorch(PolicySpec.random(config, 1, Path.of("")).withDevice("cpu"));
        var rollouts = new TorchRollouts(policy)) {
      List<List<DecodeRow>> batches = rollouts.batches(rows, 1, sampling);
      assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(rows);
      for (List<DecodeRow> batch : batches) {
        long distinct = batch.stream().map(row -> row.request).distinct().count();
        long tokens = distinct * length + (long) batch.size() * maxTokens;
        assertThat(2 * policy.keyValueBytes() * tokens).isLessThan(9L << 29);
      }
      assertThat(batches.size()).isLessThan(30);
    }
  }

  @Test
  void set_anyNumber_isThatOfThisThreadAndOfNewOnes() throws InterruptedException {
    Policies.threads(1);
    var inNewThread = new AtomicInteger();
    var thread = new Thread(() -> inNewThread.set(JniUtils.getNumThreads()));
    thread.start();
    thread.join();
    assertThat(cpu.count()).isEqualTo(1);
    assertThat(inNewThread).hasValue(1);
    Policies.threads(2);
    assertThat(cpu.count()).isEqualTo(2);
  }
}
