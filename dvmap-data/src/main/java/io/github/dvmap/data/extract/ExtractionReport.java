package io.github.dvmap.data.extract;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;

/**
 * What an extraction read, kept and dropped; nothing is dropped that is not counted here.
 *
 * @param survey the survey's name
 * @param rows rows read
 * @param droppedRows rows without a respondent, by reason
 * @param respondents respondents used
 * @param profiles distinct profiles
 * @param sharedRespondents respondents whose profile another respondent has too
 * @param pairs (profile, question) pairs with 1 answer or more
 * @param pairsDisagreeing pairs with entropy &gt; 0
 * @param droppedSupport pairs dropped because too few answered
 * @param droppedConsensus pairs dropped because the respondents do not agree enough
 * @param kept pairs kept
 * @param pairsByQuestion pairs with 1 answer or more by question id; 0 for a question without one
 * @param keptByQuestion pairs kept by question id
 */
public record ExtractionReport(
    String survey,
    long rows,
    Map<String, Long> droppedRows,
    long respondents,
    long profiles,
    long sharedRespondents,
    long pairs,
    long pairsDisagreeing,
    long droppedSupport,
    long droppedConsensus,
    long kept,
    Map<String, Long> pairsByQuestion,
    Map<String, Long> keptByQuestion) {
  /** Copies the maps. */
  public ExtractionReport {
    droppedRows = ImmutableMap.copyOf(droppedRows);
    pairsByQuestion = ImmutableMap.copyOf(pairsByQuestion);
    keptByQuestion = ImmutableMap.copyOf(keptByQuestion);
  }

  /** The share of respondents whose profile another has too; NaN if there are none. */
  public double sharedShare() {
    return sharedRespondents / (double) respondents;
  }

  /** The share of pairs with entropy &gt; 0; NaN if there are no pairs. */
  public double disagreeingShare() {
    return pairsDisagreeing / (double) pairs;
  }

  /** The counts from rows to kept pairs, in order, by label. */
  public ImmutableMap<String, Long> funnel() {
    var funnel = ImmutableMap.<String, Long>builder();
    funnel.put("rows read", rows);
    droppedRows.forEach((reason, count) -> funnel.put("  dropped: " + reason, count));
    return funnel
        .put("respondents", respondents)
        .put("distinct profiles", profiles)
        .put("respondents who share their profile", sharedRespondents)
        .put("(profile, question) pairs", pairs)
        .put("  with entropy > 0", pairsDisagreeing)
        .put("  dropped: support", droppedSupport)
        .put("  dropped: consensus", droppedConsensus)
        .put("archetypes", kept)
        .buildOrThrow();
  }

  /** The ids of the questions that nobody answered, as where a file has no column of them. */
  public ImmutableList<String> unanswered() {
    return pairsByQuestion.entrySet().stream()
        .filter(question -> question.getValue() == 0)
        .map(Map.Entry::getKey)
        .collect(toImmutableList());
  }

  /** The funnel as lines of text, and the questions that nobody answered, if there are some. */
  public String toText() {
    var text = new StringBuilder();
    funnel()
        .forEach(
            (label, count) ->
                text.append(String.format(Locale.ROOT, "%-40s %,9d%n", label, count)));
    if (!unanswered().isEmpty()) {
      text.append("no answer, or no column, of ")
          .append(String.join(", ", unanswered()))
          .append(String.format("%n"));
    }
    return text.toString();
  }
}
