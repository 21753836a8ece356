package io.github.dvmap.core.proof;

import io.github.dvmap.core.metric.AlignmentMetric;
import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.testkit.AlignmentMetricContract;
import io.github.dvmap.core.testkit.ProgressListenerContract;
import io.github.dvmap.core.testkit.RewardContract;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreProofTest {
  /** Accuracy of which a subclass breaks one call. */
  private static class Share implements AlignmentMetric.Accumulator {
    double right;
    double all;

    @Override
    public void accept(Prediction prediction) {
      right += prediction.correct() ? 1 : 0;
      all++;
    }

    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      right += ((Share) other).right;
      all += ((Share) other).all;
    }

    @Override
    public double value() {
      return right / all;
    }
  }

  private record Metric(
      Supplier<String> names, boolean higherIsBetter, Supplier<AlignmentMetric.Accumulator> make)
      implements AlignmentMetric {
    @Override
    public String name() {
      return names.get();
    }

    @Override
    public Accumulator accumulator() {
      return make.get();
    }
  }

  private static Arguments metric(
      String broken, AlignmentMetric metric, Consumer<AlignmentMetricContract> test) {
    var contract =
        new AlignmentMetricContract() {
          @Override
          protected AlignmentMetric metric() {
            return metric;
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static Arguments share(
      String broken,
      Supplier<AlignmentMetric.Accumulator> make,
      Consumer<AlignmentMetricContract> test) {
    return metric(broken, new Metric(() -> "share", true, make), test);
  }

  static Stream<Arguments> metrics() {
    var calls = new AtomicInteger();
    var one = new Share();
    return Stream.of(
        share(
            "zero of nothing", ZeroOfNothing::new, AlignmentMetricContract::value_ofNothing_isNaN),
        share(
            "zero of two of nothing",
            ZeroOfNothing::new,
            AlignmentMetricContract::combine_twoEmpty_isNaN),
        share("the last only", LastOnly::new, AlignmentMetricContract::value_anyOrder_isTheSame),
        share(
            "mean of the parts' values",
            MeanOfValues::new,
            AlignmentMetricContract::combine_twoParts_equalsAll),
        share(
            "several times at once counts once",
            Once::new,
            AlignmentMetricContract::combine_severalTimes_equalsRepeatedCombine),
        share(
            "takes from the other",
            Taking::new,
            AlignmentMetricContract::combine_other_leavesItAsItWas),
        share(
            "keeps a link to the other",
            Linked::new,
            AlignmentMetricContract::combine_otherThenUsed_doesNotChangeTheWhole),
        share(
            "starts anew when asked",
            Forgetful::new,
            AlignmentMetricContract::value_askedAfterEach_isTheSameAtTheEnd),
        share(
            "one accumulator for all",
            () -> one,
            AlignmentMetricContract::accumulator_two_shareNothing),
        metric(
            "wrong direction",
            new Metric(() -> "share", false, Share::new),
            AlignmentMetricContract::value_allRight_isNotWorseThanAllMissing),
        metric(
            "another name each time",
            new Metric(() -> "share" + calls.getAndIncrement(), true, Share::new),
            AlignmentMetricContract::name_any_isNotBlank));
  }

  private static final class ZeroOfNothing extends Share {
    @Override
    public double value() {
      return all == 0 ? 0 : right / all;
    }
  }

  private static final class LastOnly extends Share {
    @Override
    public void accept(Prediction prediction) {
      all = 1;
      right = prediction.correct() ? 1 : 0;
    }
  }

  private static final class MeanOfValues extends Share {
    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      right = (value() + other.value()) / 2;
      all = 1;
    }
  }

  private static final class Once extends Share {
    @Override
    public void combine(AlignmentMetric.Accumulator other, int times) {
      combine(other);
    }
  }

  private static final class Taking extends Share {
    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      super.combine(other);
      ((Share) other).right = 0;
    }
  }

  private static final class Linked extends Share {
    private AlignmentMetric.Accumulator link;

    @Override
    public void combine(AlignmentMetric.Accumulator other) {
      link = other;
    }

    @Override
    public double value() {
      return link == null ? super.value() : link.value();
    }
  }

  private static final class Forgetful extends Share {
    @Override
    public double value() {
      double value = super.value();
      right = 0;
      all = 0;
      return value;
    }
  }

  private static Arguments reward(String broken, Reward reward, Consumer<RewardContract> test) {
    var contract =
        new RewardContract() {
          @Override
          protected Reward reward() {
            return reward;
          }
        };
    return Proof.of(broken, contract, test);
  }

  static Stream<Arguments> rewards() {
    var count = new AtomicInteger();
    return Stream.of(
        reward(
            "divided by the length",
            c -> (c.answer().optionOrMinusOne() + 1.0) / c.reply().length(),
            RewardContract::score_anyReply_isFinite),
        reward(
            "grows with each call",
            c -> count.getAndIncrement(),
            RewardContract::score_sameContext_isTheSame),
        reward(
            "by thread",
            c -> Thread.currentThread().getId(),
            RewardContract::score_manyThreads_agreeWithOne));
  }

  private static Arguments listener(
      String broken, ProgressListener listener, Consumer<ProgressListenerContract> test) {
    var contract =
        new ProgressListenerContract() {
          @Override
          protected ProgressListener listener() {
            return listener;
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static void check(boolean ok) {
    if (!ok) {
      throw new IllegalStateException("a listener that throws");
    }
  }

  static Stream<Arguments> listeners() {
    String[] running = new String[1];
    return Stream.of(
        listener(
            "no event of advance",
            event -> check(!(event instanceof ProgressEvent.Advanced)),
            ProgressListenerContract::on_aWholeStage_takesEveryEvent),
        listener(
            "whole numbers only",
            event ->
                check(
                    !(event instanceof ProgressEvent.Advanced a)
                        || a.values().values().stream().allMatch(Double::isFinite)),
            ProgressListenerContract::on_aWholeStage_takesEveryEvent),
        listener(
            "stage as a format",
            event -> check(!String.format(Locale.ROOT, event.stage()).equals("stage %")),
            ProgressListenerContract::on_oddStageNames_takesThem),
        listener(
            "divides by the total",
            event -> check(!(event instanceof ProgressEvent.Started s) || 100 / s.total() >= 0),
            ProgressListenerContract::on_stageWithoutWork_takesIt),
        listener(
            "one stage at a time",
            event -> {
              if (event instanceof ProgressEvent.Started) {
                check(running[0] == null);
                running[0] = event.stage();
              } else if (event instanceof ProgressEvent.Finished) {
                running[0] = null;
              }
            },
            ProgressListenerContract::on_stageCutShort_takesTheNext));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"metrics", "rewards", "listeners"})
  void contract_brokenScore_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
