package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.dvmap.rl.torch.DeviceReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prints what a GPU does at the shape of Qwen3-0.6B. */
@Tag("gpu")
class GpuBenchTest {
  @ParameterizedTest
  @ValueSource(strings = {"bf16", "pure-bf16", "fp32"})
  void bench_shapeOfQwen3_runsAndPrints(String precision) {
    DeviceReport report = DeviceReport.ofThisMachine();
    if (report.gpus().isEmpty()) {
      if (Boolean.getBoolean("dvmap.gpu.required")) {
        fail("no GPU: " + report.whyNoGpu());
      }
      abort("no GPU: " + report.whyNoGpu());
    }
    Cli run =
        Cli.run(
            "bench",
            "policy",
            "--qwen3-0.6b",
            "--device",
            "cuda:0",
            "--precision",
            precision,
            "--prompts",
            "8",
            "--repeats",
            "3");
    System.out.println(report.toText() + precision + "\n" + run.out());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("rollout", "score", "update");
  }
}
