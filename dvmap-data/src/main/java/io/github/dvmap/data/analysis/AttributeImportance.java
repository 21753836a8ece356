package io.github.dvmap.data.analysis;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.progress.SafeListener;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Predicts the answers to each question from all attributes by a random forest and tells how much
 * each attribute contributes (paper section 3.1, figure 1c). A result is a function of the survey's
 * respondents, in any order, and the seed; the number of threads does not change it. Immutable and
 * thread-safe.
 */
public final class AttributeImportance {
  private static final String STAGE = "importance";

  private final ForestOptions options;
  private final int maxRespondents;
  private final double heldOut;
  private final int threads;
  private final ProgressListener listener;

  private AttributeImportance(Builder builder) {
    options =
        new ForestOptions(
            builder.trees, builder.maxDepth, builder.minSplit, builder.repeats, builder.seed);
    maxRespondents = builder.maxRespondents;
    heldOut = builder.heldOut;
    threads = builder.threads;
    listener = new SafeListener(builder.listener);
  }

  /** A builder with the defaults that its methods tell. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a survey once and measures every attribute on every question.
   *
   * @throws IllegalArgumentException if the survey has no respondents, or an answer's option is not
   *     on its question's scale
   * @throws io.github.dvmap.core.survey.SurveyFormatException if the survey cannot be read
   * @throws CancellationException if the thread is interrupted, while the survey is read or between
   *     two trees; the flag stays
   */
  public ImportanceReport analyse(SurveySource survey) {
    var table = RespondentTable.read(survey, maxRespondents, options.seed());
    if (table.people().length == 0) {
      throw new IllegalArgumentException(
          "survey '" + survey.schema().name() + "' has no respondents");
    }
    boolean[] isHeldOut = new boolean[table.people().length];
    RespondentTable.shuffled(isHeldOut.length, CounterRandom.derive(options.seed(), 1))
        .limit(Math.round(heldOut * isHeldOut.length))
        .forEach(i -> isHeldOut[i] = true);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<QuestionForest.Importance>> running = new ArrayList<>();
      for (int q = 0; q < table.questions().size(); q++) {
        var forest = new QuestionForest(table, isHeldOut, q, options);
        running.add(pool.submit(forest::measure));
      }
      return report(table, collect(running));
    } finally {
      pool.shutdownNow();
    }
  }

  private List<QuestionForest.Importance> collect(List<Future<QuestionForest.Importance>> running) {
    List<QuestionForest.Importance> found = new ArrayList<>();
    listener.on(new ProgressEvent.Started(STAGE, running.size()));
    try {
      for (Future<QuestionForest.Importance> forest : running) {
        found.add(forest.get());
        Map<String, Double> values =
            Map.of("accuracy", found.get(found.size() - 1).fit().accuracy());
        listener.on(new ProgressEvent.Advanced(STAGE, found.size(), running.size(), values));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted after " + found.size() + " questions");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      throw new IllegalStateException("forest of question " + found.size() + " failed", e);
    }
    listener.on(new ProgressEvent.Finished(STAGE));
    return found;
  }

  private static ImportanceReport report(
      RespondentTable table, List<QuestionForest.Importance> found) {
    List<String> questions = table.questions().stream().map(Question::id).toList();
    int attributes = table.attributes().size();
    double[][] impurity = new double[attributes][questions.size()];
    double[][] permutation = new double[attributes][questions.size()];
    Map<String, ForestFit> fits = new LinkedHashMap<>();
    for (int q = 0; q < questions.size(); q++) {
      QuestionForest.Importance importance = found.get(q);
      for (int a = 0; a < attributes; a++) {
        impurity[a][q] = importance.decrease()[a];
        permutation[a][q] = importance.drop()[a];
      }
      fits.put(questions.get(q), importance.fit());
    }
    return new ImportanceReport(
        LabelledMatrix.of(table.attributes(), questions, impurity),
        LabelledMatrix.of(table.attributes(), questions, permutation),
        fits,
        table.people().length);
  }

  /** Builds an {@link AttributeImportance}. */
  public static final class Builder {
    private int trees = 50;
    private int maxDepth = 12;
    private int minSplit = 10;
    private int repeats = 3;
    private long seed;
    private int maxRespondents = 20_000;
    private double heldOut = 0.25;
    private int threads = Runtime.getRuntime().availableProcessors();
    private ProgressListener listener = ProgressListener.none();

    private Builder() {}

    /**
     * Trees of each question's forest; default 50.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder trees(int value) {
      trees = Ranges.atLeast(1, "trees", value);
      return this;
    }

    /**
     * Greatest depth of a tree; default 12.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder maxDepth(int value) {
      maxDepth = Ranges.atLeast(1, "maxDepth", value);
      return this;
    }

    /**
     * Fewest training respondents of a node that is split further; default 10.
     *
     * @throws IllegalArgumentException if it is below 2
     */
    public Builder minSplit(int value) {
      minSplit = Ranges.atLeast(2, "minSplit", value);
      return this;
    }

    /**
     * How often each attribute is permuted; default 3.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder repeats(int value) {
      repeats = Ranges.atLeast(1, "repeats", value);
      return this;
    }

    /** Fixes the respondents drawn and held out, the trees and the permutations; default 0. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Most respondents used, drawn without replacement; default 20,000.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder maxRespondents(int value) {
      maxRespondents = Ranges.atLeast(1, "maxRespondents", value);
      return this;
    }

    /**
     * The share of respondents held out; default 0.25.
     *
     * @throws IllegalArgumentException if it is not in (0, 1)
     */
    public Builder heldOut(double value) {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException("heldOut " + value + " must be in (0, 1)");
      }
      heldOut = value;
      return this;
    }

    /**
     * Threads that train forests; default one for each processor.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder threads(int value) {
      threads = Ranges.atLeast(1, "threads", value);
      return this;
    }

    /** Is told of each question, in stage {@code importance}; called on the calling thread. */
    public Builder listener(ProgressListener value) {
      listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /** The analysis; the builder can be used again. */
    public AttributeImportance build() {
      return new AttributeImportance(this);
    }
  }
}
