package io.github.dvmap.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process held, as Linux tells. */
final class PeakMemory {
  private static final Path SELF = Path.of("/proc", "self");

  private PeakMemory() {}

  /** Bytes of resident memory at the peak of some work, over those before it; 0 elsewhere. */
  static long during(Runnable work) {
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
