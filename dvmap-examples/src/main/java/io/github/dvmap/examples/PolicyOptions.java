package io.github.dvmap.examples;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import io.github.dvmap.rl.torch.Precision;
import java.nio.file.Path;
import java.util.Locale;
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
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "fp32",
      description =
          "fp32, bf16 (float32 weights, bfloat16 computation) or pure-bf16 (default"
              + " ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--checkpointing",
      description = "Compute layers anew in the backward pass: less memory, more time.")
  private boolean checkpointing;

  @Option(
      names = "--head-chunk",
      paramLabel = "TOKENS",
      description =
          "Tokens whose logits are held at once; default so many that they take 256 MiB, on the CPU 16 MiB.")
  private Integer headChunk;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation on the CPU; default libtorch's choice.")
  private Integer threads;

  /** Refuses values out of their range, before anything is read. */
  void check() {
    Given.threads(threads);
    over(PolicySpec.huggingFace(Path.of("any")));
  }

  /** Sets what holds for the whole process. */
  void apply() {
    check();
    if (threads != null) {
      Policies.threads(threads);
    }
  }

  Precision precision() {
    return Precision.of(precision);
  }

  /** Bytes of a number of the computation. */
  int bytesPerNumber() {
    return precision() == Precision.FP32 ? 4 : 2;
  }

  /** The specification on this device, in this precision. */
  PolicySpec over(PolicySpec spec) {
    PolicySpec result =
        spec.withDevice(device.toLowerCase(Locale.ROOT))
            .withPrecision(precision())
            .withCheckpointing(checkpointing);
    return headChunk == null
        ? result
        : result.withHeadChunk(Ranges.atLeast(1, "--head-chunk", headChunk));
  }
}
