package io.github.dvmap.data.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.data.wvs.WvsWave7;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the released corpus's recipe, on respondents made by hand. */
class ReleasedRecipeTest {
  private static final PromptStyle RELEASED = StructuredCotPrompt.released();

  @TempDir Path folder;

  private static Map<String, String> person(String... changes) {
    Map<String, String> person = new LinkedHashMap<>();
    person.put("B_COUNTRY", "124");
    person.put("Q260", "2");
    person.put("Q273", "1");
    person.put("Q274", "2");
    person.put("Q275", "6");
    person.put("Q279", "1");
    person.put("Q284", "2");
    person.put("Q289CS9", "10100000");
    person.put("Q262", "40");
    person.put("Q288", "5");
    person.put("Q272", "1240");
    for (int i = 0; i < changes.length; i += 2) {
      person.put(changes[i], changes[i + 1]);
    }
    return person;
  }

  /** A column that someone lacks is blank for them. */
  private ExtractionResult extract(ArchetypeExtractor recipe, List<Map<String, String>> people) {
    Set<String> columns = new LinkedHashSet<>();
    people.forEach(person -> columns.addAll(person.keySet()));
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    for (Map<String, String> person : people) {
      lines.add(String.join(",", columns.stream().map(c -> person.getOrDefault(c, "")).toList()));
    }
    try {
      return recipe.extract(WvsWave7.csv(Files.write(folder.resolve("people.csv"), lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String label(Archetype archetype) {
    return archetype.question().scale().label(archetype.answer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a two-way tie takes the higher code, a three-way tie the middle one, a four-way tie the
        // third
        "Q1  | 1 2         | Rather important",
        "Q1  | 2 1 1 2     | Rather important",
        "Q1  | 1 2 4       | Rather important",
        "Q1  | 4 3 2 1     | Not very important",
        "Q36 | 5 4 3 2 1   | Neither agree nor disagree",
        "Q1  | 1 4 4       | Not at all important",
        // codes vote, bins do not: 5 of 9 are High
        "Q50 | 7 8 7 10 7 9 8 10 6 | Medium",
        "Q49 | 6 7 8 6 8           | High",
        "Q49 | 3 4                 | Medium",
        "Q49 | 1 2 3 8 8           | High",
        "Q112| 2 5 9               | Medium",
        // missing codes do not vote
        "Q1  | 1 -1 -2 -4 -5       | Very important",
        "Q1  | -1 3                | Not very important",
      })
  void answer_ofAProfile_isTheModeOfItsCodes(String question, String codes, String answer) {
    List<Map<String, String>> people = new ArrayList<>();
    for (String code : codes.split(" ", -1)) {
      people.add(person(question, code));
    }
    assertThat(extract(ArchetypeExtractor.released(), people).archetypes())
        .extracting(a -> a.question().id(), ReleasedRecipeTest::label)
        .containsExactly(tuple(question, answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Q1  | 1 1     | Very important",
        "Q1  | 1 -1    | Very important",
        "Q1  | 1 2     |",
        "Q1  | 1 1 1 2 |",
        "Q49 | 8 9 10  | High",
        "Q49 | 7 8     |",
      })
  void answer_ofThePapersRecipe_needsOneLabel(String question, String codes, String answer) {
    List<Map<String, String>> people = new ArrayList<>();
    for (String code : codes.split(" ", -1)) {
      people.add(person(question, code));
    }
    assertThat(extract(ArchetypeExtractor.paper(), people).archetypes())
        .extracting(ReleasedRecipeTest::label)
        .isEqualTo(answer == null ? List.of() : List.of(answer));
  }

  @Test
  void question_withoutAValidCode_hasNoRow() {
    ExtractionResult found =
        extract(
            ArchetypeExtractor.released(),
            List.of(person("Q1", "1", "Q36", "-4"), person("Q1", "1", "Q36", "-4")));
    assertThat(found.archetypes()).extracting(a -> a.question().id()).containsExactly("Q1");
    assertThat(found.report().keptByQuestion()).containsEntry("Q36", 0L).containsEntry("Q69", 0L);
  }

  @ParameterizedTest
  @CsvSource({
    "Q260, Gender",
    "Q273, Marital Status",
    "Q274, Has Children",
    "Q275, Education Level",
    "Q279, Occupation",
    "Q284, Work Nature",
    "Q289CS9, Religion",
    "Q272, Common Language",
  })
  void attribute_negativeBlankOrAbsent_isOneLevel(String column, String attribute) {
    List<Map<String, String>> people = new ArrayList<>();
    for (String code : List.of("-1", "-2", "-3", "-4", "-5", "")) {
      people.add(person(column, code, "Q1", "2"));
    }
    ExtractionResult found = extract(ArchetypeExtractor.released(), people);
    people.forEach(person -> person.remove(column));
    ExtractionResult absent = extract(ArchetypeExtractor.released(), people);
    assertThat(found.archetypes())
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.support()).isEqualTo(6);
              assertThat(a.profile().level(attribute)).isEqualTo(Attribute.NOT_ANSWERED);
            });
    assertThat(absent.archetypes()).isEqualTo(found.archetypes());
  }

  @ParameterizedTest
  @CsvSource({
    "Q262, -2, Life Stage is missing",
    "Q262, '', Life Stage is missing",
    "Q288, -1, Income Bracket is missing",
    "Q288, '', Income Bracket is missing",
    "B_COUNTRY, 909, Country is not in the mapping",
  })
  void respondent_withoutAgeOrIncomeOrOfAnotherCountry_isDroppedAndCounted(
      String column, String code, String reason) {
    ExtractionResult found =
        extract(
            ArchetypeExtractor.released(),
            List.of(person("Q1", "1"), person("Q1", "2", column, code), person("Q1", "1")));
    assertThat(found.report().rows()).isEqualTo(3);
    assertThat(found.report().respondents()).isEqualTo(2);
    assertThat(found.report().droppedRows()).containsExactly(Map.entry(reason, 1L));
    assertThat(found.archetypes())
        .singleElement()
        .satisfies(a -> assertThat(label(a)).isEqualTo("Very important"));
  }

  @Test
  void prompt_ofAnArchetype_isTheReleasedText() {
    ExtractionResult found =
        extract(
            ArchetypeExtractor.released(), List.of(person("Q284", "-3", "Q46", "2", "Q1", "1")));
    List<AlignmentSample> samples = found.samples(RELEASED);
    assertThat(samples).extracting(s -> s.question().id()).containsExactly("Q1", "Q46");
    assertThat(samples.get(1).prompt().user())
        .startsWith(
            "\n                You are playing the role of a Middle Adulthood Female from Canada."
                + " You are Married and has at least one child. You have completed your education"
                + " at the level of 'Bachelor or equivalent (ISCED 6)'. Currently, you work as a"
                + " 'Full time employee (30 hours a week or more)'. Your work involves 'Not"
                + " Answered'. Your income level is 'Middle income', which is categorized as low,"
                + " medium, or high. Your native language is English.You practice the religion of"
                + " 'Roman Catholic; Latin Church;'. \n")
        .endsWith(
            "**Question**: Taking all things together, would you say you are very happy, rather"
                + " happy, not very happy, or not at all happy?\n"
                + "            **Options**: Very happy, Rather happy, Not very happy, Not at all"
                + " happy\n            ");
  }

  private static int highest(String question) {
    return Set.of("Q49", "Q50", "Q112").contains(question) ? 10 : question.equals("Q36") ? 5 : 4;
  }

  /** Ten people of each of six profiles: ties, missing codes and unanimous groups all occur. */
  private static List<Map<String, String>> crowd() {
    Random random = new Random(46);
    List<Map<String, String>> people = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Map<String, String> person = person("Q260", "" + (1 + i % 2), "Q288", "" + (1 + i % 3 * 4));
      for (Question question : WvsWave7.VALUES_16) {
        int code = 1 + random.nextInt(highest(question.id()));
        person.put(question.id(), "" + (random.nextInt(8) == 0 ? -1 - random.nextInt(5) : code));
      }
      people.add(person);
    }
    return people;
  }

  /** The person as the inverted file has it: {@code Q46P}, where 4 is what 1 is in {@code Q46}. */
  private static Map<String, String> inverted(Map<String, String> person, Set<String> items) {
    Map<String, String> inverted = new LinkedHashMap<>();
    person.forEach(
        (column, text) -> {
          int code = Integer.parseInt(text);
          boolean flipped = items.contains(column);
          inverted.put(
              flipped ? column + "P" : column,
              flipped && code > 0 ? "" + (highest(column) + 1 - code) : text);
        });
    return inverted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Q6 Q29 Q46",
        "Q1 Q2 Q3 Q4 Q5 Q6 Q27 Q29 Q36 Q46 Q60 Q69 Q131",
        "Q1 Q2 Q3 Q4 Q5 Q6 Q27 Q29 Q36 Q46 Q49 Q50 Q60 Q69 Q112 Q131",
      })
  void samples_ofTheInvertedFile_areThoseOfTheOrdinaryOne(String items) {
    Set<String> flipped = Set.of(items.split(" ", -1));
    List<Map<String, String>> people = crowd();
    List<AlignmentSample> ordinary = samples(people);
    List<AlignmentSample> turned = samples(people.stream().map(p -> inverted(p, flipped)).toList());
    assertThat(ordinary).hasSize(6 * 16);
    // a sample's value is its id, profile, question with options, answer, frequency and prompt
    assertThat(turned).isEqualTo(ordinary);
  }

  @Test
  void tie_inTheInvertedFile_takesTheHigherOrdinaryCode() {
    Set<String> items = Set.of("Q46", "Q50");
    List<Map<String, String>> people =
        Stream.of(person("Q46", "1", "Q50", "3"), person("Q46", "2", "Q50", "4"))
            .map(person -> inverted(person, items))
            .toList();
    assertThat(people.get(0)).containsEntry("Q46P", "4").containsEntry("Q50P", "8");
    assertThat(samples(people))
        .extracting(s -> s.question().id(), s -> s.question().scale().label(s.answer()))
        .containsExactly(tuple("Q46", "Rather happy"), tuple("Q50", "Medium"));
  }

  private List<AlignmentSample> samples(List<Map<String, String>> people) {
    return extract(ArchetypeExtractor.released(), people).samples(RELEASED);
  }
}
