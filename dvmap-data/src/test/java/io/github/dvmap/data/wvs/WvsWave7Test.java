package io.github.dvmap.data.wvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dvmap.core.survey.Attribute;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.Response;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.core.survey.SurveySource;
import io.github.dvmap.data.table.CsvSurvey;
import io.github.dvmap.data.table.SurveyMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WvsWave7Test {
  @TempDir Path folder;

  private static Map<String, String> person() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("D_INTERVIEW", "858069901");
    codes.put("B_COUNTRY", "392");
    codes.put("Q260", "2");
    codes.put("Q273", "1");
    codes.put("Q274", "0");
    codes.put("Q275", "3");
    codes.put("Q279", "6");
    codes.put("Q284", "1");
    codes.put("Q289CS9", "100000020");
    codes.put("Q262", "30");
    codes.put("Q288", "2");
    codes.put("Q272", "1240");
    codes.put("Q1", "1");
    codes.put("Q49", "8");
    return codes;
  }

  private Path write(List<Map<String, String>> people) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(String.join(",", people.get(0).keySet()));
    people.forEach(person -> lines.add(String.join(",", person.values())));
    return Files.write(folder.resolve("wvs.csv"), lines);
  }

  private List<Respondent> read(List<Map<String, String>> people, Map<String, Long> dropped) {
    return read(people, WvsWave7.mapping(), dropped);
  }

  private List<Respondent> read(
      List<Map<String, String>> people, SurveyMapping mapping, Map<String, Long> dropped) {
    try {
      var respondents = new ArrayList<Respondent>();
      try (RespondentStream stream = CsvSurvey.of(write(people), mapping).open()) {
        stream.forEachRemaining(respondents::add);
        dropped.putAll(stream.dropped());
      }
      return respondents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Respondent readOne(String column, String code) {
    Map<String, String> person = person();
    person.put(column, code);
    return read(List.of(person), new LinkedHashMap<>()).get(0);
  }

  /** The labels that the survey's code lists give to negative codes, in their spellings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Don\u00B4t know",
        "Dont know",
        "Don't know",
        "Don\u2019t know",
        "No answer",
        "Not applicable",
        "Not asked",
        "Not asked in survey",
        "Item not included",
        "Missing; Not available",
        "Missing; Unknown",
        "Other missing",
      })
  void read_labelOfANegativeCode_isMissingInEveryColumn(String label) {
    for (Map.Entry<String, String> column :
        Map.of("Q289CS9", "Religion", "Q272", "Common Language", "Q260", "Gender").entrySet()) {
      assertThat(readOne(column.getKey(), label).profile().level(column.getValue()))
          .isEqualTo("Not Answered");
    }
    for (String question : List.of("Q1", "Q49")) {
      assertThat(readOne(question, label).responses()).doesNotContainKey(question);
    }
    Map<String, Long> dropped = new LinkedHashMap<>();
    Map<String, String> person = person();
    person.put("B_COUNTRY", label);
    assertThat(read(List.of(person), dropped)).isEmpty();
    assertThat(dropped).containsOnly(Map.entry("Country is missing", 1L));
  }

  @Test
  void schema_ofTheResource_hasThePapersAttributesAndQuestions() {
    assertThat(WvsWave7.CORE_11)
        .extracting(Attribute::name)
        .containsExactly(
            "Country",
            "Gender",
            "Marital Status",
            "Has Children",
            "Education Level",
            "Occupation",
            "Work Nature",
            "Religion",
            "Life Stage",
            "Income Bracket",
            "Common Language");
    assertThat(WvsWave7.VALUES_16)
        .extracting(Question::id)
        .containsExactly(
            "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q27", "Q29", "Q36", "Q46", "Q49", "Q50", "Q60",
            "Q69", "Q112", "Q131");
    assertThat(WvsWave7.CORE_11.get(0).levels()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B_COUNTRY | 826       | Country         | United Kingdom of Great Britain and Northern Ireland",
        "Q260      | 1         | Gender          | Male",
        "Q260      | -5        | Gender          | Not Answered",
        "Q260      | ''        | Gender          | Not Answered",
        "Q273      | 6.0       | Marital Status  | Single",
        "Q274      | 0         | Has Children    | has no children",
        "Q274      | 1         | Has Children    | has at least one child",
        "Q274      | 22        | Has Children    | has at least one child",
        "Q274      | -1        | Has Children    | Not Answered",
        "Q275      | 0         | Education Level | Early childhood education (ISCED 0) / no education",
        "Q279      | 8         | Occupation      | Other (write in):",
        "Q284      | -3        | Work Nature     | Not Answered",
        "Q289CS9   | 10100000  | Religion        | Roman Catholic; Latin Church;",
        "Q289CS9   | 1.0000002E8 | Religion      | Non-religious",
        "Q262      | 17        | Life Stage      | Adolescence",
        "Q262      | 18        | Life Stage      | Young Adulthood",
        "Q262      | 34        | Life Stage      | Young Adulthood",
        "Q262      | 35        | Life Stage      | Middle Adulthood",
        "Q262      | 50        | Life Stage      | Middle Adulthood",
        "Q262      | 51        | Life Stage      | Late Adulthood",
        "Q262      | 64        | Life Stage      | Late Adulthood",
        "Q262      | 65        | Life Stage      | Older Adulthood",
        "Q288      | 3         | Income Bracket  | Low income",
        "Q288      | 4         | Income Bracket  | Middle income",
        "Q288      | 7         | Income Bracket  | Middle income",
        "Q288      | 8         | Income Bracket  | High income",
        "Q288      | 10        | Income Bracket  | High income",
        "Q272      | 2870      | Common Language | Standard Chinese; Mandarin; Putonghua; Guoyu",
      })
  void read_attributeCode_givesTheReleasedLevel(
      String column, String code, String attribute, String level) {
    assertThat(readOne(column, code).profile().level(attribute)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "Q1, 4, Not at all important",
    "Q49, 3, Low",
    "Q49, 4, Medium",
    "Q49, 7, Medium",
    "Q49, 8, High",
  })
  void read_questionCode_givesTheOption(String column, String code, String option) {
    var response = readOne(column, code).responses().get(column);
    Question question =
        WvsWave7.VALUES_16.stream().filter(q -> q.id().equals(column)).findFirst().orElseThrow();
    assertThat(question.scale().label(response.option())).isEqualTo(option);
    assertThat(response.code()).isEqualTo(Integer.parseInt(code));
  }

  @ParameterizedTest
  @CsvSource({"Q1, -1", "Q1, ''", "Q49, -2"})
  void read_questionNotAnswered_hasNoResponse(String column, String code) {
    assertThat(readOne(column, code).responses()).doesNotContainKey(column);
  }

  @Test
  void read_peopleTheRecipeDrops_areCounted() {
    List<Map<String, String>> people = new ArrayList<>();
    for (String[] change :
        new String[][] {
          {"Q1", "1"}, {"Q262", "-2"}, {"Q262", ""}, {"Q288", "-1"}, {"B_COUNTRY", "36"}
        }) {
      Map<String, String> person = person();
      person.put(change[0], change[1]);
      people.add(person);
    }
    Map<String, Long> dropped = new LinkedHashMap<>();
    assertThat(read(people, dropped)).hasSize(1);
    assertThat(dropped)
        .containsOnly(
            Map.entry("Life Stage is missing", 2L),
            Map.entry("Income Bracket is missing", 1L),
            Map.entry("Country is not in the mapping", 1L));
  }

  @Test
  void read_columnsNotAsked_areNotAnswered() {
    Map<String, String> person = person();
    person.remove("Q272");
    person.remove("Q1");
    Respondent respondent = read(List.of(person), new LinkedHashMap<>()).get(0);
    assertThat(respondent.profile().level("Common Language")).isEqualTo("Not Answered");
    assertThat(respondent.responses()).containsOnlyKeys("Q49");
  }

  @Test
  void read_unknownCode_namesLineColumnAndValue() {
    assertThatThrownBy(() -> readOne("Q273", "9"))
        .isInstanceOf(SurveyFormatException.class)
        .hasMessageContaining("line 2, column Q273, value '9'");
  }

  @Test
  void countries_ofTheDesign_areThePapers() {
    assertThat(WvsWave7.TRAINING_10)
        .extracting(WvsCountry::alpha3)
        .containsExactly("BRA", "CAN", "CHN", "EGY", "DEU", "IND", "JPN", "RUS", "GBR", "USA");
    assertThat(WvsWave7.UNSEEN_8)
        .extracting(WvsCountry::alpha3, WvsCountry::role)
        .containsExactly(
            tuple("NGA", WvsCountry.Role.GAP_FILLING),
            tuple("IRN", WvsCountry.Role.GAP_FILLING),
            tuple("PAK", WvsCountry.Role.GAP_FILLING),
            tuple("IDN", WvsCountry.Role.GAP_FILLING),
            tuple("VNM", WvsCountry.Role.NUANCE_TESTING),
            tuple("AUS", WvsCountry.Role.NUANCE_TESTING),
            tuple("MEX", WvsCountry.Role.NUANCE_TESTING),
            tuple("TUR", WvsCountry.Role.NUANCE_TESTING));
    assertThat(WvsWave7.wholeMapping().schema().attributes().get(0).levels()).hasSize(91);
  }

  @Test
  void countries_ofTheDesign_haveTheCodesOfTheMapping() {
    List<WvsCountry> study = new ArrayList<>(WvsWave7.TRAINING_10);
    study.addAll(WvsWave7.UNSEEN_8);
    assertThat(study).hasSize(18).allSatisfy(c -> assertThat(c.zone()).isNotBlank());
    for (WvsCountry country : study) {
      for (String written : List.of(Integer.toString(country.code()), country.alpha3())) {
        Map<String, String> person = person();
        person.put("B_COUNTRY", written);
        assertThat(read(List.of(person), WvsWave7.wholeMapping(), new LinkedHashMap<>()))
            .singleElement()
            .satisfies(
                r ->
                    assertThat(r.profile().level("Country")).as(written).isEqualTo(country.name()));
      }
    }
  }

  @Test
  void questions_ofTheCrossValueTest_followTheCodesOrder() {
    assertThat(WvsWave7.VALUES_7)
        .extracting(Question::id, q -> q.scale().size(), q -> q.scale().label(0))
        .containsExactly(
            tuple("Q8", 2, "Mentioned"),
            tuple("Q9", 2, "Mentioned"),
            tuple("Q37", 5, "Agree strongly"),
            tuple("Q61", 4, "Trust completely"),
            tuple("Q70", 4, "A great deal"),
            tuple("Q113", 4, "None of them"),
            tuple("Q132", 4, "Very frequently"));
    assertThat(WvsWave7.ALL_23)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(WvsWave7.VALUES_16.stream(), WvsWave7.VALUES_7.stream()).toList())
        .isSortedAccordingTo(Comparator.comparing(q -> Integer.parseInt(q.id().substring(1))));
  }

  @Test
  void mapping_ofSomeCountriesAndQuestions_dropsAndCountsTheOthers() {
    Map<String, String> mexican = person();
    mexican.put("B_COUNTRY", "484");
    mexican.put("Q113", "1");
    Map<String, String> japanese = person();
    japanese.put("Q113", "4");
    Map<String, Long> dropped = new LinkedHashMap<>();
    var mapping = WvsWave7.mapping(WvsWave7.UNSEEN_8, WvsWave7.VALUES_7);
    List<Respondent> read = read(List.of(mexican, japanese), mapping, dropped);
    assertThat(read).hasSize(1);
    assertThat(read.get(0).responses()).containsOnlyKeys("Q113");
    assertThat(read.get(0).responses().get("Q113").option()).isZero();
    assertThat(dropped).containsExactly(Map.entry("Country is not in the mapping", 1L));
    assertThatThrownBy(() -> WvsWave7.mapping(List.of(), WvsWave7.VALUES_7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 level or more");
    assertThatThrownBy(() -> WvsWave7.mapping(WvsWave7.UNSEEN_8, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 question or more");
  }

  @ParameterizedTest
  @CsvSource({
    "76, 20213020, Evangelical; nfd",
    "76, 20000000, Evangelical Lutheran Church of Brazil",
    "76, 10100000, Roman Catholic; Latin Church;",
    "276, 20000000, Protestant; nfd",
  })
  void olderReligions_ofBrazil_areReadAsTodays(String country, String code, String religion)
      throws IOException {
    Map<String, String> person = person();
    person.put("B_COUNTRY", country);
    person.put("Q289CS9", code);
    Path file = write(List.of(person));
    assertThat(religions(WvsWave7.withOlderBrazilianReligions(WvsWave7.csv(file))))
        .containsExactly(religion);
    assertThat(religions(WvsWave7.csv(file)))
        .containsExactly(
            WvsWave7.mapping().codeBook().profile(codes(person)).orElseThrow().level("Religion"));
  }

  private static Map<String, Integer> codes(Map<String, String> person) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    person.forEach((column, code) -> codes.put(column, Integer.parseInt(code)));
    return codes;
  }

  private static List<String> religions(SurveySource survey) {
    List<String> religions = new ArrayList<>();
    try (RespondentStream stream = survey.open()) {
      stream.forEachRemaining(r -> religions.add(r.profile().level("Religion")));
    }
    return religions;
  }

  @Test
  void read_fileOfLabels_isReadLikeItsCodes() {
    Map<String, String> codes = person();
    codes.put("B_COUNTRY", "643");
    codes.put("Q46", "4");
    Map<String, String> labels = new LinkedHashMap<>(codes);
    labels.put("B_COUNTRY", "Russia");
    labels.put("Q260", "Female");
    labels.put("Q274", "No children");
    labels.put("Q288", "Second step");
    labels.put("Q284", "Not asked");
    codes.put("Q284", "-4");
    labels.put("Q46", "Not at all happy");
    assertThat(read(List.of(labels), new LinkedHashMap<>()))
        .isEqualTo(read(List.of(codes), new LinkedHashMap<>()));
  }

  @Test
  void read_invertedFile_isTurnedBack() {
    Map<String, String> person = person();
    person.remove("Q1");
    person.put("Q1P", "4");
    person.put("Q46P", "2");
    assertThat(read(List.of(person), new LinkedHashMap<>()).get(0).responses())
        .containsEntry("Q1", new Response(1, 0))
        .containsEntry("Q46", new Response(3, 2));
  }
}
