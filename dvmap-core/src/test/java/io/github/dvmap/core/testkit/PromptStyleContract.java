package io.github.dvmap.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

/** What every {@link PromptStyle} promises. */
public abstract class PromptStyleContract {
  /** The style. */
  protected abstract PromptStyle style();

  /** A profile that the style can render. */
  protected abstract Profile profile();

  /** A profile of the same attributes with another level of each, that the style can render. */
  protected Profile otherProfile() {
    var levels = new LinkedHashMap<String, String>();
    profile().levels().forEach((attribute, level) -> levels.put(attribute, "other than " + level));
    return Profile.of(levels);
  }

  /** What stands in the prompt for a level of an attribute that the style tells of. */
  protected String told(String attribute, String level) {
    return level;
  }

  /** A question with options that none contains another. */
  protected Question question() {
    return Fixtures.FAMILY;
  }

  @Test
  public void render_twice_givesTheSame() {
    assertThat(style().render(profile(), question()))
        .isEqualTo(style().render(profile(), question()));
  }

  @Test
  public void render_manyThreads_giveTheSame() {
    PromptStyle style = style();
    Prompt expected = style.render(profile(), question());
    assertThat(
            Threads.each(
                () -> {
                  var prompts = new HashSet<Prompt>();
                  for (int i = 0; i < 200; i++) {
                    prompts.add(style.render(profile(), question()));
                  }
                  return prompts;
                }))
        .allSatisfy(prompts -> assertThat(prompts).containsExactly(expected));
  }

  @Test
  public void render_textLikeATemplate_isAskedAsItStands() {
    var odd =
        new Question(
            "Q0",
            "Is {Country} worth $1 or %s, \\ or {Question}?",
            "",
            AnswerScale.of("{Options}", "50 %d", "${0}"));
    String text = style().render(profile(), odd).user();
    assertThat(text).contains(odd.text());
    odd.scale().options().forEach(option -> assertThat(text).contains(option));
  }

  @Test
  public void render_any_asksTheQuestionWithAllItsOptions() {
    String text = style().render(profile(), question()).user();
    assertThat(text).contains(question().text());
    question().scale().options().forEach(option -> assertThat(text).contains(option));
  }

  /** An attribute is told of if the prompt changes with it alone; one at least has to be. */
  @Test
  public void render_oneLevelChanged_tellsItWhereItTellsOfTheAttribute() {
    PromptStyle style = style();
    String text = text(style.render(profile(), question()));
    var told = new ArrayList<String>();
    for (String attribute : profile().attributes()) {
      var levels = new LinkedHashMap<>(profile().levels());
      String level = otherProfile().level(attribute);
      assertThat(levels.put(attribute, level)).as(attribute).isNotEqualTo(level);
      String changed = text(style.render(Profile.of(levels), question()));
      if (!changed.equals(text)) {
        told.add(attribute);
        assertThat(changed).contains(told(attribute, level));
        assertThat(text).contains(told(attribute, profile().level(attribute)));
      }
    }
    assertThat(told).as("attributes that the prompt tells of").isNotEmpty();
  }

  @Test
  public void render_profilesInTurn_givesEachItsOwnPrompt() {
    PromptStyle style = style();
    Prompt first = style.render(profile(), question());
    Prompt other = style.render(otherProfile(), question());
    assertThat(other).isNotEqualTo(first);
    assertThat(style.render(profile(), question())).isEqualTo(first);
    assertThat(style.render(otherProfile(), question())).isEqualTo(other);
    assertThat(style().render(otherProfile(), question())).isEqualTo(other);
  }

  private static String text(Prompt prompt) {
    return prompt.system() + "\n" + prompt.user();
  }

  @Test
  public void render_any_asksForTheAnswerFormat() {
    var prompt = style().render(profile(), question());
    assertThat(prompt.system() + prompt.user()).contains(style().answerFormat().instruction());
  }

  @Test
  public void answerFormat_perfectReply_isUnderstood() {
    for (int k = 0; k < question().scale().size(); k++) {
      String reply = style().answerFormat().write(question().scale().label(k));
      assertThat(style().answerFormat().parse(reply, question().scale()))
          .isEqualTo(new ParsedAnswer.Chosen(k, true));
    }
  }
}
