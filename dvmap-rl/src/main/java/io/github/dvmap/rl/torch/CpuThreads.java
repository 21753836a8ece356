package io.github.dvmap.rl.torch;

import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of processor threads that one of libtorch's operations may use. libtorch's own call to
 * set it turns off that MKL runs small products, of which attention has many, in the thread that
 * asks for them; a decode step then takes nearly twice as long. So OpenMP and MKL are told
 * directly, where they are found.
 */
final class CpuThreads {
  private static final Logger LOG = LoggerFactory.getLogger(CpuThreads.class);
  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

  /** dlopen's flags for a library that the process has: RTLD_LAZY and RTLD_NOLOAD. */
  private static final int LAZY_NO_LOAD = 1 | 4;

  /** What is called in OpenMP and MKL; each takes a number of threads. */
  private record Calls(Function openMp, Function mkl, Function mklHere) {}

  private final Optional<Calls> calls;

  private CpuThreads(Optional<Calls> calls) {
    this.calls = calls;
  }

  /** Of this process, in which libtorch is loaded if it is not. */
  static CpuThreads ofThisProcess() {
    Policies.engine();
    // a thread's first question to libtorch sets its number, so it must come before ours
    JniUtils.getNumThreads();
    try {
      List<Path> files = loadedFiles();
      Path libtorch = one(files, "libtorch_cpu.so");
      // other libraries may have brought an OpenMP of their own
      List<Path> beside =
          files.stream().filter(file -> file.startsWith(libtorch.getParent())).toList();
      NativeLibrary torch = opened(libtorch);
      NativeLibrary openMp = opened(one(beside, "libgomp"));
      return new CpuThreads(
          Optional.of(
              new Calls(
                  openMp.getFunction("omp_set_num_threads"),
                  torch.getFunction("mkl_serv_set_num_threads"),
                  torch.getFunction("MKL_Set_Num_Threads_Local"))));
    } catch (IOException | UnsatisfiedLinkError e) {
      LOG.debug("libtorch's threads are not OpenMP's and MKL's", e);
      return new CpuThreads(Optional.empty());
    }
  }

  /** The files that this process has loaded, on Linux. */
  private static List<Path> loadedFiles() throws IOException {
    try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
      return lines
          .filter(line -> line.contains("/"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .distinct()
          .toList();
    }
  }

  private static Path one(List<Path> files, String name) throws IOException {
    return files.stream()
        .filter(file -> file.getFileName().toString().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new IOException(name + " is not loaded"));
  }

  private static NativeLibrary opened(Path file) {
    return NativeLibrary.getInstance(
        file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, LAZY_NO_LOAD));
  }

  /** That of operations which this thread calls. */
  int count() {
    return JniUtils.getNumThreads();
  }

  /** Sets that of operations which this thread calls, and threads that have called none yet. */
  void set(int count) {
    JniUtils.getNumThreads();
    if (calls.isPresent()) {
      calls.get().mkl().invokeVoid(new Object[] {count});
      calls.get().openMp().invokeVoid(new Object[] {count});
    } else {
      JniUtils.setNumThreads(count);
    }
  }

  /** Whether threads can have numbers of their own. */
  boolean canDiffer() {
    return calls.isPresent();
  }

  /** Sets that of operations which this thread calls. */
  void setHere(int count) {
    JniUtils.getNumThreads();
    Calls found = calls.orElseThrow();
    found.openMp().invokeVoid(new Object[] {count});
    if (count == 1) {
      found.mklHere().invokeVoid(new Object[] {count});
    }
  }
}
