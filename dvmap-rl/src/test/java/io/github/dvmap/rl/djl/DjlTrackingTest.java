package io.github.dvmap.rl.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DjlTrackingTest {
  private static final String OPT_OUT = "OPT_OUT_TRACKING";

  private final String before = System.getProperty(OPT_OUT);

  @BeforeEach
  void clear() {
    System.clearProperty(OPT_OUT);
  }

  @AfterEach
  void restore() {
    clear();
    if (before != null) {
      System.setProperty(OPT_OUT, before);
    }
  }

  @Test
  void refuse_nobodyHasDecided_optsOut() {
    DjlTracking.refuse(Map.of());
    assertThat(System.getProperty(OPT_OUT)).isEqualTo("true");
  }

  @Test
  void refuse_decidedByTheEnvironmentOrAProperty_leavesIt() {
    DjlTracking.refuse(Map.of(OPT_OUT, "false"));
    assertThat(System.getProperty(OPT_OUT)).isNull();
    System.setProperty(OPT_OUT, "false");
    DjlTracking.refuse(Map.of());
    assertThat(System.getProperty(OPT_OUT)).isEqualTo("false");
  }
}
