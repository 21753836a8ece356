package io.github.dvmap.examples;

import picocli.CommandLine.Option;

/** Which part of the World Values Survey to read. */
final class ScopeOptions {
  @Option(
      names = "--scope",
      paramLabel = "NAME",
      description =
          "Countries and questions of WVS wave 7: training (10, 16), benchmark (18, 23) or whole"
              + " (91, 23); default training.")
  private SurveyScope scope;

  /**
   * The scope.
   *
   * @throws IllegalArgumentException if one is given for a survey with a mapping of its own
   */
  SurveyScope of(SurveyOptions survey) {
    if (scope != null && survey.mapped()) {
      throw new IllegalArgumentException("--scope is of WVS wave 7; there is a --mapping");
    }
    return scope == null ? SurveyScope.TRAINING : scope;
  }
}
