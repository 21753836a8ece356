package io.github.dvmap.rl.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JinjaTemplateTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2024, 7, 26, 0, 0);

  private static Map<String, Object> variables() {
    Map<String, Object> mapping = new LinkedHashMap<>();
    mapping.put("b", 1);
    mapping.put("a", List.of(1, 2));
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("xs", List.of(1, 2, 3, 4, 5));
    variables.put("s", " aXb ");
    variables.put("d", mapping);
    variables.put("t", "a,b,,c");
    variables.put("u", "é漢🙂");
    variables.put("none", null);
    variables.put(
        "msgs",
        List.of(
            ordered("role", "user", "content", "q"),
            ordered(
                "role",
                "assistant",
                "content",
                List.of(ordered("type", "text", "text", "t1"), ordered("type", "image")))));
    return variables;
  }

  private static Map<String, Object> ordered(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  private static String render(String template) {
    return JinjaTemplate.parse(template).render(variables(), TIME);
  }

  // The texts are Jinja 3.1.6's for these templates and variables:
  // ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols,
  // an extension for generation]) with transformers' tojson and strftime_now of 2024-07-26 00:00.
  static Stream<Arguments> constructs() throws IOException {
    String all =
        Resources.toString(
            Resources.getResource(JinjaTemplateTest.class, "constructs.txt"),
            StandardCharsets.UTF_8);
    return Stream.of(all.substring("#### template\n".length()).split("\n#### template\n"))
        .map(block -> block.split("\n#### text\n", -1))
        .map(
            parts ->
                Arguments.of(
                    parts[0],
                    parts[1].endsWith("\n")
                        ? parts[1].substring(0, parts[1].length() - 1)
                        : parts[1]));
  }

  @ParameterizedTest
  @MethodSource("constructs")
  void render_everyConstruct_isAsJinjaRendersIt(String template, String text) {
    assertThat(render(template)).isEqualTo(text);
  }

  // as jinja2.lexer: CR LF and CR are LF, and one newline at the end is dropped
  @ParameterizedTest
  @CsvSource({
    "'a\r\nb\rc\n', 'a\nb\nc'",
    "'a\n\n', 'a\n'",
    "'', ''",
    "'\n', ''",
    "'{% if true %}\r\nx{% endif %}', 'x'",
    "'x {{-\n1\n-}} y', 'x1y'",
    "'{% if true %}\n\n\nx{% endif %}', '\n\nx'",
    "'a  {%- if true -%}  \n b \n {%- endif %}', 'ab'",
    "' \t{% if true %}x{% endif %}', 'x'",
    "'a {% if true %}x{% endif %}', 'a x'",
    "'\u00A0{% if true %}x{% endif %}', 'x'",
    "'  {{ 1 }}', '  1'",
    "'{{ \"{%}}\" }}{{ {} }}', '{%}}{}'",
    "'{ {{ 1 }} } %} #}', '{ 1 } %} #}'",
  })
  void render_whiteSpace_isStrippedAsByTransformers(String template, String text) {
    assertThat(render(template)).isEqualTo(text);
  }

  @Test
  void names_template_areWhatItReads() {
    assertThat(
            JinjaTemplate.parse(
                    """
                    {% set a = b %}{% for c in d.e if f %}{{ g(h=i) | j(k) }}{% endfor %}
                    {% set ns.x = namespace(y=1) %}{{ 'text' is eq true }}
                    """)
                .names())
        .containsExactly("b", "d", "f", "g", "i", "k", "namespace", "ns");
  }

  @Test
  void render_inParallel_isAsAlone() {
    var template =
        JinjaTemplate.parse(
            "{% set ns = namespace(n=0) %}{% for x in range(n) %}{% set ns.n = ns.n + x %}"
                + "{% endfor %}{{ ns.n }}");
    IntStream.range(0, 500)
        .parallel()
        .forEach(
            n ->
                assertThat(template.render(Map.of("n", n), TIME))
                    .isEqualTo(Integer.toString(n * (n - 1) / 2)));
  }

  @Test
  void copyOf_mutableValues_areCopiedDeeply() {
    List<Object> inner = new ArrayList<>(List.of("a"));
    Object copy = JinjaTemplate.copyOf("x", Map.of("list", inner));
    inner.add("b");
    assertThat(copy).isEqualTo(Map.of("list", List.of("a")));
  }

  static Stream<Arguments> foreign() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    return Stream.of(
        Arguments.of(LocalDateTime.MIN, "variable x is a java.time.LocalDateTime, not text"),
        Arguments.of(List.of(Map.of("a", 'c')), "variable x is a java.lang.Character"),
        Arguments.of(String.class, "variable x is a java.lang.Class"),
        Arguments.of(Map.of(1, 2), "variable x has a key that is not text: 1"),
        Arguments.of(self, "variable x is nested more than 100 deep"));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void render_javaObject_isRefused(Object value, String told) {
    var template = JinjaTemplate.parse("");
    assertThatThrownBy(() -> template.render(Map.of("x", value), TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(told);
  }
}
