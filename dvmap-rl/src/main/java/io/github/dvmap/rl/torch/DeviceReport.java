package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The devices that policies can run on, and why there is no GPU where there is none.
 *
 * @param libtorch version of libtorch
 * @param folder where it was loaded from
 * @param features what it was built with, such as MKL and OPENMP
 * @param cpuThreads threads of one operation on the CPU
 * @param gpus the GPUs that it can use
 * @param whyNoGpu the reason there are none; empty where there are some
 */
public record DeviceReport(
    String libtorch,
    Path folder,
    List<String> features,
    int cpuThreads,
    List<Gpu> gpus,
    String whyNoGpu) {
  /** Copies the lists. */
  public DeviceReport {
    features = ImmutableList.copyOf(features);
    gpus = ImmutableList.copyOf(gpus);
  }

  /**
   * One GPU.
   *
   * @param name what {@link PolicySpec#withDevice} takes, such as {@code cuda:0}
   * @param computeCapability such as {@code 90}
   * @param totalBytes of its memory
   * @param usedBytes of its memory, by all processes, when the report was made
   */
  public record Gpu(String name, String computeCapability, long totalBytes, long usedBytes) {}

  /**
   * Looks at this machine; loads libtorch.
   *
   * @throws ai.djl.engine.EngineException if it cannot be loaded
   */
  public static DeviceReport ofThisMachine() {
    Engine engine = Policies.engine();
    Path folder = Path.of(LibUtils.getLibtorchPath());
    List<Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < engine.getGpuCount(); i++) {
      MemoryUsage memory = CudaUtils.getGpuMemory(Device.gpu(i));
      gpus.add(
          new Gpu(
              "cuda:" + i,
              CudaUtils.getComputeCapability(i),
              memory.getMax(),
              memory.getCommitted()));
    }
    return new DeviceReport(
        engine.getVersion(),
        folder,
        JniUtils.getFeatures().stream().sorted().toList(),
        JniUtils.getNumThreads(),
        gpus,
        gpus.isEmpty() ? whyNoGpu(hasCuda(folder), CudaUtils.getGpuCount()) : "");
  }

  /**
   * Why libtorch uses no GPU.
   *
   * @param cudaBuild whether it is a build for CUDA
   * @param driverGpus the GPUs that CUDA's own library shows
   */
  static String whyNoGpu(boolean cudaBuild, int driverGpus) {
    if (!cudaBuild) {
      return "this libtorch is a build for the CPU: remove pytorch-native-cpu from the class path"
          + " and set PYTORCH_LIBRARY_PATH to the lib folder of a CUDA build, or let DJL download"
          + " one";
    }
    return driverGpus == 0
        ? "CUDA shows no GPU: is the NVIDIA driver loaded (nvidia-smi), is the GPU given to this"
            + " container, does CUDA_VISIBLE_DEVICES hide it?"
        : "CUDA shows "
            + driverGpus
            + " GPUs but libtorch can use none: its CUDA is newer than the NVIDIA driver allows";
  }

  private static boolean hasCuda(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().contains("torch_cuda"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /** What {@code auto} stands for. */
  public String automatic() {
    return gpus.isEmpty() ? "cpu" : gpus.get(0).name();
  }

  /** Some lines for a person. */
  public String toText() {
    var text = new StringBuilder();
    text.append("libtorch ").append(libtorch).append(" in ").append(folder);
    text.append(" with ").append(String.join(", ", features)).append('\n');
    text.append("cpu: ").append(cpuThreads).append(" threads an operation\n");
    for (Gpu gpu : gpus) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: compute capability %s, %d of %d MiB in use%n",
              gpu.name(),
              gpu.computeCapability(),
              gpu.usedBytes() >> 20,
              gpu.totalBytes() >> 20));
    }
    if (gpus.isEmpty()) {
      text.append("cuda: none; ").append(whyNoGpu).append('\n');
    }
    return text.append("auto: ").append(automatic()).append('\n').toString();
  }
}
