package io.github.dvmap.rl.djl;

import java.util.Map;

/**
 * DJL looks for a cloud host as it starts, and on one it tells its makers of it, unless the
 * environment variable or system property {@code OPT_OUT_TRACKING} forbids it.
 */
public final class DjlTracking {
  private static final String OPT_OUT = "OPT_OUT_TRACKING";

  private DjlTracking() {}

  /** Forbids it, if nobody has decided. To be called before DJL. */
  public static void refuse() {
    refuse(System.getenv());
  }

  static void refuse(Map<String, String> environment) {
    if (!environment.containsKey(OPT_OUT) && System.getProperty(OPT_OUT) == null) {
      System.setProperty(OPT_OUT, "true");
    }
  }
}
