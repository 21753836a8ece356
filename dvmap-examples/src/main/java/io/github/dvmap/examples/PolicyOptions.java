package io.github.dvmap.examples;

import io.github.dvmap.rl.torch.Policies;
import picocli.CommandLine.Option;

/** Where a policy runs. */
final class PolicyOptions {
  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N (default ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation on the CPU; default libtorch's choice.")
  private Integer threads;

  /** Sets what holds for the whole process. */
  void apply() {
    if (threads != null) {
      Policies.threads(threads);
    }
  }

  String device() {
    return device;
  }
}
