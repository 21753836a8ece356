package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** The GPU that tests with the tag {@code gpu} run on. */
final class Gpus {
  static final String FIRST = "cuda:0";

  private Gpus() {}

  /** Skips the test, with the reason, where there is no GPU; fails it where one is required. */
  static void require() {
    DeviceReport report = DeviceReport.ofThisMachine();
    if (report.gpus().isEmpty()) {
      if (Boolean.getBoolean("dvmap.gpu.required")) {
        fail("no GPU: " + report.whyNoGpu());
      }
      abort("no GPU: " + report.whyNoGpu());
    }
  }
}
