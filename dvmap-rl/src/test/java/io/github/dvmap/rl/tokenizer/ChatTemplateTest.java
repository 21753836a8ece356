package io.github.dvmap.rl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
  private static final List<ChatMessage> ASKED =
      List.of(ChatMessage.system(" be brief "), ChatMessage.user("  Sure? é漢🙂 "));

  @TempDir Path folder;

  /** A folder whose tokenizer_config.json is this and whose chat_template.jinja is a resource. */
  private ChatTemplate open(String config, String resource) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), config);
    Files.writeString(folder.resolve("chat_template.jinja"), resource(resource));
    return ChatTemplate.of(folder);
  }

  private static String resource(String name) throws IOException {
    return Resources.toString(
        Resources.getResource(ChatTemplateTest.class, name), StandardCharsets.UTF_8);
  }

  private ChatTemplate inline(String template) throws IOException {
    var config = new JsonObject();
    config.addProperty("chat_template", template);
    Files.writeString(folder.resolve("tokenizer_config.json"), config.toString());
    return ChatTemplate.of(folder);
  }

  @Test
  void render_chatMl_isTurnByTurn() {
    assertThat(ChatTemplate.chatMl().render(ASKED, true, Map.of()))
        .isEqualTo(
            """
            <|im_start|>system
             be brief <|im_end|>
            <|im_start|>user
              Sure? é漢🙂 <|im_end|>
            <|im_start|>assistant
            """);
    assertThat(
            ChatTemplate.chatMl()
                .render(
                    List.of(ChatMessage.user("a"), ChatMessage.assistant("b\n")), false, Map.of()))
        .isEqualTo("<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb\n<|im_end|>\n");
  }

  @Test
  void of_folderWithoutTemplate_isChatMl() throws IOException {
    String chatMl = ChatTemplate.chatMl().render(ASKED, true, Map.of());
    assertThat(ChatTemplate.of(folder).render(ASKED, true, Map.of())).isEqualTo(chatMl);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": null}");
    assertThat(ChatTemplate.of(folder).render(ASKED, true, Map.of())).isEqualTo(chatMl);
  }

  // transformers 5.17.0, apply_chat_template of [{"role": "user", "content": "Hi"}]
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{{ messages[0] | tojson }} # {\"role\": \"user\", \"content\": \"Hi\"}",
        "{{ messages }} # [{'role': 'user', 'content': 'Hi'}]",
        "{% for k, v in messages[0].items() %}{{ k ~ '=' ~ v ~ ';' }}{% endfor %}"
            + " # role=user;content=Hi;",
        "{{ messages[0] | list }} # ['role', 'content']",
      })
  void render_messageAsAWhole_hasItsRoleFirst(String template, String text) throws IOException {
    assertThat(inline(template).render(List.of(ChatMessage.user("Hi")), true, Map.of()))
        .isEqualTo(text);
  }

  @Test
  void of_bothFiles_takesTheTemplateFile() throws IOException {
    inline("from the configuration");
    Files.writeString(folder.resolve("chat_template.jinja"), "from the file\n");
    assertThat(ChatTemplate.of(folder).render(ASKED, true, Map.of())).isEqualTo("from the file");
  }

  @Test
  void of_namedTemplates_takesDefault() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"chat_template": [{"name": "tool_use", "template": "tools"},
                           {"name": "default", "template": "{{ messages|length }}"}]}""");
    assertThat(ChatTemplate.of(folder).render(ASKED, true, Map.of())).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"eos_token\": \"</s>\"}', '||</s>|false'",
    "'{\"bos_token\": null, \"eos_token\": {\"content\": \"</s>\"}}', '||</s>|false'",
    "'{\"bos_token\": {\"content\": \"<s>\", \"lstrip\": false}, \"pad_token\": \"<p>\"}', '|<s>||<p>'"
  })
  void render_specialTokens_areVariables(String config, String text) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), config);
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "|{{ bos_token }}|{{ eos_token }}|{{ pad_token if pad_token is defined else 'false' }}");
    assertThat(ChatTemplate.of(folder).render(ASKED, true, Map.of())).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"true, ''", "false, '<think>\n\n</think>\n\n'", ", ''"})
  void render_thinkingTemplate_opensTheTurnAsTold(Boolean thinking, String end) throws IOException {
    ChatTemplate template = open("{\"eos_token\": \"<|im_end|>\"}", "thinking.jinja");
    assertThat(template.reads("enable_thinking")).isTrue();
    assertThat(template.reads("date_string")).isFalse();
    if (thinking != null) {
      template = template.enableThinking(thinking);
    }
    assertThat(template.render(ASKED, true, Map.of()))
        .isEqualTo(
            "<|im_start|>system\n be brief <|im_end|>\n"
                + "<|im_start|>user\n  Sure? é漢🙂 <|im_end|>\n"
                + "<|im_start|>assistant\n"
                + end);
    assertThat(template.render(ASKED, false, Map.of())).endsWith("🙂 <|im_end|>\n");
  }

  @Test
  void render_thinkingTemplateManyTurns_hidesOldThoughts() throws IOException {
    ChatTemplate template = open("{\"eos_token\": \"<|end|>\"}", "thinking.jinja");
    List<ChatMessage> turns =
        List.of(
            ChatMessage.user("Age?\n1) <30\n2) 30+"),
            ChatMessage.assistant("<think>\nhm\n</think>\n\n2"),
            ChatMessage.user("Sure?"),
            ChatMessage.assistant("<think>\n\nyes\n</think>\n\n2 again"));
    assertThat(template.render(turns, false, Map.of("enable_thinking", false)))
        .isEqualTo(
            """
            <|im_start|>system
            You answer.<|im_end|>
            <|im_start|>user
            Age?
            1) <30
            2) 30+<|im_end|>
            <|im_start|>assistant
            2<|end|>
            <|im_start|>user
            Sure?<|im_end|>
            <|im_start|>assistant
            <think>
            yes
            </think>

            2 again<|end|>
            """);
  }

  @Test
  void render_datedTemplate_takesTimeOrVariable() throws IOException {
    ChatTemplate template =
        open("{\"bos_token\": \"<s>\"}", "dated.jinja")
            .withTime(LocalDateTime.of(2024, 7, 6, 23, 59));
    String rest =
        "\n\nbe brief<|eot|><|start|>user<|end|>\n\nSure? é漢🙂<|eot|><|start|>assistant<|end|>\n\n";
    assertThat(template.render(ASKED, true, Map.of()))
        .isEqualTo("<s><|start|>system<|end|>\n\nToday: 06 Jul 2024" + rest);
    ChatTemplate fixed = template.withVariables(Map.of("date_string", "26 Jul 2024"));
    assertThat(fixed.render(ASKED, true, Map.of()))
        .isEqualTo("<s><|start|>system<|end|>\n\nToday: 26 Jul 2024" + rest);
    assertThat(fixed.render(ASKED, true, Map.of("date_string", "now"))).contains("Today: now\n");
    assertThat(template.render(ASKED, true, Map.of())).contains("06 Jul 2024");
  }

  @Test
  void render_longConversation_isWithinTheBounds() throws IOException {
    ChatTemplate template = open("{\"eos_token\": \"<|im_end|>\"}", "thinking.jinja");
    String said = "All work and no play. ".repeat(200);
    List<ChatMessage> turns = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      turns.add(ChatMessage.user(said));
      turns.add(ChatMessage.assistant("<think>\n" + said + "\n</think>\n\n" + said));
    }
    assertThat(template.render(turns, true, Map.of())).hasSizeGreaterThan(200 * said.length());
  }

  @Test
  void render_templateThatRefuses_namesFileLineAndReason() throws IOException {
    ChatTemplate template = open("{\"bos_token\": \"<s>\"}", "dated.jinja");
    assertThatThrownBy(() -> template.render(List.of(ChatMessage.assistant("a")), true, Map.of()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            folder.resolve("chat_template.jinja")
                + ", line 26: the template refuses: Roles must alternate user/assistant/...");
  }

  @Test
  void render_faultInTheConfiguration_namesFileKeyAndLine() throws IOException {
    ChatTemplate template = inline("a\n\n{{ nosuch.x }}");
    assertThatThrownBy(() -> template.render(ASKED, true, Map.of()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            folder.resolve("tokenizer_config.json")
                + ", chat_template, line 3: 'nosuch' is undefined");
  }

  @Test
  void of_syntaxError_namesFileKeyAndLine() {
    assertThatThrownBy(() -> inline("a\n{% if x %}\n"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            folder.resolve("tokenizer_config.json")
                + ", chat_template, line 2: 'if' has no 'endif'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"chat_template\": 1} | , chat_template: is neither a text nor a list",
        "{\"chat_template\": {}} | , chat_template: is neither a text nor a list",
        "{\"chat_template\": []} | , chat_template: none of the templates [] is named default",
        "{\"chat_template\": [1]} | , chat_template: an entry has no name or no template",
        "{\"chat_template\": [{\"name\": \"default\"}]} |"
            + " , chat_template: an entry has no name or no template",
        "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"\"}]} |"
            + " , chat_template: none of the templates [rag] is named default",
        "{\"bos_token\": 1} | , bos_token: 1 is not a token's text",
        "{\"bos_token\": {\"content\": []}} | , bos_token: [] is not a token's text",
        "[] | : is not a JSON object",
      })
  void of_badConfiguration_namesTheKey(String config, String told) throws IOException {
    Path file = folder.resolve("tokenizer_config.json");
    Files.writeString(file, config);
    assertThatThrownBy(() -> ChatTemplate.of(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + told);
  }

  @Test
  void of_unreadableTemplateFile_isNamed() throws IOException {
    Path file = folder.resolve("chat_template.jinja");
    Files.write(file, new byte[] {'a', (byte) 0xFF});
    assertThatThrownBy(() -> ChatTemplate.of(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + ": is not UTF-8");
    Files.write(file, new byte[4_000_001]);
    assertThatThrownBy(() -> ChatTemplate.of(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + ": is too long for a template");
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages", "add_generation_prompt"})
  void withVariables_ownName_isRefused(String name) {
    assertThatThrownBy(() -> ChatTemplate.chatMl().withVariables(Map.of(name, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variable " + name + " cannot be set");
  }

  @Test
  void render_badArguments_areRefused() {
    ChatTemplate template = ChatTemplate.chatMl();
    assertThatThrownBy(() -> template.render(List.of(), true, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("messages is empty");
    assertThatThrownBy(() -> template.render(ASKED, true, Map.of("x", Path.of("y"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("variable x is a ");
    assertThatThrownBy(() -> new ChatMessage("", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("role is empty");
  }
}
