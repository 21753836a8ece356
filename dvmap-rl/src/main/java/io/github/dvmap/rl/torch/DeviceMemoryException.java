package io.github.dvmap.rl.torch;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device has not enough memory for a computation. The weights are as they were and the policy can
 * be used; the gradient may hold a part of a batch's, which {@code PolicyModel.resetOptimizer}
 * forgets, as each trainer does when it begins.
 */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What libtorch's allocators say, on the CPU and on a GPU. */
  private static final Pattern TOO_MUCH =
      Pattern.compile(
          "out of memory|can't allocate memory|not enough memory|_STATUS_ALLOC_FAILED|bad_alloc"
              + "|could not create a memory object");

  private static final Pattern ASKED =
      Pattern.compile("[Tt]ried to allocate ([0-9.]+ (?:bytes|[KMGT]iB))");

  private DeviceMemoryException(String work, String device, String asked, String advice) {
    super(work + " needs more memory than " + device + " has" + asked + "; " + advice);
  }

  /**
   * This exception in place of libtorch's where that tells of memory, else libtorch's own.
   *
   * @param work what was computed, with its sizes
   * @param advice what to lower
   */
  static RuntimeException of(RuntimeException thrown, String work, Device device, String advice) {
    String message = String.valueOf(thrown.getMessage());
    if (!TOO_MUCH.matcher(message).find()) {
      return thrown;
    }
    Matcher asked = ASKED.matcher(message);
    String size = asked.find() ? ", which could not give " + asked.group(1) : "";
    String name = device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    var exception = new DeviceMemoryException(work, name, size, advice);
    exception.initCause(thrown);
    return exception;
  }
}
