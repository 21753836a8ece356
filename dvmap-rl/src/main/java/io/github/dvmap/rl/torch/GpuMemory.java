package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.OptionalLong;

/** The memory of the GPU that a policy runs on, as its driver tells. */
public final class GpuMemory {
  private GpuMemory() {}

  /**
   * Bytes in use on a device by all processes, with what libtorch keeps for later.
   *
   * @param device as in {@link PolicySpec#withDevice}
   * @return empty on the CPU
   * @throws IllegalArgumentException if the device is not there
   */
  public static OptionalLong used(String device) {
    Device found = Policies.device(device);
    return found.isGpu()
        ? OptionalLong.of(CudaUtils.getGpuMemory(found).getCommitted())
        : OptionalLong.empty();
  }

  /** Lets libtorch give back what it keeps for later, on all GPUs. */
  public static void trim() {
    Policies.engine();
    JniUtils.emptyCudaCache();
  }
}
