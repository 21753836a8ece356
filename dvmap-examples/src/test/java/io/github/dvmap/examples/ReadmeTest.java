package io.github.dvmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final List<String> COMMANDS =
      List.of(
          "quickstart",
          "extract",
          "analyse",
          "benchmark",
          "train",
          "evaluate",
          "evaluate-benchmark");

  private static final Path SNIPPET =
      Path.of("src/test/java/io/github/dvmap/examples/ReadmeSnippet.java");

  private static String readme() throws IOException {
    return Files.readString(Path.of("../README.md"));
  }

  @Test
  void snippet_inTheReadme_isTheCompiledOne() throws IOException {
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
    assertThat(block.find()).isTrue();
    String shown = block.group(1);
    assertThat(shown.lines().count()).isLessThanOrEqualTo(13);
    assertThat(squeezed(Files.readString(SNIPPET))).contains(squeezed(shown));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @Test
  void commands_inTheReadme_areThoseOfTheCommandLine() throws IOException {
    String help = Cli.run("--help").out();
    for (String command : COMMANDS) {
      assertThat(help).contains(command);
      assertThat(readme()).contains("dvmap.jar " + command);
    }
  }

  @Test
  void options_inTheReadme_exist() throws IOException {
    String all = "";
    for (String command : COMMANDS) {
      all += Cli.run(command, "--help").out();
    }
    Matcher option = Pattern.compile("dvmap\\.jar [^\n`]*").matcher(readme());
    while (option.find()) {
      Matcher name = Pattern.compile("--[a-z-]+").matcher(option.group());
      while (name.find()) {
        assertThat(all).containsPattern(name.group() + "\\b");
      }
    }
  }

  @Test
  void ci_runsTheReadmesTestCommand() throws IOException {
    String ci = Files.readString(Path.of("../.ci/run"));
    assertThat(readme()).contains("mvn -B -ntp verify");
    assertThat(ci).contains("mvn -B -ntp verify");
  }
}
