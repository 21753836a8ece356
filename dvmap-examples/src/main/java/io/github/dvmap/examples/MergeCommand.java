package io.github.dvmap.examples;

import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adapters into their model. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Add LoRA adapters to their model and write a folder without adapters.")
final class MergeCommand implements Callable<Integer> {
  @Mixin private SaveOptions saving;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "PEFT folder that train --lora-rank wrote.")
  private Path model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-merged",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PolicySpec adapters = saving.over(PolicySpec.huggingFace(Given.folder("--model", model)));
    OutputFolder.requireReplaceable(out);
    Policies.merge(adapters, out);
    spec.commandLine().getOut().println("wrote " + out);
    return 0;
  }
}
