package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.dvmap.core.io.RealPaths;
import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.rl.checkpoint.ExtraFiles;
import io.github.dvmap.rl.checkpoint.HuggingFaceFolder;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.checkpoint.PeftFolder;
import io.github.dvmap.rl.checkpoint.TensorValues;
import io.github.dvmap.rl.djl.DjlTracking;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Opens policies that run in libtorch. */
public final class Policies {
  private Policies() {}

  /**
   * Opens a policy; the caller closes it.
   *
   * @throws io.github.dvmap.rl.checkpoint.ModelFormatException if the folder is not a model that
   *     this library runs
   * @throws IllegalArgumentException if the device is not there
   */
  public static PolicyModel open(PolicySpec spec) {
    return openTorch(spec);
  }

  static TorchPolicy openTorch(PolicySpec spec) {
    Device device = device(spec.device());
    Map<String, byte[]> extra = ExtraFiles.read(spec.folder());
    if (spec.randomConfig().isPresent()) {
      ModelConfig config = spec.randomConfig().orElseThrow();
      var values =
          TensorValues.of(TorchWeights.random(config, TorchWeights.specs(config), spec.seed()));
      return new TorchPolicy(config, device, spec, values, Optional.empty(), extra);
    }
    if (PeftFolder.isOne(spec.folder())) {
      return adapted(spec, device, extra);
    }
    try (HuggingFaceFolder model = HuggingFaceFolder.open(spec.folder())) {
      Optional<TorchAdapters.Source> lora =
          spec.lora()
              .map(
                  config ->
                      new TorchAdapters.Source(
                          config,
                          RealPaths.of(spec.folder()),
                          TorchAdapters.fresh(config, model.config(), spec.seed())));
      return new TorchPolicy(model.config(), device, spec, model, lora, extra);
    }
  }

  /** The model that a PEFT folder names, with the folder's adapters. */
  private static TorchPolicy adapted(
      PolicySpec spec, Device device, Map<String, byte[]> extraFiles) {
    if (spec.lora().isPresent()) {
      throw new IllegalArgumentException(spec.folder() + " has adapters; more cannot be added");
    }
    Path base = PeftFolder.base(spec.folder());
    try (HuggingFaceFolder model = HuggingFaceFolder.open(base);
        PeftFolder adapters = PeftFolder.open(spec.folder(), model.config())) {
      var source = new TorchAdapters.Source(adapters.config(), base, adapters::floats);
      Map<String, byte[]> extra = new LinkedHashMap<>(ExtraFiles.read(base));
      extra.putAll(extraFiles);
      return new TorchPolicy(model.config(), device, spec, model, Optional.of(source), extra);
    }
  }

  /**
   * Adds the adapters of a PEFT folder to the model that it names, on the CPU, and writes the sum
   * as a model folder without adapters.
   *
   * @param adapters a PEFT folder, and how the sum is written
   * @param folder where to
   * @throws io.github.dvmap.rl.checkpoint.ModelFormatException if the adapters cannot be used
   * @throws IllegalArgumentException before any work if the folder holds anything but a model, or
   *     it is that of the adapters or of their model, in one of them or around it
   */
  public static void merge(PolicySpec adapters, Path folder) {
    if (!PeftFolder.isOne(adapters.folder())) {
      throw new ModelFormatException(adapters.folder(), "", "has no adapter_config.json");
    }
    adapters.requireMergeable(folder);
    try (TorchPolicy policy = openTorch(adapters.withDevice("cpu"))) {
      policy.saveMerged(folder);
    }
  }

  /**
   * The number of threads that one operation may use on the CPU, if it is called by this thread or
   * by one that has not computed yet.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static void threads(int count) {
    Ranges.atLeast(1, "threads", count);
    CpuThreads.ofThisProcess().set(count);
  }

  /**
   * Gives processor memory that no tensor uses back to the system. libtorch's allocator keeps what
   * it once took, since memory from the system is slow; closing a policy gives it back, too.
   */
  public static void trimMemory() {
    Malloc.trim();
  }

  /** libtorch, loaded once for the process. */
  static Engine engine() {
    DjlTracking.refuse();
    OpenMp.spinBriefly();
    Malloc.keepPages();
    return Engine.getEngine("PyTorch");
  }

  /** The device of a name in {@link PolicySpec#withDevice}. */
  static Device device(String name) {
    Engine engine = engine();
    if (name.equals("cpu") || (name.equals("auto") && engine.getGpuCount() == 0)) {
      return Device.cpu();
    }
    int index = name.equals("auto") ? 0 : Integer.parseInt(name.substring("cuda:".length()));
    if (index >= engine.getGpuCount()) {
      DeviceReport report = DeviceReport.ofThisMachine();
      throw new IllegalArgumentException(
          "device "
              + name
              + " is not there: libtorch sees "
              + report.gpus().size()
              + " GPUs"
              + (report.gpus().isEmpty() ? "; " + report.whyNoGpu() : ""));
    }
    return Device.gpu(index);
  }
}
