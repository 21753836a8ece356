package io.github.dvmap.rl.grpo;

import io.github.dvmap.core.metric.Prediction;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.Objects;

/**
 * A policy's reply to one sample.
 *
 * @param sample the sample
 * @param reply the reply's text
 * @param answer the reply as the sample's format parses it
 */
public record Answered(AlignmentSample sample, String reply, ParsedAnswer answer) {
  /** Checks for null. */
  public Answered {
    Objects.requireNonNull(sample, "sample");
    Objects.requireNonNull(reply, "reply");
    Objects.requireNonNull(answer, "answer");
  }

  /** What the metrics look at. */
  public Prediction toPrediction() {
    return new Prediction(sample, answer);
  }
}
