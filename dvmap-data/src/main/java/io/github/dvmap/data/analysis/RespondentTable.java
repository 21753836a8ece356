package io.github.dvmap.data.analysis;

import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Respondents as numbers, in an order that does not depend on the survey's.
 *
 * @param attributes names of the A attributes
 * @param questions the Q questions
 * @param levels how many levels of each attribute occur, [A]
 * @param people a row for each respondent: A level numbers by ascending label, then Q option
 *     indices, -1 where there is no answer
 */
record RespondentTable(
    List<String> attributes, List<Question> questions, int[] levels, int[][] people) {
  static final int NO_ANSWER = -1;

  /** Reads a survey, and draws respondents without replacement where there are more than wanted. */
  static RespondentTable read(SurveySource survey, int most, long seed) {
    List<String> attributes = survey.schema().attributes().stream().map(Attribute::name).toList();
    List<Question> questions = survey.schema().questions();
    List<Map<String, Integer>> seen = new ArrayList<>();
    attributes.forEach(name -> seen.add(new HashMap<>()));
    List<int[]> rows = new ArrayList<>();
    try (RespondentStream stream = survey.open()) {
      while (stream.hasNext()) {
        Interrupts.check("reading the survey");
        rows.add(row(stream.next(), attributes, questions, seen));
      }
    }
    for (int a = 0; a < seen.size(); a++) {
      renumber(rows, a, seen.get(a));
    }
    rows.sort(Arrays::compare);
    int[][] people =
        shuffled(rows.size(), seed).limit(most).sorted().mapToObj(rows::get).toArray(int[][]::new);
    return new RespondentTable(
        attributes, questions, seen.stream().mapToInt(Map::size).toArray(), people);
  }

  private static int[] row(
      Respondent respondent,
      List<String> attributes,
      List<Question> questions,
      List<Map<String, Integer>> seen) {
    int[] row = new int[attributes.size() + questions.size()];
    int column = 0;
    for (String name : attributes) {
      Map<String, Integer> numbers = seen.get(column);
      String level = respondent.profile().level(name);
      row[column++] = numbers.computeIfAbsent(level, l -> numbers.size());
    }
    for (Question question : questions) {
      row[column++] = respondent.answer(question).map(Response::option).orElse(NO_ANSWER);
    }
    return row;
  }

  /** Replaces numbers in order of appearance by numbers in order of labels. */
  private static void renumber(List<int[]> rows, int column, Map<String, Integer> seen) {
    int[] sorted = new int[seen.size()];
    int next = 0;
    for (String level : new TreeSet<>(seen.keySet())) {
      sorted[seen.get(level)] = next++;
    }
    rows.forEach(row -> row[column] = sorted[row[column]]);
  }

  /** The numbers 0..n-1 in an order drawn by the seed. */
  static IntStream shuffled(int n, long seed) {
    long[] keys = new long[n];
    Arrays.setAll(keys, i -> CounterRandom.derive(seed, i));
    return IntStream.range(0, n)
        .boxed()
        .sorted((i, j) -> Long.compare(keys[i], keys[j]))
        .mapToInt(Integer::intValue);
  }

  int option(int[] person, int question) {
    return person[attributes.size() + question];
  }
}
