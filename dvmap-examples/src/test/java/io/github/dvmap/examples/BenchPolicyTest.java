package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark runs and says what it measured, on a model of no size. */
class BenchPolicyTest {
  private static final List<String> SMALL =
      Splitter.on(' ')
          .splitToList(
              "bench policy --device cpu --hidden 64 --layers 1 --heads 2 --kv-heads 1"
                  + " --head-dim 32 --intermediate 64 --vocabulary 64 --prompts 1 --samples 2"
                  + " --prompt-tokens 8 --new-tokens 4 --repeats 1");

  @TempDir Path folder;

  private String run(String... more) {
    Cli run = Cli.run(Stream.concat(SMALL.stream(), Stream.of(more)).toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("rollout ", "score ", "update ");
    return run.out();
  }

  @Test
  void bench_bothWays_printsAndWritesTheirRatio() throws IOException {
    Path file = folder.resolve("numbers.json");
    assertThat(run("--out", file.toString())).doesNotContain("NaN");
    JsonObject numbers = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    for (String work : numbers.keySet()) {
      JsonObject found = numbers.getAsJsonObject(work);
      assertThat(found.get("plain_over_ours").getAsDouble()).as(work).isPositive();
      assertThat(found.get("tokens").getAsLong()).as(work).isEqualTo(8);
    }
  }

  @Test
  void bench_withoutThePlainWay_leavesItsColumnsEmpty() {
    assertThat(run("--skip-plain")).contains(" - ").doesNotContain("NaN");
  }
}
