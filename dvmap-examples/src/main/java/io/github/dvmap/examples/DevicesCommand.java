package io.github.dvmap.examples;

import io.github.dvmap.rl.torch.DeviceReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what policies can run on. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Tell which devices policies can run on, and why there is no GPU.")
final class DevicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(DeviceReport.ofThisMachine().toText());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
