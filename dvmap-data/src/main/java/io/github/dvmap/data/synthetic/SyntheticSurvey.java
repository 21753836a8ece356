package io.github.dvmap.data.synthetic;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.SurveySchema;
import io.github.dvmap.data.table.CodeBook;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Synthetic respondents in the layout of the WVS wave 7 cross-national CSV, drawn from a model
 * whose answer distributions are known ({@link SyntheticModel}), so that the best possible accuracy
 * is known too. Nobody was asked: for demonstrations and tests only.
 */
public final class SyntheticSurvey {
  private static final String NAME = "SYNTHETIC survey in the layout of WVS wave 7";
  private static final double NO_ANSWER = 0.02;

  private final long seed;
  private final int respondents;
  private final SurveyMapping mapping;
  private final int countries;
  private final SurveySchema schema;
  private final SyntheticModel model;
  private final CodeBook codes;

  private SyntheticSurvey(long seed, int respondents, SurveyMapping mapping, int countries) {
    if (respondents < 1) {
      throw new IllegalArgumentException("respondents " + respondents + " must be >= 1");
    }
    this.seed = seed;
    this.respondents = respondents;
    this.mapping = mapping;
    this.countries = countries;
    schema = mapping.schema();
    model = new SyntheticModel(schema);
    codes = mapping.codeBook();
  }

  /**
   * A survey of so many respondents of the 10 training countries, with the 16 training questions.
   *
   * @param seed fixes every code
   * @param respondents rows, &ge; 1
   * @throws IllegalArgumentException if respondents is below 1
   */
  public static SyntheticSurvey of(long seed, int respondents) {
    return new SyntheticSurvey(
        seed, respondents, WvsWave7.mapping(), SyntheticRespondent.TRAINING_COUNTRIES);
  }

  /**
   * A survey of so many respondents of the training and the unseen countries, 18 together, with all
   * 23 questions.
   *
   * @param seed fixes every code
   * @param respondents rows, &ge; 1
   * @throws IllegalArgumentException if respondents is below 1
   */
  public static SyntheticSurvey benchmark(long seed, int respondents) {
    return new SyntheticSurvey(
        seed, respondents, WvsWave7.benchmarkMapping(), SyntheticRespondent.ALL_COUNTRIES);
  }

  /**
   * Writes the survey: beside the file first, then renamed.
   *
   * @return the survey in that file, under a name that says it is synthetic
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; it stays so,
   *     and an older file as it was
   */
  public CsvSurvey write(Path csv) {
    AtomicFiles.write(csv, this::write);
    return CsvSurvey.of(csv, mapping.named(NAME));
  }

  private void write(Writer out) throws IOException {
    List<String> columns = new ArrayList<>(List.of("D_INTERVIEW", "B_COUNTRY_ALPHA", "W_WEIGHT"));
    columns.addAll(new SyntheticRespondent(seed, 0, countries).attributes().keySet());
    schema.questions().forEach(question -> columns.add(question.id()));
    out.write(String.join(",", columns) + "\n");
    for (int i = 0; i < respondents; i++) {
      Interrupts.check("drawing the synthetic survey");
      out.write(row(i));
    }
  }

  private String row(int number) {
    var person = new SyntheticRespondent(seed, number, countries);
    ImmutableMap<String, Integer> attributes = person.attributes();
    var row = new StringBuilder();
    row.append(number + 1).append(',');
    row.append(SyntheticRespondent.alpha(attributes.get("B_COUNTRY"))).append(",1");
    attributes.values().forEach(code -> row.append(',').append(code));
    Optional<Profile> profile = codes.profile(attributes);
    for (Question question : schema.questions()) {
      row.append(',').append(answer(person, profile, question));
    }
    return row.append('\n').toString();
  }

  /** A respondent without a profile, who is dropped when read, gives no answer. */
  private int answer(SyntheticRespondent person, Optional<Profile> profile, Question question) {
    double lost = person.next();
    double u = person.next();
    double within = person.next();
    if (profile.isEmpty() || lost < NO_ANSWER) {
      return -1;
    }
    double[] p = model.distribution(profile.get(), question);
    int option = 0;
    for (double sum = p[0]; u >= sum && option + 1 < p.length; sum += p[option]) {
      option++;
    }
    List<Integer> possible = codes.codes(question, option);
    return possible.get((int) (within * possible.size()));
  }

  /** The true distribution over the options of respondents with this profile; sums to 1. */
  public double[] truth(Profile profile, Question question) {
    return model.distribution(profile, question);
  }

  /** The true distribution of a sample's answer by sample, for Bayes ceilings. */
  public double[] truth(AlignmentSample sample) {
    return truth(sample.profile(), sample.question());
  }

  /**
   * The distribution of the label of a pair on which n respondents agree: p_k^n / sum_j p_j^n.
   *
   * @param support n, &ge; 1
   */
  public double[] consensusTruth(Profile profile, Question question, int support) {
    double[] p = truth(profile, question);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.pow(p[k], support);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** The attributes that drive a question's answers, besides the country. */
  public Map<String, List<String>> drivers() {
    var drivers = ImmutableMap.<String, List<String>>builder();
    schema.questions().forEach(q -> drivers.put(q.id(), model.drivers(q)));
    return drivers.buildOrThrow();
  }
}
