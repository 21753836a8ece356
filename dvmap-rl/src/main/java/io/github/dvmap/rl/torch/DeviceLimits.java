package io.github.dvmap.rl.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a device multiplies matrices and moves memory, measured through libtorch: what a
 * computation of known work cannot beat.
 *
 * @param matmulFlops floating-point operations a second of libtorch's matmul of two square matrices
 * @param linearFlops the same of the product that a policy's layers use, which on the processor is
 *     oneDNN's where libtorch has it
 * @param bytesPerSecond bytes read and written a second by a copy larger than any cache
 */
public record DeviceLimits(double matmulFlops, double linearFlops, double bytesPerSecond) {
  private static final int CPU_SIDE = 2048;
  private static final int GPU_SIDE = 8192;
  private static final int FLOATS = 1 << 26;
  private static final double LEAST_SECONDS = 0.25;
  private static final double LEAST_GPU_SECONDS = 0.1;

  /** The rate of the faster product. */
  public double flops() {
    return Math.max(matmulFlops, linearFlops);
  }

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
    boolean gpu = device.isGpu();
    double least = gpu ? LEAST_GPU_SECONDS : LEAST_SECONDS;
    try (var module =
            TorchModule.withProducts(
                List.of("limits.py"), "Limits", attributes, spec.precision(), device);
        NDManager scope = module.manager().newSubManager()) {
      int side = gpu ? GPU_SIDE : CPU_SIDE;
      double flops = 2 * Math.pow(side, 3);
      var size = new NDList(scope.create(side));
      double matmul = secondsEach(module, "matmul", size, least);
      double linear = secondsEach(module, "linear", size, least);
      var arrays = new NDList(scope.zeros(new Shape(FLOATS)), scope.zeros(new Shape(FLOATS)));
      double copy = secondsEach(module, "copy", arrays, least);
      return new DeviceLimits(flops / matmul, flops / linear, 2.0 * Float.BYTES * FLOATS / copy);
    }
  }

  /** Doubles the repeats until they take long enough, and takes away what none of them takes. */
  private static double secondsEach(
      TorchModule module, String method, NDList inputs, double least) {
    seconds(module, method, inputs, 1);
    for (int repeats = 1; ; repeats *= 2) {
      double none = seconds(module, method, inputs, 0);
      double all = seconds(module, method, inputs, repeats);
      if (all - none >= least) {
        return (all - none) / repeats;
      }
    }
  }

  private static double seconds(TorchModule module, String method, NDList inputs, int repeats) {
    try (NDManager scope = module.manager().newSubManager()) {
      var all = new NDList(scope.create(repeats));
      all.addAll(inputs);
      long start = System.nanoTime();
      module.call(scope, method, all, List.of()).toFloatArray();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
