package io.github.dvmap.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Timings. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Time a part of the library beside other ways and beside the machine's limit.",
    subcommands = {BenchSurveyCommand.class, BenchPolicyCommand.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "bench needs one of " + spec.subcommands().keySet());
  }
}
