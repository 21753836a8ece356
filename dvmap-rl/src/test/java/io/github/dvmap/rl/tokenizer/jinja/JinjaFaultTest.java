package io.github.dvmap.rl.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaFaultTest {
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "s",
          "text",
          "xs",
          List.of(1, 2),
          "d",
          Map.of("a", 1),
          "messages",
          List.of(Map.of("role", "user", "content", "x")));

  private static String render(String template) {
    return JinjaTemplate.parse(template).render(VARIABLES, LocalDateTime.of(2024, 7, 26, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{% if %}                       | line 1: expected an expression, found the end of the tag",
        "{{ }}                          | line 1: expected an expression, found the end of the tag",
        "{{ 'a }}                       | line 1: the text has no closing '",
        "{{ 'a' }                       | line 1: unexpected '}'",
        "{{ (1] }}                      | line 1: unexpected ']'",
        "{{ 1                           | line 1: the tag has no end",
        "{# a                           | line 1: the comment has no end",
        "{% raw %} a                    | line 1: 'raw' has no 'endraw'",
        "{{ a ? b }}                    | line 1: unexpected character '?'",
        "{{ a b }}                      | line 1: expected '}}', found 'b'",
        "{{ '\\u12' }}                  | line 1: '12' is not the number of a character",
        "{{ '\\U00110000' }}            | line 1: '00110000' is not the number of a character",
        "{{ 99999999999999999999 }}     | line 1: '99999999999999999999' is not an integer of 64 bits",
        "{{ f(a=1, 2) }}                | line 1: expected a named argument, found '2'",
        "{{ f(a=1, a=2) }}              | line 1: the argument 'a' is given twice",
        "{{ f(*xs) }}                   | line 1: '*' in a call is not supported",
        "{{ 1 is odd is true }}         | line 1: tests cannot be chained",
        "{% for x in xs %}              | line 1: 'for' has no 'endfor'",
        "{% if s %}{% else %}           | line 1: 'if' has no 'endif'",
        "{% for x in xs recursive %}    | line 1: a recursive loop is not supported",
        "{% endif %}                    | line 1: the tag 'endif' is unknown or not supported",
        "{% include 'x' %}              | line 1: the tag 'include' is unknown or not supported",
        "{% import 'x' as y %}          | line 1: the tag 'import' is unknown or not supported",
        "{% extends 'x' %}              | line 1: the tag 'extends' is unknown or not supported",
        "{% break %}                    | line 1: 'break' outside a loop",
        "{% for x in xs %}{% macro m() %}{% continue %}{% endmacro %}{% endfor %} | line 1: 'continue' outside a loop",
        "{% set 1 = 2 %}                | line 1: expected a variable's name, found '1'",
        "{% call 1 %}{% endcall %}      | line 1: 'call' needs a call",
      })
  void parse_badTemplate_namesLineAndFault(String template, String told) {
    assertThatThrownBy(() -> JinjaTemplate.parse(template))
        .isInstanceOf(JinjaException.class)
        .hasMessage(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ s|nosuchfilter }}           ; the filter 'nosuchfilter' is unknown or not supported",
        "{{ s is nosuchtest }}          ; the test 'nosuchtest' is unknown or not supported",
        "{{ nosuch() }}                 ; 'nosuch' is undefined",
        "{{ nosuch.x }}                 ; 'nosuch' is undefined",
        "{{ nosuch + 'a' }}             ; 'nosuch' is undefined",
        "{{ s.nosuch.x }}               ; 'nosuch' of a text is undefined",
        "{{ xs[7].x }}                  ; item 7 of a list is undefined",
        "{{ s() }}                      ; a text cannot be called",
        "{{ s + 1 }}                    ; '+' of a text and a number",
        "{{ xs - xs }}                  ; '-' of a list and a list",
        "{{ 1 < 'a' }}                  ; a number and a text have no order",
        "{{ 1 in 2 }}                   ; a number has no items",
        "{{ 1 in 'a' }}                 ; a number cannot be in a text",
        "{{ {[]: 1} }}                  ; a list cannot be a key",
        "{{ 1 / 0 }}                    ; 1 / 0: / by zero",
        "{{ 1 % 0 }}                    ; 1 % 0: / by zero",
        "{{ 2 ** 64 }}                  ; 2 ** 64: long overflow",
        "{{ 9223372036854775807 + 1 }}  ; 9223372036854775807 + 1: long overflow",
        "{{ 1e300|int }}                ; 1e+300 is not an integer of 64 bits",
        "{% for x in 1 %}{% endfor %}   ; a number has no items",
        "{% set a, b = xs + [3] %}      ; 3 items for 2 variables",
        "{% set s.x = 1 %}              ; cannot set s.x of what is no namespace",
        "{{ xs[::0] }}                  ; a slice's step is 0",
        "{{ xs['a':] }}                 ; a slice needs integers, not a text",
        "{{ d[1:] }}                    ; a mapping has no slices",
        "{{ range(1, 2, 0) }}           ; range needs a step other than 0",
        "{{ range('a') }}               ; range needs integers, not a text",
        "{{ s.strip(1) }}               ; strip needs text for 'chars', not a number",
        "{{ s.upper(1) }}               ; upper takes 0 arguments, not 1",
        "{{ s.split(x=1) }}             ; split has no parameter 'x'",
        "{{ s.split(',', sep=';') }}    ; split is given twice 'sep'",
        "{{ s.startswith() }}           ; startswith needs its argument 'affix'",
        "{{ s.split('') }}              ; split needs a separator that is not empty",
        "{{ ','.join(xs) }}             ; join needs texts, not a number",
        "{{ s.index('q') }}             ; index: the text does not hold the other",
        "{{ '%d' % s }}                 ; '%d' needs a finite number, not a text",
        "{{ '%q' % 1 }}                 ; the format '%q' is not supported",
        "{{ '%s' % () }}                ; not enough values for the format",
        "{{ '%s' % (1, 2) }}            ; not all values are used by the format",
        "{{ '{0.x}'.format(1) }}        ; format knows only {}, {0} and {name}",
        "{{ '{}'.format() }}            ; format has no value 0",
        "{{ s.items|tojson }}           ; 'items' of a text (undefined) has no JSON",
        "{{ d.items|tojson }}           ; a function has no JSON",
        "{{ d.items }}                  ; a function cannot be printed",
        "{{ xs|select }}                ; a generator cannot be printed",
        "{{ xs|map }}                   ; map needs a name as its first argument",
        "{{ strftime_now('%Q') }}       ; strftime_now does not know '%Q' in '%Q'",
        "{{ strftime_now('%') }}        ; strftime_now does not know '%%' in '%'",
        "{{ raise_exception('roles ' ~ 'must alternate') }} ; the template refuses: roles must alternate",
        "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }} ; m takes 1 arguments, not 2",
        "{% macro m(a) %}{% endmacro %}{{ m(b=2) }}  ; m has no parameter 'b'",
      })
  void render_fault_namesTheLine(String row) {
    String[] parts = row.split("\\s+;\\s+", 2);
    assertThatThrownBy(() -> render("\n{# two\nlines #}\n" + parts[0]))
        .isInstanceOf(JinjaException.class)
        .hasMessage("line 4: " + parts[1])
        .extracting(e -> ((JinjaException) e).line())
        .isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.class }}",
        "{{ ''['class'] }}",
        "{{ ''.__class__ }}",
        "{{ xs.class }}",
        "{{ xs.stream }}",
        "{{ d.entrySet }}",
        "{{ d.getClass }}",
        "{{ range.getClass }}",
        "{{ messages[0].class }}",
        "{{ namespace(a=1).values }}",
        "{% for x in xs %}{{ loop.items }}{{ loop.class }}{% endfor %}",
        "{{ self }}{{ context }}{{ request }}{{ config }}{{ environment }}{{ java }}",
      })
  void render_javaMember_isUndefined(String template) {
    assertThat(render(template)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''.class.forName('java.lang.Runtime') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ xs.add(1) }}",
        "{{ xs.append(1) }}",
        "{{ d.put('a', 2) }}",
        "{{ d.pop('a') }}",
        "{{ messages.clear() }}",
        "{{ raise_exception.__globals__['os'] }}",
        "{{ ''|attr('class') }}",
        "{{ open('/etc/passwd') }}",
        "{{ [].getClass().forName('x') }}",
      })
  void render_javaMethod_isRefused(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(JinjaException.class);
  }

  private static String nested(String open, String close, int times) {
    return open.repeat(times) + close.repeat(times);
  }

  static Stream<Arguments> greedy() {
    String steps = "the template takes more than 10000000 steps";
    String text = "a text of more than 10000000 characters";
    String deep = "nested more than 500 deep";
    String parse = "nested more than 100 deep";
    String twice =
        "{% set ns = namespace(x=X) %}{% for i in range(90) %}{% set ns.x = Y %}{% endfor %}";
    String list = twice.replace("X", "[1]").replace("Y", "[ns.x, ns.x]");
    return Stream.of(
        Arguments.of(
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", steps),
        Arguments.of("{{ range(1000000000) }}", "a range of more than 100000 integers"),
        Arguments.of(
            "{{ range(-9223372036854775807, 9223372036854775807) }}",
            "a range of more than 100000 integers"),
        Arguments.of("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", deep),
        Arguments.of("{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}", deep),
        Arguments.of(
            "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}",
            steps),
        Arguments.of(twice.replace("X", "'ab'").replace("Y", "ns.x ~ ns.x"), text),
        Arguments.of(twice.replace("X", "'ab'").replace("Y", "ns.x + ns.x"), text),
        Arguments.of(twice.replace("X", "'ab'").replace("Y", "ns.x.replace('a', ns.x)"), text),
        Arguments.of(twice.replace("X", "'ab'").replace("Y", "ns.x|join(ns.x)"), text),
        Arguments.of(twice.replace("X", "[1]").replace("Y", "ns.x + ns.x"), steps),
        Arguments.of(list + "{{ ns.x }}", steps),
        Arguments.of(list + "{{ ns.x|tojson }}", text),
        Arguments.of(list + "{% set a = ns.x %}" + list + "{{ ns.x == a }}", steps),
        Arguments.of(list + "{% set a = ns.x %}" + list + "{{ ns.x < a }}", steps),
        Arguments.of(
            "{% set ns = namespace(x=[]) %}{% for i in range(900) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
            deep),
        Arguments.of(
            "{% set ns = namespace(x=[]) %}{% for i in range(900) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
            deep),
        Arguments.of("{{ 'a' * 1000000000 }}", text),
        Arguments.of("{{ 'ab' * 9223372036854775807 }}", text),
        Arguments.of("{{ [1] * 9223372036854775807 }}", steps),
        Arguments.of("{{ 'a'.center(1000000000) }}", text),
        Arguments.of("{{ '1'.zfill(2147483647) }}", text),
        Arguments.of("{{ '%9999d' % 1 }}", "a format's width is more than 1000"),
        Arguments.of("{{ [1]|batch(1000000000, 0) }}", steps),
        Arguments.of("{{ 'a\\nb'|indent(1000000000) }}", text),
        Arguments.of("{{ [1]|tojson(indent=1000000000) }}", text),
        Arguments.of("{% for i in range(99999) %}{{ 'a' * 9000 }}{% endfor %}", text),
        Arguments.of("{% set a = 'a' * 4000000 %}{{ (a ~ 'b') in (a ~ a) }}", steps),
        Arguments.of("{% set a = 'a' * 3000000 %}{{ (a ~ a).count(a ~ 'b') }}", steps),
        Arguments.of("{% set a = ('a' * 3000000)|list %}", steps),
        Arguments.of(
            "{% set a = range(99999)|list %}{% for i in range(999) %}{{ dict(d)|length }}{{ a|sort|length }}{% endfor %}",
            steps),
        Arguments.of("{{ " + "1+".repeat(600) + "1 }}", deep),
        Arguments.of("{{ x" + ".y".repeat(600) + " }}", deep),
        Arguments.of("{{ " + nested("(", ")", 50_000) + " }}", parse),
        Arguments.of("{{ " + nested("[", "]", 50_000) + " }}", parse),
        Arguments.of("{{ " + "-".repeat(50_000) + "1 }}", parse),
        Arguments.of("{{ " + "not ".repeat(50_000) + "1 }}", parse),
        Arguments.of("{{ " + "a if b else ".repeat(50_000) + "1 }}", parse),
        Arguments.of("{% set " + nested("(", ")", 50_000) + " = 1 %}", parse),
        Arguments.of("{% if 1 %}".repeat(50_000), parse),
        Arguments.of("x".repeat(1_000_001), "the template's 1000001 characters exceed 1000000"));
  }

  @ParameterizedTest
  @MethodSource("greedy")
  void render_greedyTemplate_isStopped(String template, String told) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatThrownBy(() -> render(template))
                .isInstanceOf(JinjaException.class)
                .hasMessage("line 1: " + told));
  }

  @Test
  void render_deepestNesting_fitsASmallStack() throws InterruptedException {
    String template =
        "{% macro m(n) %}"
            + "{% if n %}".repeat(20)
            + "{{ [[[m(n - 1)]]] }}"
            + "{% endif %}".repeat(20)
            + "{% endmacro %}{{ m(99) }}";
    var thrown = new Throwable[1];
    var thread = new Thread(null, () -> render(template), "small", 512 * 1024);
    thread.setUncaughtExceptionHandler((t, e) -> thrown[0] = e);
    thread.start();
    thread.join();
    assertThat(thrown[0]).isInstanceOf(JinjaException.class).hasMessageContaining("500 deep");
  }

  @Test
  void error_longProblem_isCut() {
    assertThatThrownBy(() -> render("{{ raise_exception('a' * 9000) }}"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600).endsWith("..."));
  }

  @Test
  void render_randomlyBrokenTemplates_endWithTextOrJinjaException() {
    String source =
        """
        {%- set ns = namespace(last=messages|length - 1) %}
        {%- for m in messages[::-1] if m.role is string %}{{ loop.index0 ~ m['role'] }}
        {%- if m.content.split('x')[-1].lstrip('\\n') == "é" and not loop.last or 1 <= 2.5 %}
        {% set ns.last = -loop.index0 // 3 ** 2 %}{% else %}{{ {'a': [1, (2,)]} | tojson(indent=2) }}
        {% endif %}{% endfor %}{# c #}{% macro f(a, b='c') %}{{ a ~ b }}{% endmacro %}{{ f(1) }}
        {% raw %}{{ }}{% endraw %}{% generation %}{{ '%s' % s | trim }}{% endgeneration %}
        """;
    String[] pieces = {
      "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "'", "\\", "(", ")", "[", "]", "|", ".", ":",
      "is", "not", "if", "for", "endif", "1", "9999", "*", "**", "range", "\u00E9", "\uD83D", "\n",
      " in ", "="
    };
    var random = new Random(17);
    int rendered = 0;
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder(source);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(4));
        text.replace(at, end, random.nextBoolean() ? pieces[random.nextInt(pieces.length)] : "");
      }
      try {
        render(text.toString());
        rendered++;
      } catch (JinjaException e) {
        assertThat(e.line()).isPositive();
      }
    }
    assertThat(rendered).isBetween(100, 4900);
  }
}
