package io.github.dvmap.rl.grpo;

import com.google.common.collect.Sets;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.core.policy.StopStrings;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.sample.AlignmentSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws completions that end with the answer of their sample's own format. */
final class AnswerRollouts {
  private AnswerRollouts() {}

  /**
   * Draws for each request, in order; samples of formats that end alike go together.
   *
   * @param samples one for each request
   */
  static List<List<Completion>> generate(
      RolloutEngine rollouts,
      TextTokenizer tokenizer,
      List<AlignmentSample> samples,
      List<RolloutRequest> requests,
      Sampling sampling) {
    Map<Set<String>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Set<String> ends = samples.get(i).format().stopStrings();
      alike.computeIfAbsent(ends, key -> new ArrayList<>()).add(i);
    }
    List<List<Completion>> results = new ArrayList<>(Collections.nCopies(requests.size(), null));
    alike.forEach(
        (ends, indices) -> {
          Set<String> strings = Sets.union(sampling.stopStrings().strings(), ends);
          Sampling own = sampling.withStopStrings(StopStrings.of(strings, tokenizer));
          List<RolloutRequest> some = indices.stream().map(requests::get).toList();
          List<List<Completion>> drawn = CheckedRollouts.generate(rollouts, some, own);
          for (int i = 0; i < indices.size(); i++) {
            results.set(indices.get(i), drawn.get(i));
          }
        });
    return results;
  }
}
