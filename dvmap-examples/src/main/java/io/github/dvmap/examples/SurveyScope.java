package io.github.dvmap.examples;

import io.github.dvmap.data.synthetic.SyntheticSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import io.github.dvmap.data.wvs.WvsWave7;

/** The countries and questions of the World Values Survey, by the names of the command line. */
enum SurveyScope {
  /** The 10 countries and 16 questions that are trained on. */
  TRAINING,
  /** With the 8 unseen countries and the 7 unseen questions. */
  BENCHMARK,
  /** Every country of the joint EVS/WVS data, 23 questions. */
  WHOLE;

  SurveyMapping mapping() {
    return switch (this) {
      case TRAINING -> WvsWave7.mapping();
      case BENCHMARK -> WvsWave7.benchmarkMapping();
      case WHOLE -> WvsWave7.wholeMapping();
    };
  }

  /** Synthetic respondents; there are none of countries outside the benchmark. */
  SyntheticSurvey synthetic(long seed, int respondents) {
    return this == TRAINING
        ? SyntheticSurvey.of(seed, respondents)
        : SyntheticSurvey.benchmark(seed, respondents);
  }
}
