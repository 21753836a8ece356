package io.github.dvmap.metrics.alignment;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.testkit.AlignmentMetricContract;
import org.junit.jupiter.api.Nested;

class MetricsContractTest {
  @Nested
  class Accuracy extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.accuracy();
    }
  }

  @Nested
  class LikertConsistency extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.likertConsistency();
    }
  }

  @Nested
  class WassersteinDistances extends AlignmentMetricContract {
    @Override
    protected AlignmentMetric metric() {
      return Metrics.wassersteinDistance();
    }
  }
}
