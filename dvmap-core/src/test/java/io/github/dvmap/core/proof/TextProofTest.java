package io.github.dvmap.core.proof;

import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.prompt.PromptStyle;
import io.github.dvmap.core.prompt.StructuredCotPrompt;
import io.github.dvmap.core.prompt.TagAnswerFormat;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import io.github.dvmap.core.testkit.AnswerFormatContract;
import io.github.dvmap.core.testkit.Fixtures;
import io.github.dvmap.core.testkit.PromptStyleContract;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextProofTest {
  private static final StructuredCotPrompt STYLE = StructuredCotPrompt.generic();
  private static final TagAnswerFormat TAGS = TagAnswerFormat.answerTags();

  private static Arguments style(
      String broken, BiFunction<Profile, Question, String> user, Consumer<PromptStyleContract> t) {
    return style(broken, user, TAGS, t);
  }

  private static Arguments style(
      String broken,
      BiFunction<Profile, Question, String> user,
      AnswerFormat format,
      Consumer<PromptStyleContract> test) {
    var style =
        new PromptStyle() {
          @Override
          public Prompt render(Profile profile, Question question) {
            return new Prompt("", user.apply(profile, question));
          }

          @Override
          public AnswerFormat answerFormat() {
            return format;
          }
        };
    var contract =
        new PromptStyleContract() {
          @Override
          protected PromptStyle style() {
            return style;
          }

          @Override
          protected Profile profile() {
            return Fixtures.profile("Chile", "Low");
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static String sound(Profile profile, Question question) {
    return STYLE.render(profile, question).user();
  }

  static Stream<Arguments> styles() {
    var count = new AtomicInteger();
    var cache = new ConcurrentHashMap<String, String>();
    return Stream.of(
        style(
            "counts its prompts",
            (p, q) -> sound(p, q) + count.getAndIncrement(),
            PromptStyleContract::render_twice_givesTheSame),
        style(
            "by thread",
            (p, q) -> sound(p, q) + Thread.currentThread().getName(),
            PromptStyleContract::render_manyThreads_giveTheSame),
        style(
            "values filled again",
            (p, q) -> sound(p, q).replace("{Country}", p.level("Country")),
            PromptStyleContract::render_textLikeATemplate_isAskedAsItStands),
        style(
            "last option lost",
            (p, q) -> sound(p, q).replace(q.scale().label(q.scale().size() - 1), ""),
            PromptStyleContract::render_any_asksTheQuestionWithAllItsOptions),
        style(
            "no profile",
            (p, q) -> sound(Fixtures.profile("Chile", "Low"), q),
            PromptStyleContract::render_oneLevelChanged_tellsItWhereItTellsOfTheAttribute),
        style(
            "levels by number",
            (p, q) -> sound(Fixtures.profile("of " + p.hashCode(), "Low"), q),
            PromptStyleContract::render_oneLevelChanged_tellsItWhereItTellsOfTheAttribute),
        style(
            "first profile for each question",
            (p, q) -> cache.computeIfAbsent(q.id(), id -> sound(p, q)),
            PromptStyleContract::render_profilesInTurn_givesEachItsOwnPrompt),
        style(
            "no format asked for",
            (p, q) -> sound(p, q).replace(TAGS.instruction(), ""),
            PromptStyleContract::render_any_asksForTheAnswerFormat),
        style(
            "format of another tag",
            TextProofTest::sound,
            TagAnswerFormat.of("other"),
            PromptStyleContract::render_any_asksForTheAnswerFormat),
        style(
            "format that cannot read itself",
            TextProofTest::sound,
            new Format(TAGS.instruction(), a -> a, TAGS::parse, TAGS::wellFormed),
            PromptStyleContract::answerFormat_perfectReply_isUnderstood));
  }

  private record Format(
      String instruction,
      UnaryOperator<String> write,
      BiFunction<String, AnswerScale, ParsedAnswer> parse,
      Predicate<String> wellFormed)
      implements AnswerFormat {
    @Override
    public String write(String answer) {
      return write.apply(answer);
    }

    @Override
    public ParsedAnswer parse(String reply, AnswerScale scale) {
      return parse.apply(reply, scale);
    }

    @Override
    public boolean wellFormed(String reply) {
      return wellFormed.test(reply);
    }
  }

  private record Ending(ImmutableSet<String> stopStrings) implements AnswerFormat {
    @Override
    public String instruction() {
      return TAGS.instruction();
    }

    @Override
    public String write(String answer) {
      return TAGS.write(answer);
    }

    @Override
    public ParsedAnswer parse(String reply, AnswerScale scale) {
      return TAGS.parse(reply, scale);
    }

    @Override
    public boolean wellFormed(String reply) {
      return TAGS.wellFormed(reply);
    }
  }

  private static Arguments format(
      String broken, AnswerFormat format, Consumer<AnswerFormatContract> test) {
    var contract =
        new AnswerFormatContract() {
          @Override
          protected AnswerFormat format() {
            return format;
          }
        };
    return Proof.of(broken, contract, test);
  }

  private static Arguments parse(
      String broken,
      BiFunction<String, AnswerScale, ParsedAnswer> parse,
      Consumer<AnswerFormatContract> test) {
    return format(
        broken, new Format(TAGS.instruction(), TAGS::write, parse, TAGS::wellFormed), test);
  }

  /** The first option that the reply holds anywhere. */
  private static ParsedAnswer firstHeld(String reply, AnswerScale scale) {
    return scale.options().stream()
        .filter(reply::contains)
        .findFirst()
        .<ParsedAnswer>map(o -> new ParsedAnswer.Chosen(scale.options().indexOf(o), true))
        .orElse(new ParsedAnswer.Missing());
  }

  /** The text between the first two tags, without a look whether they are there. */
  private static ParsedAnswer unchecked(String reply, AnswerScale scale) {
    String text = reply.substring(reply.indexOf("<answer>") + 8, reply.indexOf("</answer>"));
    return new ParsedAnswer.Chosen(scale.options().indexOf(text), true);
  }

  static Stream<Arguments> formats() {
    var count = new AtomicInteger();
    return Stream.of(
        format(
            "no instruction",
            new Format(" ", TAGS::write, TAGS::parse, TAGS::wellFormed),
            AnswerFormatContract::instruction_any_isNotBlank),
        format(
            "its own reply malformed",
            new Format("say", TAGS::write, TAGS::parse, reply -> false),
            AnswerFormatContract::parse_whatItWrote_isThatOption),
        format(
            "everything well-formed",
            new Format("say", TAGS::write, TAGS::parse, reply -> true),
            AnswerFormatContract::parse_emptyReply_isMissing),
        parse(
            "first option held",
            TextProofTest::firstHeld,
            AnswerFormatContract::parse_whatItWrote_isThatOption),
        parse(
            "first option held, in the reasoning",
            TextProofTest::firstHeld,
            AnswerFormatContract::parse_whatItWroteAfterReasoning_isThatOption),
        parse(
            "empty reply chosen",
            (reply, scale) -> new ParsedAnswer.Chosen(0, true),
            AnswerFormatContract::parse_emptyReply_isMissing),
        parse(
            "option invented without tags",
            (reply, scale) ->
                TAGS.parse(reply, scale) instanceof ParsedAnswer.Missing && !reply.isEmpty()
                    ? new ParsedAnswer.Chosen(reply.length() % scale.size(), false)
                    : TAGS.parse(reply, scale),
            AnswerFormatContract::parse_noOptionNamed_choosesNone),
        parse(
            "option invented in tags",
            (reply, scale) ->
                TAGS.parse(reply, scale) instanceof ParsedAnswer.Unrecognised
                    ? new ParsedAnswer.Chosen(0, false)
                    : TAGS.parse(reply, scale),
            AnswerFormatContract::parse_noOptionNamed_choosesNone),
        parse(
            "first of several",
            (reply, scale) -> TAGS.parse(reply.replace(" or Rather important", ""), scale),
            AnswerFormatContract::parse_severalOptionsNamed_choosesNone),
        format(
            "every text well-formed",
            new Format("say", TAGS::write, TAGS::parse, reply -> !reply.isEmpty()),
            AnswerFormatContract::wellFormed_noAnswer_isFalse),
        parse(
            "throws without tags",
            TextProofTest::unchecked,
            AnswerFormatContract::parse_anyText_neverThrows),
        parse(
            "throws on half a reply",
            TextProofTest::unchecked,
            AnswerFormatContract::parse_perfectReplyCutAnywhere_neverThrows),
        parse(
            "reads the beginning only",
            (reply, scale) ->
                TAGS.parse(reply.substring(0, Math.min(reply.length(), 10_000)), scale),
            AnswerFormatContract::parse_veryLongReply_comesToAnEnd),
        parse(
            "too long to read",
            (reply, scale) -> {
              if (reply.length() > 10_000) {
                throw new IllegalArgumentException("too long");
              }
              return TAGS.parse(reply, scale);
            },
            AnswerFormatContract::parse_longRepetitions_comeToAnEnd),
        parse(
            "answers in turn",
            (reply, scale) -> new ParsedAnswer.Chosen(count.getAndIncrement() % 2, true),
            AnswerFormatContract::parse_manyThreads_agreeWithOne),
        format(
            "stops where the answer begins",
            new Ending(ImmutableSet.of("<answer>")),
            AnswerFormatContract::stopStrings_ofWhatItWrote_cutOffNothing),
        format(
            "stops at another format's end",
            new Ending(ImmutableSet.of("</choice>")),
            AnswerFormatContract::stopStrings_ofWhatItWrote_cutOffNothing));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"styles", "formats"})
  void contract_brokenText_isNoticed(String broken, Runnable test) {
    Proof.assertNoticed(test);
  }
}
