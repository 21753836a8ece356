package io.github.dvmap.examples;

import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.data.analysis.ConsensusPoint;
import io.github.dvmap.data.analysis.ConsensusReport;
import io.github.dvmap.data.analysis.ForestFit;
import io.github.dvmap.data.analysis.ImportanceReport;
import io.github.dvmap.data.analysis.LabelledMatrix;
import io.github.dvmap.data.extract.ExtractionReport;
import io.github.dvmap.metrics.report.Block;
import io.github.dvmap.metrics.report.Charts;
import io.github.dvmap.metrics.report.HtmlReport;
import io.github.dvmap.metrics.report.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The page of the analyses of a survey. */
record AnalysisPage(
    SurveySchema schema, ConsensusReport consensus, ImportanceReport importance, boolean drawn) {
  /** The numbers that the paper gives for ten countries. */
  String headline() {
    ExtractionReport counts = consensus.extraction();
    return String.format(
        Locale.ROOT,
        "%s %% of respondents share their profile with another (the paper: 32.8 %%); %s %% of"
            + " (profile, question) pairs have entropy > 0 (the paper: 9.2 %%).",
        percent(counts.sharedShare()),
        percent(counts.disagreeingShare()));
  }

  /** A share of nothing is a dash. */
  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  HtmlReport html() {
    String from =
        String.format(
            Locale.ROOT,
            "%s, %,d respondents. %s",
            consensus.extraction().survey(),
            consensus.extraction().respondents(),
            drawn ? "Nobody was asked: the respondents are synthetic." : "");
    return HtmlReport.builder("What a survey's respondents agree on")
        .subtitle(from.strip())
        .section("From respondents to archetypes", funnel())
        .section("Entropy by " + consensus.attribute() + " and question", entropy())
        .section("What consensus rules keep", curve())
        .section("Coverage by " + consensus.attribute(), coverage())
        .section("Which attributes matter", importance(importance.respondents()))
        .section("The questions", questions())
        .build();
  }

  private List<Block> funnel() {
    return List.of(
        Texts.paragraph(headline()),
        Charts.funnel("Respondents, profiles, pairs, archetypes", consensus.extraction().funnel()));
  }

  private List<Block> entropy() {
    LabelledMatrix entropy = consensus.entropy();
    return List.of(
        Texts.paragraph(
            "Shannon entropy of the answers of everybody in a cell, over the options' labels: 0"
                + " where all give one answer, log₂ K where K options are equally frequent."),
        histogram("Cells by entropy", "entropy in bits", entropy),
        heatmap("Entropy of each cell", "bits", entropy));
  }

  private static Block histogram(String title, String unit, LabelledMatrix matrix) {
    return matrix.present().length == 0
        ? nothing(title)
        : Charts.histogram(title, unit, matrix.present(), 20);
  }

  private static Block nothing(String title) {
    return Texts.paragraph(title + ": there are no values.");
  }

  private static Block heatmap(String title, String unit, LabelledMatrix matrix) {
    return matrix.present().length == 0
        ? nothing(title)
        : Charts.heatmap(title, unit, matrix.rows(), matrix.columns(), matrix.values());
  }

  private List<Block> curve() {
    return List.of(
        Texts.paragraph(
            "A rule keeps the pairs of a profile and a question that enough respondents answered"
                + " and whose entropy is at most a bound. Label noise is the mean share of a kept"
                + " pair's respondents who gave another answer than its label; a pair of one"
                + " respondent has none, so supports of 2 and more say more."),
        lines("Share of all pairs that is kept", ConsensusPoint::keptShare),
        lines("Label noise of the pairs kept", ConsensusPoint::labelNoise));
  }

  /** A line for each minimum support that keeps anything. */
  private Block lines(String title, ToDoubleFunction<ConsensusPoint> value) {
    double[] bounds =
        consensus.curve().stream()
            .mapToDouble(ConsensusPoint::entropyAtMost)
            .distinct()
            .sorted()
            .toArray();
    Map<String, double[]> lines = new LinkedHashMap<>();
    consensus.curve().stream()
        .map(ConsensusPoint::minSupport)
        .distinct()
        .forEach(
            support -> {
              List<ConsensusPoint> points = consensus.curve(support);
              if (points.stream().anyMatch(point -> point.archetypes() > 0)) {
                lines.put("support >= " + support, points.stream().mapToDouble(value).toArray());
              }
            });
    return lines.isEmpty()
        ? Texts.paragraph(title + ": no rule keeps a pair.")
        : Charts.lines(title, "greatest entropy in bits", bounds, lines);
  }

  private List<Block> coverage() {
    Map<String, Long> respondents = new LinkedHashMap<>();
    Map<String, Long> archetypes = new LinkedHashMap<>();
    consensus
        .coverage()
        .forEach(
            level -> {
              respondents.put(level.level(), level.respondents());
              respondents.put(" profiles of " + level.level(), level.profiles());
              archetypes.put(level.level(), level.archetypes());
            });
    return List.of(
        Charts.funnel("Respondents, and distinct profiles below", respondents),
        Charts.funnel("Archetypes of entropy 0", archetypes));
  }

  private List<Block> importance(int respondents) {
    List<List<String>> rows = new ArrayList<>();
    importance.fits().forEach((question, fit) -> rows.add(row(question, fit)));
    return List.of(
        Texts.paragraph(
            String.format(
                Locale.ROOT,
                "A random forest for each question predicts its answers from all attributes (%,d"
                    + " respondents). The mean decrease in impurity is measured on the training"
                    + " respondents and favours attributes with many levels; the permutation"
                    + " importance is the drop in accuracy on held-out respondents when an"
                    + " attribute is shuffled, and is about 0 where it says nothing.",
                respondents)),
        heatmap("Mean decrease in impurity, columns of sum 1", "share", importance.impurity()),
        heatmap("Permutation importance", "accuracy", importance.permutation()),
        Texts.table(
            List.of("question", "trained", "held out", "accuracy", "most frequent answer"), rows));
  }

  private static List<String> row(String question, ForestFit fit) {
    return List.of(
        question,
        String.format(Locale.ROOT, "%,d", fit.trained()),
        String.format(Locale.ROOT, "%,d", fit.heldOut()),
        shown(fit.accuracy()),
        shown(fit.majorityAccuracy()));
  }

  private static String shown(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  private Block questions() {
    List<List<String>> rows = new ArrayList<>();
    for (Question question : schema.questions()) {
      rows.add(List.of(question.id(), question.text()));
    }
    return Texts.table(List.of("id", "question"), rows);
  }
}
