package io.github.dvmap.examples;

import io.github.dvmap.rl.torch.GpuMemory;
import io.github.dvmap.rl.torch.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that some work held: of this process, as Linux tells, or of its GPU. */
final class PeakMemory {
  private static final Path SELF = Path.of("/proc", "self");

  private PeakMemory() {}

  /**
   * Bytes that work on a device takes: on a GPU those that libtorch holds there after it, over
   * those before it, as libtorch keeps what it once took.
   */
  static long during(String device, Runnable work) {
    GpuMemory.trim();
    OptionalLong before = GpuMemory.used(device);
    if (before.isEmpty()) {
      return during(work);
    }
    work.run();
    return Math.max(0, GpuMemory.used(device).orElseThrow() - before.getAsLong());
  }

  /** Bytes of resident memory at the peak of some work, over those before it; 0 elsewhere. */
  private static long during(Runnable work) {
    Policies.trimMemory();
    try {
      Files.writeString(SELF.resolve("clear_refs"), "5"); // the peak starts anew
    } catch (IOException e) {
      work.run();
      return 0;
    }
    long before = ProcessRun.memory(ProcessHandle.current().pid(), "VmRSS");
    work.run();
    return Math.max(0, ProcessRun.memory(ProcessHandle.current().pid(), "VmHWM") - before);
  }
}
