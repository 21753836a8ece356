package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.option.Ranges;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.progress.ProgressEvent;
import io.github.dvmap.core.progress.ProgressListener;
import io.github.dvmap.core.progress.SafeListener;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Lets a policy answer samples, one completion each. No sample is left out: a reply that cannot be
 * parsed is in the result with what the format makes of it. Never closes the policy.
 */
public final class PolicyAnswers {
  private final PolicyModel policy;
  private final TextTokenizer tokenizer;
  private final int batchSize;
  private final boolean stopAtAnswer;
  private final String stage;
  private final ProgressListener listener;

  private PolicyAnswers(Builder builder) {
    this.policy = builder.policy;
    this.tokenizer = builder.tokenizer;
    this.batchSize = builder.batchSize;
    this.stopAtAnswer = builder.stopAtAnswer;
    this.stage = builder.stage;
    this.listener = new SafeListener(builder.listener);
  }

  /** A builder for this policy, which stays the caller's to close. */
  public static Builder builder(PolicyModel policy, TextTokenizer tokenizer) {
    return new Builder(policy, tokenizer);
  }

  /**
   * Answers with the most likely token each time.
   *
   * @param maxNewTokens most tokens of a reply, &ge; 1
   */
  public List<Answered> greedy(List<AlignmentSample> samples, int maxNewTokens) {
    return answer(samples, new Sampling(0, maxNewTokens, tokenizer.endTokens(), 0));
  }

  /**
   * Answers with tokens drawn at a temperature.
   *
   * @param temperature divides the logits, &ge; 0
   * @param maxNewTokens most tokens of a reply, &ge; 1
   * @param seed key of the draws; the reply to a sample depends on its place in the list alone
   */
  public List<Answered> sampled(
      List<AlignmentSample> samples, double temperature, int maxNewTokens, long seed) {
    return answer(samples, new Sampling(temperature, maxNewTokens, tokenizer.endTokens(), seed));
  }

  /**
   * Answers as the sampling says; the batch size does not change what is drawn.
   *
   * @return one entry for each sample, in order
   * @throws IllegalArgumentException if a prompt does not fit the context
   * @throws IllegalStateException if the policy's rollout engine gives other completions than asked
   *     for
   * @throws CancellationException if the thread is interrupted; the flag stays
   */
  public List<Answered> answer(List<AlignmentSample> samples, Sampling sampling) {
    listener.on(new ProgressEvent.Started(stage, samples.size()));
    var answers = new ArrayList<Answered>(samples.size());
    long correct = 0;
    try (RolloutEngine rollouts = policy.rollouts()) {
      for (int from = 0; from < samples.size(); from += batchSize) {
        int to = Math.min(samples.size(), from + batchSize);
        for (Answered answered : batch(rollouts, samples, from, to, sampling)) {
          answers.add(answered);
          correct += answered.toPrediction().correct() ? 1 : 0;
        }
        listener.on(
            new ProgressEvent.Advanced(
                stage, to, samples.size(), Map.of("accuracy", correct / (double) to)));
      }
    }
    listener.on(new ProgressEvent.Finished(stage));
    return List.copyOf(answers);
  }

  private List<Answered> batch(
      RolloutEngine rollouts, List<AlignmentSample> samples, int from, int to, Sampling sampling) {
    var requests = new ArrayList<RolloutRequest>();
    for (int i = from; i < to; i++) {
      int[] prompt = tokenizer.encodePrompt(samples.get(i).prompt());
      Contexts.requireFits(policy, samples.get(i), prompt, sampling.maxTokens());
      requests.add(new RolloutRequest(prompt, 1, CounterRandom.derive(0, i)));
    }
    List<List<Completion>> completions =
        stopAtAnswer
            ? AnswerRollouts.generate(
                rollouts, tokenizer, samples.subList(from, to), requests, sampling)
            : CheckedRollouts.generate(rollouts, requests, sampling);
    var answers = new ArrayList<Answered>();
    for (int i = from; i < to; i++) {
      AlignmentSample sample = samples.get(i);
      String reply = tokenizer.decode(completions.get(i - from).get(0).tokens());
      answers.add(
          new Answered(sample, reply, sample.format().parse(reply, sample.question().scale())));
    }
    return answers;
  }

  /** Collects options; the last call of each wins. */
  public static final class Builder {
    private final PolicyModel policy;
    private final TextTokenizer tokenizer;
    private int batchSize = 64;
    private boolean stopAtAnswer;
    private String stage = "answers";
    private ProgressListener listener = ProgressListener.none();

    private Builder(PolicyModel policy, TextTokenizer tokenizer) {
      this.policy = Objects.requireNonNull(policy, "policy");
      this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    }

    /** Samples generated at once, &ge; 1; 64 if not called. */
    public Builder batchSize(int value) {
      batchSize = Ranges.atLeast(1, "batchSize", value);
      return this;
    }

    /**
     * Whether a reply ends with the token that completes its answer ({@code
     * AnswerFormat.stopStrings}); false if not called. A reply that goes on to correct its answer
     * is then cut off before it does.
     */
    public Builder stopAtAnswer(boolean value) {
      stopAtAnswer = value;
      return this;
    }

    /** The stage's name in progress events; {@code answers} if not called. */
    public Builder stage(String value) {
      stage = Objects.requireNonNull(value, "stage");
      return this;
    }

    /** Is told of every batch; what it throws is logged. */
    public Builder listener(ProgressListener value) {
      listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /** The answerer. */
    public PolicyAnswers build() {
      return new PolicyAnswers(this);
    }
  }
}
