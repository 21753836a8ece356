package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a device multiplies matrices and moves memory, measured through libtorch: what a
 * computation of known work cannot beat.
 *
 * @param flops floating-point operations a second of a product of two square matrices
 * @param bytesPerSecond bytes read and written a second by a copy larger than any cache
 */
public record DeviceLimits(double flops, double bytesPerSecond) {
  private static final int CPU_SIDE = 2048;
  private static final int GPU_SIDE = 8192;
  private static final int FLOATS = 1 << 26;
  private static final double LEAST_SECONDS = 0.5;
  private static final double LEAST_GPU_SECONDS = 0.1;

  /**
   * Measures the device of a specification in its precision, for about two seconds, on a GPU for
   * less.
   *
   * @throws IllegalArgumentException if the device is not there
   */
  public static DeviceLimits measure(PolicySpec spec) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("dtype", spec.precision().scalarType());
    attributes.put("training", false);
    var device = Policies.device(spec.device());
    try (var module = new TorchModule(List.of("limits.py"), "Limits", attributes, device)) {
      int side = device.isGpu() ? GPU_SIDE : CPU_SIDE;
      double least = device.isGpu() ? LEAST_GPU_SECONDS : LEAST_SECONDS;
      double product = secondsEach(module, "matmul", side, least);
      double copy = secondsEach(module, "copy", FLOATS, least);
      return new DeviceLimits(2 * Math.pow(side, 3) / product, 2.0 * 4 * FLOATS / copy);
    }
  }

  /** Doubles the repeats until they take long enough, and takes away what none of them takes. */
  private static double secondsEach(TorchModule module, String method, int size, double least) {
    seconds(module, method, size, 1);
    for (int repeats = 1; ; repeats *= 2) {
      double none = seconds(module, method, size, 0);
      double all = seconds(module, method, size, repeats);
      if (all - none >= least) {
        return (all - none) / repeats;
      }
    }
  }

  private static double seconds(TorchModule module, String method, int size, int repeats) {
    try (NDManager scope = module.manager().newSubManager()) {
      var inputs = new NDList(scope.create(size), scope.create(repeats));
      long start = System.nanoTime();
      module.call(scope, method, inputs, List.of()).toFloatArray();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
